"""Merging the sure ones: the page before, the merge, its pages."""

from http import HTTPStatus

import pytest
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages
from django.utils.html import strip_tags
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job

from contacts import tasks
from contacts.duplicates.sure_groups import least_threshold
from contacts.models import ChangeSet, Contact, DuplicateMark, DuplicatePair, MergeRun
from contacts.tasks import merge_duplicates, note_given_up
from tests.contacts.admin.pages import url
from tests.factories import make_contact, make_pair, make_user

pytestmark = pytest.mark.django_db

SURE = url(DuplicatePair, "sure")


@pytest.fixture
def pairs():
    made = [make_pair(make_contact(first_name="Ada"), make_contact(first_name="Bo")) for _ in range(2)]
    DuplicateMark.objects.all().delete()
    return made


@pytest.fixture
def run(admin):
    return MergeRun.objects.create(threshold=0.99, planned=2, created_by=admin)


def text(response) -> str:
    return " ".join(strip_tags(response.content.decode()).split())


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def confirm(browser, **posted):
    shown = browser.get(SURE).context["plan"].fingerprint
    return browser.post(SURE, {"at_least": "99", "shown": shown} | posted)


def live() -> int:
    return Contact.objects.live().count()


def work_off() -> None:
    """Let a worker do what is queued, over the connection that workers have."""
    with app.replace_connector(app.connector.get_worker_connector()):
        app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def test_page_without_pairs_offers_nothing(as_admin):
    page = text(as_admin.get(SURE))

    assert "Nothing: no group is so sure." in page
    assert "Merge 0" not in page


def test_page_is_closed_to_those_who_may_not_merge(client, pairs):
    reader = make_user(is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename__in=["view_contact", "view_duplicatepair"]))
    client.force_login(reader)

    assert client.get(SURE).status_code == HTTPStatus.FORBIDDEN


def test_page_shows_what_would_happen_and_writes_nothing(as_admin, pairs):
    page = text(as_admin.get(SURE))

    assert "4 contacts in 2 groups (2 pairs) become 2." in page
    assert "Merge 2 groups" in page
    assert (live(), MergeRun.objects.count()) == (4, 0)


def test_groups_that_are_left_out_are_told(as_admin, pairs):
    DuplicateMark.objects.create(contact=pairs[0].low)

    page = text(as_admin.get(SURE))

    assert "1 group: a contact was changed since they were compared." in page


def test_threshold_is_chosen(as_admin, pairs):
    page = text(as_admin.get(SURE, {"at_least": "99.9"}))

    assert "Nothing: no group is so sure." in page


@pytest.mark.parametrize("value", [str(least_threshold() * 100 - 1), "101", "x", "NaN"])
def test_threshold_that_is_none_is_refused(as_admin, pairs, value):
    page = as_admin.get(SURE, {"at_least": value})

    assert (bool(page.context["form"].errors), page.context["plan"].threshold) == (True, 0.99)


def test_few_groups_are_merged_at_once(as_admin, admin, pairs):
    response = confirm(as_admin)

    run = MergeRun.objects.get()
    assert (response.url, run.status, run.merged, live()) == (run.get_absolute_url(), "done", 2, 2)
    page = as_admin.get(run.get_absolute_url())
    assert run.change_set.get_absolute_url() in page.content.decode()


def test_page_of_the_change_set_undoes_all(as_admin, pairs):
    confirm(as_admin)
    undo = url(ChangeSet, "undo", MergeRun.objects.get().change_set_id)

    as_admin.post(undo, {"shown": as_admin.get(undo).context["plan"].fingerprint})

    assert live() == 4


def test_other_groups_than_those_shown_are_not_merged(as_admin, pairs):
    response = confirm(as_admin, shown="another")

    assert said(response) == [
        "Nothing was changed: what would happen is no longer what you were shown. Look at it again."
    ]
    assert (response.url, live()) == (f"{SURE}?at_least=99", 4)


@pytest.mark.django_db(transaction=True)
def test_many_groups_are_merged_by_the_workers(as_admin, pairs, monkeypatch):
    monkeypatch.setattr(tasks, "MOST_MERGED_AT_ONCE", 1)
    response = confirm(as_admin)
    waiting = text(as_admin.get(response.url))

    work_off()

    run = MergeRun.objects.get()
    assert "Waiting for a worker: the merge begins as soon as one is free." in waiting
    assert (run.status, run.merged, run.change_set.door, live()) == ("done", 2, "job", 2)


def test_progress_is_told_until_there_is_a_result(as_admin, run):
    before = as_admin.get(url(MergeRun, "progress", run.pk))
    MergeRun.objects.update(status="done")

    after = as_admin.get(url(MergeRun, "progress", run.pk))

    assert "0 %" in text(before)
    assert after.headers["HX-Refresh"] == "true"


def test_merge_that_was_killed_can_be_taken_up_again(as_admin, run):
    MergeRun.objects.update(status="running")
    page = text(as_admin.get(run.get_absolute_url()))

    as_admin.post(url(MergeRun, "start", run.pk))

    run.refresh_from_db()
    assert "It was interrupted. What is merged stays merged; the rest can still be done. Do the rest" in page
    assert (run.status, ProcrastinateJob.objects.count()) == ("queued", 1)


def test_merge_is_stopped(as_admin, run):
    page = text(as_admin.post(url(MergeRun, "stop", run.pk), follow=True))

    run.refresh_from_db()
    assert run.status == "cancelled"
    assert "What was merged until then stays merged." in page


@pytest.mark.parametrize("name", ["start", "stop"])
def test_merge_of_somebody_else_is_left_to_them(client, run, name):
    other = make_user(is_staff=True)
    other.user_permissions.set(Permission.objects.filter(codename="view_mergerun"))
    client.force_login(other)

    assert client.post(url(MergeRun, name, run.pk)).status_code == HTTPStatus.FORBIDDEN


def test_merge_whose_worker_is_gone_for_good_is_interrupted(run):
    MergeRun.objects.update(status="running")
    job = Job(
        id=1, queue="default", lock=None, queueing_lock=None, task_name=merge_duplicates.name,
        task_kwargs={"run_id": str(run.pk)},
    )  # fmt: skip

    note_given_up(job=job)

    run.refresh_from_db()
    assert run.status == "failed"
