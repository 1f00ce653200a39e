"""Restricted data are kept and used for nothing, through whatever door; objections; rectification."""

from datetime import date
from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone

from contacts.deletion import delete
from contacts.editing import edit
from contacts.enrichment.run import plan_enrichment
from contacts.exceptions import CannotMerge, Restricted
from contacts.history import undo
from contacts.labels import LabelChange, change_labels
from contacts.lists import refresh
from contacts.merging import plan_merge
from contacts.models import ChangeSet, Contact, ListMember
from gdpr.consent import standing
from gdpr.exceptions import NotPermitted, NotToldYet, ReasonMissing
from gdpr.restriction import lift, object_to, rectify, restrict
from tests.factories import booked, make_activity, make_contact, make_list, make_tag, make_user

pytestmark = pytest.mark.django_db

DOOR = ChangeSet.Door.ADMIN
REASON = "Accuracy is contested"


def one(contact: Contact):
    return Contact.objects.filter(pk=contact.pk)


def restricted(**fields) -> Contact:
    contact = make_contact(**fields)
    restrict(one(contact), reason=REASON, by=None, door=DOOR)
    contact.refresh_from_db()
    return contact


@pytest.fixture
def officer():
    user = make_user(is_staff=True)
    user.groups.add(Group.objects.get(name="Privacy officer"))
    return user


def test_article_18_reason_is_required():
    with pytest.raises(ReasonMissing):
        restrict(one(make_contact()), reason=" ", by=None, door=DOOR)

    assert Contact.objects.get().restricted_at is None


def test_article_18_nobody_restricts_without_the_permission():
    rep = make_user()
    rep.groups.add(Group.objects.get(name="Manager"))

    with pytest.raises(NotPermitted, match=r"gdpr\.restrict_contact"):
        restrict(one(make_contact()), reason=REASON, by=rep, door=DOOR)

    assert Contact.objects.get().restricted_at is None


def test_article_18_restricting_twice_changes_nothing(officer):
    contact = restricted()
    since = contact.restricted_at

    assert restrict(one(contact), reason=REASON, by=officer, door=DOOR) == 0

    assert Contact.objects.get().restricted_at == since


def test_article_18_restriction_is_journalled(officer):
    restrict(one(make_contact()), reason=REASON, by=officer, door=DOOR)

    made = ChangeSet.objects.get(kind=ChangeSet.Kind.RESTRICT)

    assert (made.actor, made.reason) == (officer, REASON)


def test_article_18_restriction_is_lifted_only_after_the_person_was_told():
    contact = restricted()

    with pytest.raises(NotToldYet):
        lift(one(contact), reason="It was right", told_on=date(2999, 1, 1), by=None, door=DOOR)

    assert Contact.objects.get().restricted_at is not None


def test_article_18_lifted_restriction_leaves_the_contact_as_it_was():
    contact = restricted(city="Ulm")

    lifted = lift(one(contact), reason="It was right", told_on=timezone.localdate(), by=None, door=DOOR)

    contact.refresh_from_db()
    assert (lifted, contact.restricted_at, contact.city) == (1, None, "Ulm")


def test_article_18_undo_does_not_lift_a_restriction():
    contact = restricted()

    undo(ChangeSet.objects.get(kind=ChangeSet.Kind.RESTRICT), by=None, door=DOOR)

    contact.refresh_from_db()
    assert contact.restricted_at is not None


def test_article_18_restricted_contact_is_not_edited_deleted_or_tagged():
    contact = restricted(city="Ulm")

    with pytest.raises(Restricted):
        edit(contact, {"city": "Bonn"}, by=None, door=DOOR)
    with pytest.raises(Restricted):
        delete(one(contact), by=None, door=DOOR)
    with pytest.raises(Restricted):
        change_labels(contact, LabelChange(tags_added=[make_tag()]), by=None, door=DOOR)

    contact.refresh_from_db()
    assert (contact.city, contact.deleted_at, contact.contact_tags.count()) == ("Ulm", None, 0)


