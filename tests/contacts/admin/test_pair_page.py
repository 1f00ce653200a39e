"""The page of a pair, and what somebody decides on it."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.messages import get_messages
from django.utils import timezone
from django.utils.html import strip_tags

from contacts.deletion import delete
from contacts.duplicates.pairs import dismiss
from contacts.models import ChangeSet, Contact, DuplicatePair
from tests.contacts.admin.pages import change_page, url
from tests.contacts.merging.merges import merged
from tests.factories import make_contact, make_pair, make_user

pytestmark = pytest.mark.django_db

LIST = url(DuplicatePair, "changelist")
DOOR = ChangeSet.Door.COMMAND


@pytest.fixture
def pair():
    """The first of two pairs."""
    one = make_contact(first_name="Ada", email="ada@example.com", city="London")
    return make_pair(one, make_contact(first_name="Adah", email="adah@example.com", city="London"))


@pytest.fixture
def following(pair):
    return make_pair(probability=0.9)


def text(response) -> str:
    return " ".join(strip_tags(response.content.decode()).split())


def said(response) -> list[str]:
    return [strip_tags(str(message)) for message in get_messages(response.wsgi_request)]


def act(browser, pair, name, **posted):
    return browser.post(url(DuplicatePair, name, pair.pk), posted)


def state(pair) -> str:
    return DuplicatePair.objects.get(pk=pair.pk).status


def limited(client, *codenames):
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_contact", *codenames]))
    client.force_login(user)
    return user


def test_page_shows_the_two_field_by_field(as_admin, pair):
    page = as_admin.get(pair.get_absolute_url())

    rows = {field.name: ([s and s.text for _, s in cells], field.differs) for field, cells in page.context["rows"]}
    assert rows == {
        "first_name": (["Ada", "Adah"], True),
        "email": (["ada@example.com", "adah@example.com"], True),
        "address": (["London", "London"], False),
    }


def test_page_tells_every_reason_and_what_they_add_up_to(as_admin, pair):
    page = text(as_admin.get(pair.get_absolute_url()))

    assert "Same phone +3.6 First name differs −0.4 Often +0.2 All together +3.4" in page
    assert "These log-odds are a probability of 99.5 %. Model 1." in page


def test_page_tells_its_keys(as_admin, pair):
    page = text(as_admin.get(pair.get_absolute_url()))

    assert "Merge… m Two different people d Put off 7 days z 30 days 90 days Skip s →" in page


def test_page_takes_few_queries(as_admin, pair, django_assert_num_queries):
    as_admin.get(pair.get_absolute_url())

    with django_assert_num_queries(19):
        as_admin.get(pair.get_absolute_url())


def test_decision_takes_the_permission_to_merge(client, pair):
    limited(client, "view_duplicatepair", "change_contact", "change_all_records")

    answers = [act(client, pair, name).status_code for name in ("dismiss", "snooze", "reopen")]

    assert (answers, state(pair)) == ([HTTPStatus.FORBIDDEN] * 3, "open")
    assert "Two different people" not in text(client.get(pair.get_absolute_url()))


def test_decision_is_not_taken_by_a_link(as_admin, pair):
    answer = as_admin.get(url(DuplicatePair, "dismiss", pair.pk))

    assert (answer.status_code, state(pair)) == (HTTPStatus.METHOD_NOT_ALLOWED, "open")


def test_pair_of_others_is_not_decided_on(client, pair):
    limited(client, "merge_contact", "change_contact")

    response = act(client, pair, "dismiss")

    assert (response.url, state(pair)) == (pair.get_absolute_url(), "open")
    assert said(response)[0].startswith("Nothing was changed: 2 of the records belong to colleagues")


def test_two_people_lead_to_the_next_pair_and_can_be_taken_back(as_admin, admin, pair, following):
    response = act(as_admin, pair, "dismiss")

    pair.refresh_from_db()
    assert (pair.status, pair.decided_by, response.url) == ("dismissed", admin, following.get_absolute_url())
    assert said(response) == ["They stay two different people. Take back…"]
    assert "Open again" in text(as_admin.get(pair.get_absolute_url()))


def test_last_pair_leads_to_the_list(as_admin, pair):
    response = act(as_admin, pair, "dismiss")

    assert response.url == LIST
    assert said(response) == ["They stay two different people. Take back…", "That was the last pair."]


@pytest.mark.parametrize(("days", "until"), [("30", 30), ("90", 90), ("", 7), ("x", 7), ("100000000000", 7)])
def test_pair_is_put_off(as_admin, pair, days, until):
    act(as_admin, pair, "snooze", days=days)

    pair.refresh_from_db()
    assert (pair.status, pair.snoozed_until) == ("snoozed", timezone.localdate() + timedelta(days=until))


def test_pair_that_was_decided_on_is_opened_again(as_admin, admin, pair):
    dismiss(pair, by=admin)

    response = act(as_admin, pair, "reopen")

    assert (response.url, state(pair)) == (pair.get_absolute_url(), "open")


def test_skipped_pair_waits_and_leads_to_the_next(as_admin, pair, following):
    response = as_admin.get(url(DuplicatePair, "skip", pair.pk))

    assert (response.url, state(pair)) == (following.get_absolute_url(), "open")


def test_review_begins_with_the_likeliest(as_admin, pair, following):
    assert as_admin.get(url(DuplicatePair, "review")).url == pair.get_absolute_url()


def test_review_without_pairs_leads_to_the_list(as_admin):
    assert as_admin.get(url(DuplicatePair, "review")).url == LIST


def test_pair_of_a_deleted_contact_is_passed_by(as_admin, pair, following):
    delete(Contact.objects.filter(pk=pair.low_id), by=None, door=DOOR)

    response = as_admin.get(pair.get_absolute_url())

    assert (response.url, len(said(response))) == (following.get_absolute_url(), 1)


def test_pair_that_was_merged_leads_to_who_stayed(as_admin, pair):
    merged(pair.low, pair.high)

    assert as_admin.get(pair.get_absolute_url()).url == change_page(pair.low)


def test_pair_of_a_contact_that_was_merged_with_another_one_is_passed_by(as_admin, admin, pair, following):
    dismiss(pair, by=admin)
    merged(make_contact(), pair.low)

    assert as_admin.get(pair.get_absolute_url()).url == following.get_absolute_url()


def test_pair_that_was_merged_is_not_opened_again(as_admin, pair):
    merged(pair.low, pair.high)

    act(as_admin, pair, "reopen")

    assert state(pair) == "merged"


def merge(browser, shown, **posted):
    ids = {"_selected_action": [shown.low_id, shown.high_id], "action": "merge_selected", "pair": shown.pk}
    versions = {f"version_{pk}": Contact.objects.get(pk=pk).version for pk in (shown.low_id, shown.high_id)}
    return browser.post(url(Contact, "changelist"), ids | versions | posted)


def test_merge_shows_the_page_of_merges_with_a_way_back(as_admin, pair):
    page = merge(as_admin, pair).content.decode()

    assert f'<input type="hidden" name="pair" value="{pair.pk}">' in page
    assert f'href="{pair.get_absolute_url()}"' in page


def test_merge_leads_to_the_next_pair(as_admin, pair, following):
    response = merge(as_admin, pair, apply="1")

    assert (response.url, state(pair)) == (following.get_absolute_url(), "merged")


def test_merge_that_is_refused_leads_back_to_the_pair(as_admin, pair):
    response = merge(as_admin, pair, apply="1", **{f"version_{pair.low_id}": "0"})

    assert (response.url, state(pair)) == (pair.get_absolute_url(), "open")


@pytest.mark.parametrize("name", ["x", "00000000-0000-0000-0000-000000000000"])
def test_merge_that_names_no_pair_leads_to_the_contact(as_admin, pair, name):
    response = merge(as_admin, pair, apply="1", pair=name)

    assert response.url in (change_page(pair.low), change_page(pair.high))


def test_page_of_a_contact_tells_who_may_be_the_same(as_admin, pair):
    page = as_admin.get(change_page(pair.low))

    assert "May be the same as" in text(page)
    assert f'href="{pair.get_absolute_url()}"' in page.content.decode()
    assert "May be the same as" not in text(as_admin.get(change_page(make_contact())))


def test_page_of_a_contact_tells_nothing_of_those_whom_the_user_may_not_see(client, settings, pair):
    settings.REPS_SEE_ALL = False
    rep = make_user(is_staff=True)
    rep.groups.add(Group.objects.get(name="Sales rep"))
    client.force_login(rep)
    own = make_contact(owner=rep)
    make_pair(own, pair.low)

    assert "May be the same as" not in text(client.get(change_page(own)))
