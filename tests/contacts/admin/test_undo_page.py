"""The page of a change set, and its undo through the admin."""

from http import HTTPStatus

import pytest
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.test import Client
from django.utils.html import strip_tags
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from contacts.history import plan_undo
from contacts.models import Activity, ChangeSet, Contact
from contacts.tasks import MOST_UNDONE_AT_ONCE
from gdpr.erasure import anonymise
from tests.contacts.admin.pages import url
from tests.contacts.merging.merges import merged
from tests.factories import booked, make_contact, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def rep(db):
    user = make_user(username="rep", is_staff=True)
    user.groups.add(Group.objects.get(name="Sales rep"))
    return user


@pytest.fixture
def as_rep(rep):
    browser = Client()
    browser.force_login(rep)
    return browser


@pytest.fixture
def contact(rep):
    return make_contact(first_name="Ada", title="CTO", owner=rep)


@pytest.fixture
def made(contact, rep):
    with booked(by=rep, reason="Fair in Hanover") as change_set:
        Contact.objects.update(title="CEO", city="Ulm")
        contact.activities.create(kind="note")
    return change_set


def overview(change_set):
    return url(ChangeSet, "change", change_set.pk)


def undo_page(change_set):
    return url(ChangeSet, "undo", change_set.pk)


def text(response) -> str:
    return " ".join(response.content.decode().split())


def confirm(browser, change_set, shown=None, **options):
    posted = {"shown": shown or plan_undo(change_set, by=None).fingerprint}
    return browser.post(undo_page(change_set), posted, **options)


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def work_off() -> None:
    """Let a worker do what is queued, over the connection that workers have."""
    with app.replace_connector(app.connector.get_worker_connector()):
        app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def large(by=None) -> ChangeSet:
    """A change set that one request does not take back."""
    with booked(by=by) as change_set:
        contacts = (Contact(email=f"p{n}@example.com", source="import", owner=by) for n in range(MOST_UNDONE_AT_ONCE))
        Contact.objects.bulk_create(contacts)
    return change_set


def test_page_tells_who_did_what(as_admin, made):
    page = text(as_admin.get(overview(made)))

    assert 'Edit by <span class="font-semibold text-important">rep</span> (Command line)' in page
    assert "Fair in Hanover" in page
    assert [(each.name, each.made, each.changed, each.removed) for each in deeds_of(as_admin, made)] == [
        ("activities", 1, 0, 0),
        ("contacts", 0, 1, 0),
    ]


def deeds_of(browser, change_set):
    return browser.get(overview(change_set)).context["deeds"]


def test_page_of_an_empty_change_set_offers_no_undo(as_admin):
    with booked() as made:
        pass

    page = text(as_admin.get(overview(made)))

    assert "It wrote nothing that has a history." in page
    assert "Undo…" not in page


def test_preview_counts_in_words_and_writes_nothing(as_admin, made, contact, sales_rep):
    with booked(by=sales_rep):
        Contact.objects.update(title="Boss")

    page = text(as_admin.get(undo_page(made)))

    assert "1 contact goes back to what it was before." in page
    assert "1 activity that it made is deleted, and can be restored." in page
    assert "1 contact stays as it is: somebody has worked on it since." in page
    assert f'<a class="block font-semibold text-important truncate" href="{contact.get_absolute_url()}">Ada</a>' in page
    assert '<span class="font-semibold text-important">Job title</span>' in page
    assert "Was edited since: Sam, " in page
    contact.refresh_from_db()
    assert (contact.title, ChangeSet.objects.filter(kind="undo").count()) == ("Boss", 0)


def test_undo_is_done_and_the_page_tells_so(as_admin, made, contact, admin):
    response = confirm(as_admin, made)

    contact.refresh_from_db()
    done = ChangeSet.objects.get(kind="undo")
    assert (response.url, contact.title, Activity.objects.live().count()) == (overview(made), "CTO", 0)
    assert (done.actor, done.door, done.undoes) == (admin, "admin", made)
    assert said(response) == [
        "1 activity that it made is deleted, and can be restored.",
        "1 contact goes back to what it was before.",
    ]
    assert f'<a class="text-link" href="{overview(done)}">Undone</a> by' in text(as_admin.get(overview(made)))
    assert "It took back" in text(as_admin.get(overview(done)))


def test_undo_that_would_do_something_else_by_now_is_shown_again(as_admin, made, contact):
    shown = plan_undo(made, by=None).fingerprint
    with booked():
        Contact.objects.update(title="Boss")

    response = confirm(as_admin, made, shown)

    contact.refresh_from_db()
    assert (response.url, contact.title) == (undo_page(made), "Boss")
    assert said(response) == [
        "Nothing was changed: what would happen is no longer what you were shown. Look at it again."
    ]


def test_undo_that_was_not_shown_is_not_done(as_admin, made, contact):
    response = as_admin.post(undo_page(made))

    contact.refresh_from_db()
    assert (response.url, contact.title) == (undo_page(made), "CEO")


def test_second_undo_finds_nothing(as_admin, made):
    confirm(as_admin, made)

    page, again = text(as_admin.get(undo_page(made))), confirm(as_admin, made)

    assert "Nothing: there is nothing left that could be taken back." in page
    assert "Undo now" not in page
    assert said(again)[-1] == "There was nothing left to take back."
    assert ChangeSet.objects.filter(kind="undo").count() == 1


