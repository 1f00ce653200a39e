"""The list of duplicates, and the search for them."""

from datetime import date
from http import HTTPStatus

import pytest
from django.contrib.auth.models import Group, Permission
from django.utils.html import strip_tags
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from contacts import runs
from contacts.duplicates.finding import find
from contacts.duplicates.pairs import dismiss, snooze
from contacts.exceptions import SearchRunning
from contacts.models import DuplicatePair, DuplicateRun
from contacts.tasks import wake_duplicates
from tests.contacts.admin.pages import change_page, url
from tests.factories import make_contact, make_pair, make_user

pytestmark = pytest.mark.django_db

LIST = url(DuplicatePair, "changelist")
SEARCH = url(DuplicatePair, "search")
STATE = url(DuplicatePair, "search_state")


@pytest.fixture
def rep(client):
    user = make_user(is_staff=True, first_name="Rea")
    user.groups.add(Group.objects.get(name="Sales rep"))
    client.force_login(user)
    return user


def text(response) -> str:
    return " ".join(strip_tags(response.content.decode().replace("<", " <")).split())


def shown(browser, **query) -> list[DuplicatePair]:
    return list(browser.get(LIST, query).context["cl"].result_list)


def work_off() -> None:
    """Let a worker do what is queued, over the connection that workers have."""
    with app.replace_connector(app.connector.get_worker_connector()):
        app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def test_list_without_a_search_says_so(as_admin):
    assert "Nobody has searched for duplicates yet." in text(as_admin.get(LIST))


def test_list_is_closed_to_those_who_may_not_merge(client):
    reader = make_user(is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename="view_contact"))
    client.force_login(reader)
    make_pair()

    assert client.get(LIST).status_code == HTTPStatus.FORBIDDEN


def test_pairs_that_wait_are_listed_the_likeliest_first(as_admin, admin):
    possible, likely = make_pair(probability=0.6), make_pair(probability=0.99)
    dismiss(make_pair(), by=admin)

    assert shown(as_admin) == [likely, possible]


def test_row_tells_who_how_probable_and_why(as_admin):
    pair = make_pair(make_contact(first_name="Ada"), make_contact(first_name="Adah"), probability=0.9956)
    make_pair(probability=0.6)

    page = as_admin.get(LIST)

    assert "99.5 % likely" in text(page)
    assert "60.0 % possible" in text(page)
    assert "same phone +3.6 first name differs −0.4" in text(page)
    assert {change_page(pair.low), change_page(pair.high)} <= set(page.content.decode().split('"'))


@pytest.mark.parametrize("status", ["dismissed", "snoozed", "merged"])
def test_decided_pairs_are_listed_by_their_state(as_admin, admin, status):
    make_pair()
    pair = make_pair(status=status, decided_by=admin, decided_at="2026-01-02T12:00Z")

    assert shown(as_admin, status=status) == [pair]
    assert "Ada, Jan. 2, 2026" in text(as_admin.get(LIST, {"status": status}))


def test_until_when_a_pair_is_put_off_is_told(as_admin, admin):
    snooze(make_pair(), until=date(2040, 1, 2), by=admin)

    assert "Ada, today, until Jan. 2, 2040" in text(as_admin.get(LIST, {"status": "snoozed"}))


def test_pair_with_a_contact_that_the_user_may_not_see_is_not_there(client, rep, settings):
    settings.REPS_SEE_ALL = False
    pair = make_pair(make_contact(owner=rep), make_contact(owner=make_user()))

    assert shown(client) == []
    assert client.get(pair.get_absolute_url()).status_code == HTTPStatus.FOUND


def test_list_takes_few_queries_whatever_the_number_of_rows(as_admin, django_assert_num_queries):
    for count in (1, 2):
        for _ in range(count):
            make_pair()
        with django_assert_num_queries(6):
            as_admin.get(LIST)


def test_search_is_closed_to_those_who_may_only_look(client):
    reader = make_user(is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename__in=["view_contact", "view_duplicatepair"]))
    client.force_login(reader)

    assert client.post(SEARCH).status_code == HTTPStatus.FORBIDDEN
    assert "Search all contacts" not in text(client.get(LIST))
    assert not ProcrastinateJob.objects.exists()


def test_search_is_queued_once(as_admin):
    as_admin.post(SEARCH, {"which": "all"})
    page = text(as_admin.post(SEARCH, follow=True))

    assert ProcrastinateJob.objects.count() == 1
    assert "The search begins as soon as a worker is free." in page
    assert "Search now" not in page


def test_part_of_the_page_tells_that_a_search_is_coming(as_admin):
    as_admin.post(SEARCH)

    assert "The search begins" in text(as_admin.get(STATE))


def test_part_of_the_page_tells_how_far_the_search_is(as_admin):
    run = DuplicateRun.objects.create(is_whole=True, progress=0.25, found=7)

    with runs.alone(run, otherwise=SearchRunning):
        part = text(as_admin.get(STATE))

    assert part == "progress_activity Searching: 25 % , 7 likely pairs so far. You may leave this page."


def test_part_of_the_page_has_the_list_loaded_again_once_the_search_is_over(as_admin):
    DuplicateRun.objects.create(is_whole=True, status="done")

    assert as_admin.get(STATE).headers["HX-Refresh"] == "true"


def test_search_that_was_killed_is_told(as_admin):
    DuplicateRun.objects.create(is_whole=True)

    assert "The search was interrupted. Start it again" in text(as_admin.get(LIST))


def test_last_search_is_told(as_admin, admin):
    for first_name in ("Ada", "Ada"):
        make_contact(first_name=first_name, last_name="Lovelace", phone="+49 30 901820", city="Berlin")
    run = find(by=admin)

    page = text(as_admin.get(LIST))

    assert f"by Ada: {run.found} likely pair" in page
    assert "among 2 contacts" in page


@pytest.mark.django_db(transaction=True)
def test_workers_search_in_the_name_of_who_asked(as_admin, admin):
    as_admin.post(SEARCH, {"which": "all"})

    work_off()

    run = DuplicateRun.objects.get()
    assert (run.status, run.is_whole, run.created_by) == ("done", True, admin)


@pytest.mark.django_db(transaction=True)
def test_pairs_wake_by_a_job(admin):
    pair = snooze(make_pair(), until=date(2026, 1, 1), by=admin)

    wake_duplicates(0)

    pair.refresh_from_db()
    assert pair.status == "open"