def test_article_18_restricted_contact_is_not_merged():
    with pytest.raises(CannotMerge, match="restricted"):
        plan_merge(make_contact(), [restricted()])


def test_article_18_restricted_contact_is_not_enriched():
    restricted(phone="+49 30 901820", email="ada@example.com")

    assert plan_enrichment(Contact.objects.all(), by=None).rows == ()


def test_article_18_restricted_contact_is_on_no_dynamic_list_and_comes_back():
    contact = make_contact(city="Ulm")
    a_list = make_list({"field": "city", "operator": "equals", "value": "Ulm"})

    def members():
        refresh(a_list, now=timezone.now(), by=None, door=DOOR)
        return ListMember.objects.count()

    before = members()
    restrict(one(contact), reason=REASON, by=None, door=DOOR)
    meanwhile = members()
    lift(one(contact), reason="It was right", told_on=timezone.localdate(), by=None, door=DOOR)

    assert (before, meanwhile, members()) == (1, 0, 1)


def test_article_18_restricted_contact_is_not_exported(tmp_path):
    restricted(email="secret@example.com")
    make_contact(email="open@example.com")
    file = tmp_path / "contacts.csv"

    call_command("export_contacts", file, columns="email")

    assert file.read_text(encoding="utf-8-sig").split() == ["email", "open@example.com"]


def test_article_18_import_leaves_a_restricted_contact_alone(tmp_path):
    restricted(email="jane@example.com", city="Ulm")
    file = tmp_path / "contacts.csv"
    file.write_text("email,city\njane@example.com,Bonn\njohn@example.com,Bonn\n")

    with pytest.raises(SystemExit):
        call_command("import_contacts", file, stdout=StringIO(), stderr=StringIO())

    cities = Contact.objects.order_by("email").values_list("email", "city")
    assert list(cities) == [("jane@example.com", "Ulm"), ("john@example.com", "Bonn")]


def test_article_18_undo_leaves_a_restricted_contact_alone():
    contact = make_contact(city="Ulm")
    with booked() as made:
        one(contact).update(city="Bonn")
    restrict(one(contact), reason=REASON, by=None, door=DOOR)

    plan = undo(made, by=None, door=DOOR)

    contact.refresh_from_db()
    assert (plan.changes, contact.city) == (0, "Bonn")


def test_article_18_what_happened_stays():
    contact = make_contact()
    make_activity(contact)

    restrict(one(contact), reason=REASON, by=None, door=DOOR)

    assert contact.activities.count() == 1


def test_article_21_objection_to_marketing_ends_it_at_once():
    contact = make_contact()

    object_to(contact, purpose="email_marketing", channel="phone", by=None, door=DOOR)

    contact.refresh_from_db()
    assert (contact.email_opt_in, contact.restricted_at) == (False, None)


def test_article_21_other_objections_restrict_until_they_are_judged():
    contact = make_contact()

    object_to(contact, purpose="data_processing", channel="email", by=None, door=DOOR)

    contact.refresh_from_db()
    assert [event.kind for event in standing(contact)] == ["objected"]
    assert contact.restricted_at is not None


def test_article_16_correction_needs_a_reason_and_the_permission():
    contact = make_contact(city="Ulm")

    with pytest.raises(ReasonMissing):
        rectify(contact, {"city": "Bonn"}, reason="", by=None, door=DOOR)
    with pytest.raises(NotPermitted):
        rectify(contact, {"city": "Bonn"}, reason="They moved", by=make_user(), door=DOOR)

    assert Contact.objects.get().city == "Ulm"


def test_article_16_restricted_contact_is_corrected_and_stays_restricted(officer):
    contact = restricted(city="Ulm")

    corrected = rectify(contact, {"city": "Bonn"}, reason="They moved", by=officer, door=DOOR)

    contact.refresh_from_db()
    assert (contact.city, contact.restricted_at) == ("Bonn", corrected.restricted_at)
    assert contact.restricted_at is not None