def test_anonymisation_offers_no_undo_and_says_why(as_admin, contact):
    anonymise(Contact.objects.all(), by=None, door="admin", reason="asked for")
    made = ChangeSet.objects.get(kind="anonymise")

    response = as_admin.get(undo_page(made))

    assert "Undo…" not in text(as_admin.get(overview(made)))
    assert (response.url, said(response)) == (
        overview(made),
        ["Nothing was undone: nobody brings back a person who was anonymised."],
    )


def test_rep_sees_and_undoes_their_own_change_set(as_rep, made, contact):
    page = text(as_rep.get(overview(made)))

    confirm(as_rep, made)

    contact.refresh_from_db()
    assert ("Undo…" in page, contact.title) == (True, "CTO")
    assert as_rep.get(url(ChangeSet, "changelist")).status_code == HTTPStatus.FORBIDDEN


def test_rep_does_not_see_change_sets_of_others(as_rep, contact):
    with booked(by=make_user()) as made:
        Contact.objects.update(title="CEO")

    answers = {as_rep.get(overview(made)).status_code, confirm(as_rep, made).status_code}

    contact.refresh_from_db()
    assert (answers, contact.title) == ({HTTPStatus.FORBIDDEN}, "CEO")


def test_records_that_are_others_by_now_are_not_undone(as_rep, made, contact):
    with booked():
        Contact.objects.update(owner=make_user())

    response = confirm(as_rep, made)

    contact.refresh_from_db()
    assert contact.title == "CEO"
    assert said(response)[0].startswith("Nothing was changed: 1 of the records belong to colleagues")


def test_those_who_may_only_look_are_offered_no_undo(made, client):
    officer = make_user(is_staff=True)
    officer.groups.add(Group.objects.get(name="Privacy officer"))
    client.force_login(officer)

    response = confirm(client, made)

    assert "Undo…" not in text(client.get(overview(made)))
    assert said(response)[0].startswith("Nothing was done: this needs the permission contacts.undo_changeset")


@pytest.mark.parametrize("page", ["undo", "undo_state"])
def test_pages_are_closed_to_those_without_rights(as_outsider, as_bare_staff, made, page):
    address = url(ChangeSet, page, made.pk)

    assert as_outsider.get(address).status_code == HTTPStatus.FOUND
    assert as_bare_staff.get(address).status_code == HTTPStatus.FORBIDDEN


@pytest.mark.django_db(transaction=True)
def test_large_change_set_is_taken_back_by_a_worker(as_admin, admin):
    made = large()

    page = text(as_admin.get(undo_page(made), headers={"HX-Request": "true"}))
    response = confirm(as_admin, made)
    confirm(as_admin, made)
    waiting = text(as_admin.get(overview(made)))
    queued = list(ProcrastinateJob.objects.values_list("args", flat=True))
    work_off()

    assert "It is done in the background" in page
    assert said(response) == ["That is a lot: it is taken back in the background. You may leave this page."]
    assert "It is being taken back in the background." in waiting
    assert queued == [{"change_set_id": str(made.pk), "user_id": str(admin.pk)}]
    done = ChangeSet.objects.get(kind="undo")
    assert (Contact.objects.live().count(), done.actor, done.door, done.undoes) == (0, admin, "job", made)
    assert as_admin.get(url(ChangeSet, "undo_state", made.pk)).headers["HX-Refresh"] == "true"


@pytest.mark.django_db(transaction=True)
def test_refusal_of_a_worker_is_told_on_the_page(as_rep, rep):
    made = large(by=rep)
    confirm(as_rep, made)
    pending = as_rep.get(url(ChangeSet, "undo_state", made.pk))
    with booked():
        Contact.objects.update(owner=make_user())

    work_off()

    assert "HX-Refresh" not in pending.headers
    assert "The undo that was begun did not end" in text(as_rep.get(overview(made)))
    assert not ChangeSet.objects.filter(kind="undo").exists()


def test_pages_of_a_merge_name_the_people_and_how_they_live_again(as_admin):
    ada, other = make_contact(first_name="Ada"), make_contact(first_name="Al", email="al@example.com")
    made = merged(ada, other)

    assert "Al (al@example.com) was merged into Ada." in strip_tags(text(as_admin.get(overview(made))))
    undoing = strip_tags(text(as_admin.get(undo_page(made))))
    assert "Al (al@example.com) lives again beside Ada, each with what they had." in undoing


def test_merge_that_comes_first_is_linked(as_admin):
    ada, other, third = make_contact(first_name="Ada"), make_contact(first_name="Al"), make_contact(first_name="A.")
    first = merged(other, third)
    second = merged(ada, other)

    page = as_admin.get(undo_page(first))

    assert f'href="{overview(second)}"' in page.content.decode()
    assert "Was merged once more since: undo that merge first" in text(page)


def test_page_of_a_large_undo_is_there_at_once_and_then_asks_what_would_happen(as_admin):
    made = large()

    at_once = as_admin.get(undo_page(made))
    then = as_admin.get(undo_page(made), headers={"HX-Request": "true"})

    assert ("plan" in at_once.context, 'hx-trigger="load"' in at_once.content.decode()) == (False, True)
    assert then.context["plan"].totals["removed"] == MOST_UNDONE_AT_ONCE


def test_large_undo_that_is_refused_leads_back(as_admin):
    made = large()
    ChangeSet.objects.filter(pk=made.pk).update(kind=ChangeSet.Kind.ANONYMISE)

    response = as_admin.get(undo_page(made), headers={"HX-Request": "true"})

    assert response.headers["HX-Redirect"] == overview(made)
