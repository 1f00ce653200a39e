"""Texts about others that name who was erased: a human decides about each."""

import pytest

from contacts.history import timeline
from contacts.models import Activity, ChangeSet, Contact
from gdpr.erasing.follow_up import follow_up
from gdpr.erasing.mentions import leave, redact, redaction_of
from gdpr.erasure import erase
from gdpr.exceptions import NotPermitted, TextChanged
from gdpr.models import Mention
from tests.factories import booked, make_activity, make_contact, make_user

pytestmark = pytest.mark.django_db

DOOR = ChangeSet.Door.ADMIN
TEXT = "Recommended by Zanzibar Quoxley, whom she met"


@pytest.fixture
def ann():
    return make_contact(first_name="Ann", last_name="Miller")


@pytest.fixture
def activity(ann):
    return make_activity(ann, body=TEXT)


@pytest.fixture
def mention(activity):
    person = make_contact(first_name="Zanzibar", last_name="Quoxley", email="zanzibar@example.com")
    follow_up(erase(Contact.objects.filter(pk=person.pk), by=None, door=DOOR, reason="Test"))
    return Mention.objects.get()


def body(activity: Activity) -> str:
    activity.refresh_from_db()
    return activity.body


def test_mention_holds_a_place_and_no_text(mention, activity):
    assert (mention.table, mention.row, mention.column) == ("contacts.activity", str(activity.pk), "body")
    assert mention.spans == [[15, 31]]


def test_nothing_is_redacted_without_the_permission(mention, activity):
    with pytest.raises(NotPermitted):
        redact(mention, by=make_user(), door=DOOR)

    assert body(activity) == TEXT


def test_text_that_was_changed_since_is_not_redacted(mention, activity):
    with booked():
        Activity.objects.filter(pk=activity.pk).update(body=f"Later: {TEXT}")

    assert redaction_of(mention) is None
    with pytest.raises(TextChanged):
        redact(mention, by=None, door=DOOR)


def test_mention_that_somebody_has_left_stays(mention, activity):
    leave(mention, by=None)

    redact(mention, by=None, door=DOOR)

    assert (body(activity), Mention.objects.get().status) == (TEXT, "left")


def test_article_17_redaction_takes_the_name_out_of_text_and_history(mention, activity, admin):
    redact(mention, by=admin, door=DOOR)

    assert body(activity) == "Recommended by [erased], whom she met"
    versions = Activity.pgh_event_model.objects.filter(pgh_obj=activity).order_by("pgh_id")
    assert list(versions.values_list("body", flat=True)) == ["", "Recommended by [erased], whom she met"]
    assert Mention.objects.get().decided_by == admin
    assert ChangeSet.objects.filter(kind="anonymise").count() == 2


def test_history_that_names_the_person_where_the_text_does_not_is_listed(ann):
    activity = make_activity(ann, body=TEXT)
    with booked():
        Activity.objects.filter(pk=activity.pk).update(body="Something else")
    person = make_contact(first_name="Zanzibar", last_name="Quoxley")
    follow_up(erase(Contact.objects.filter(pk=person.pk), by=None, door=DOOR, reason="Test"))

    redact(Mention.objects.get(), by=None, door=DOOR)

    versions = Activity.pgh_event_model.objects.filter(pgh_obj=activity).order_by("pgh_id")
    assert list(versions.values_list("body", flat=True)) == ["", "Something else"]
    assert len(timeline(ann)) > 0
