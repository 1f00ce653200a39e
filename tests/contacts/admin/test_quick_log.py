"""Noting the next thing on the page of a contact, and ticking tasks off."""

from datetime import UTC, datetime
from http import HTTPStatus

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from contacts.models import Activity, ChangeSet, Task
from tests.factories import make_contact, make_task, make_user

pytestmark = pytest.mark.django_db


def note(browser, contact, **inputs):
    return browser.post(reverse("admin:contacts_contact_log", args=[contact.pk]), inputs)


def tick(browser, task, done: str = "yes"):
    return browser.post(reverse("admin:contacts_task_done", args=[task.pk]), {"done": done})


@pytest.fixture
def clerk(client):
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_contact", "view_task"]))
    client.force_login(user)
    return client


def test_activity_without_a_subject_comes_back_with_what_was_typed(as_admin):
    page = note(as_admin, make_contact(), kind="call", body="Long talk").content.decode()

    assert "Long talk" in page
    assert "This field is required." in page
    assert not Activity.objects.exists()


def test_task_with_details_comes_back(as_admin):
    page = note(as_admin, make_contact(), kind="task", subject="Call", body="About the price").content.decode()

    assert "About the price" in page
    assert not Task.objects.exists()


def test_activity_is_noted_as_the_users_own(as_admin, admin):
    contact = make_contact()

    response = note(as_admin, contact, kind="meeting", subject="Demo", body="Liked it", at="2026-01-02T15:30")

    activity = Activity.objects.get()
    assert response["HX-Refresh"] == "true"
    assert (activity.contact, activity.owner, activity.kind) == (contact, admin, "meeting")
    assert (activity.subject, activity.body) == ("Demo", "Liked it")
    assert activity.occurred_at == datetime(2026, 1, 2, 15, 30, tzinfo=UTC)
    assert ChangeSet.objects.filter(kind="edit", door="admin", actor=admin).count() == 1


def test_task_is_due_when_the_form_says(as_admin, admin):
    note(as_admin, make_contact(), kind="task", subject="Call back", at="2026-01-02T15:30")

    task = Task.objects.get()
    assert (task.title, task.owner, task.due_at) == ("Call back", admin, datetime(2026, 1, 2, 15, 30, tzinfo=UTC))


def test_nothing_is_noted_for_a_deleted_contact(as_admin):
    contact = make_contact(deleted_at="2026-01-01T00:00Z")

    assert note(as_admin, contact, kind="call", subject="Hello").status_code == HTTPStatus.NOT_FOUND
    assert not Activity.objects.exists()


def test_noting_takes_the_permission_to_add(clerk):
    contact = make_contact()

    answers = {note(clerk, contact, kind=kind, subject="Hello").status_code for kind in ("call", "task")}

    assert answers == {HTTPStatus.FORBIDDEN}
    assert not ChangeSet.objects.filter(door="admin").exists()


def test_noting_takes_a_post(as_admin):
    address = reverse("admin:contacts_contact_log", args=[make_contact().pk])

    assert as_admin.get(address).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_task_is_ticked_off_and_opened_again(as_admin):
    task = make_task(make_contact())

    tick(as_admin, task)
    task.refresh_from_db()
    done = task.done_at
    tick(as_admin, task, done="no")
    task.refresh_from_db()

    assert done is not None
    assert task.done_at is None


def test_task_that_is_ticked_off_twice_is_done(as_admin):
    task = make_task(make_contact())

    tick(as_admin, task)
    tick(as_admin, task)

    task.refresh_from_db()
    assert task.done_at is not None
    assert ChangeSet.objects.filter(door="admin").count() == 1


def test_task_that_is_gone_is_not_found(as_admin):
    assert tick(as_admin, make_task(make_contact(), deleted_at="2026-01-01T00:00Z")).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    ("right", "kinds"), [("add_task", ["task"]), ("add_activity", ["call", "email", "meeting", "note"])]
)
def test_form_offers_what_the_user_may_add(client, right, kinds):
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_contact", right]))
    client.force_login(user)
    contact = make_contact()

    form = client.get(contact.get_absolute_url()).context["log_form"]

    assert [value for value, _ in form.fields["kind"].choices] == kinds
    assert note(client, contact, kind="task", subject="Hello").status_code == HTTPStatus.OK
    assert Task.objects.exists() == (right == "add_task")


def test_task_of_others_is_not_ticked_off(clerk):
    task = make_task(make_contact(), owner=make_user())

    assert tick(clerk, task).status_code == HTTPStatus.FORBIDDEN
    task.refresh_from_db()
    assert task.done_at is None
