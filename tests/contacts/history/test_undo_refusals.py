"""What is not undone, and by whom not."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection

from contacts.exceptions import BelongsToOthers, CannotUndo, NotAllowed, PlanOutdated, UndoOvertaken
from contacts.history import may_undo, plan_undo, undo
from contacts.models import (
    Activity,
    ChangeSet,
    Contact,
    ContactEmail,
    ContactPhone,
    CustomField,
    ExternalId,
    ImportRun,
    Tag,
)
from contacts.runs import alone
from gdpr.consent import record
from gdpr.erasure import anonymise
from tests.concurrency import in_threads
from tests.contacts.history.snapshots import cells, differences
from tests.contacts.history.undos import DOOR, cannot, counted, undone
from tests.factories import (
    booked,
    make_activity,
    make_company,
    make_contact,
    make_deal,
    make_tag,
    make_task,
    make_user,
)
from tests.gdpr.residue import tables_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def rep():
    user = make_user()
    user.groups.add(Group.objects.get(name="Sales rep"))
    return user


def change_titles(by=None, **which):
    with booked(by=by) as made:
        Contact.objects.filter(**which).update(title="CEO")
    return made


def erase(contact):
    anonymise(Contact.objects.filter(pk=contact.pk), by=None, door=DOOR, reason="asked for")


def test_anonymisation_is_for_good():
    erase(make_contact())

    with pytest.raises(CannotUndo, match="nobody brings back a person who was anonymised"):
        undone(ChangeSet.objects.get(kind="anonymise"))


def test_consent_is_not_undone():
    record(make_contact(), purpose="email_marketing", kind="withdrawn", channel="phone")

    with pytest.raises(CannotUndo, match="what somebody has said stays recorded"):
        undone(ChangeSet.objects.get(kind="consent"))


def test_consent_that_an_edit_recorded_stays():
    with booked() as made:
        contact = make_contact()
        record(contact, purpose="email_marketing", kind="withdrawn", channel="phone")

    undone(made)

    contact.refresh_from_db()
    assert (contact.is_live, contact.email_opt_in, contact.consent_events.count()) == (False, False, 1)


def test_nothing_of_an_anonymised_person_comes_back():
    contact = make_contact(first_name="Zanzibar", title="CTO", company=make_company())
    with booked():
        for number in ("1", "2"):
            ContactEmail.objects.create(contact=contact, email=f"zanzibar{number}@example.com")
            ContactPhone.objects.create(contact=contact, number=f"zanzibar {number}")
            ExternalId.objects.create(contact=contact, system="shop", value=f"zanzibar {number}")
        contact.contact_tags.create(tag=make_tag())
    (
        make_activity(contact, subject="Zanzibar"),
        make_task(contact, title="Zanzibar"),
        make_deal(contact, name="Zanzibar"),
    )
    with booked() as made:
        Contact.objects.update(first_name="Zanzi", email="zanzibar@example.com", title="", company=None)
        for rows in (contact.phones, contact.external_ids, contact.contact_tags):
            rows.all().delete()
        contact.emails.filter(is_primary=False).delete()
        contact.tasks.update(title="Call Zanzibar")
        contact.deals.update(name="Zanzibar's boat")
        contact.activities.all().soft_delete()
    erase(contact)
    before = cells()

    plan = undone(made)

    assert (plan.changes, differences(before, cells()), tables_with("zanzi")) == (0, {}, [])
    assert {row[2] for row in cannot(plan)} == {"the person was anonymised"}
    assert (counted(plan)["contact"], counted(plan)["task"]) == ((0, 0, 0, 0, 1), (0, 0, 0, 0, 1))


def test_row_does_not_go_back_to_a_person_who_was_anonymised():
    gone, contact = make_contact(), make_contact()
    activity = make_activity(gone, subject="Zanzibar")
    with booked() as made:
        Activity.objects.update(contact=contact)
    erase(gone)

    plan = undone(made)

    activity.refresh_from_db()
    assert (activity.contact, activity.subject, len(cannot(plan))) == (contact, "Zanzibar", 1)


def test_restriction_is_not_lifted_by_an_undo():
    make_contact()
    with booked() as made:
        Contact.objects.update(restricted_at="2026-01-01T00:00Z")

    assert undone(made).changes == 0
    assert Contact.objects.exclude(restricted_at=None).count() == 1


def test_undo_that_the_database_refuses_in_the_end_writes_nothing():
    with connection.cursor() as cursor:
        # A rule that undo does not know.
        cursor.execute("CREATE UNIQUE INDEX one_cto ON contacts_contact (title) WHERE title = 'CTO'")
    contact = make_contact(title="CTO", city="Ulm")
    with booked() as made:
        Contact.objects.update(title="CEO", city="Bonn")
    make_contact(title="CTO")

    with pytest.raises(UndoOvertaken, match="Try it once more"):
        undone(made)

    contact.refresh_from_db()
    assert (contact.title, contact.city, ChangeSet.objects.filter(kind="undo").count()) == ("CEO", "Bonn", 0)


@pytest.mark.django_db(transaction=True)
def test_import_that_runs_is_not_undone():
    made = ChangeSet.objects.create(kind="import", door="command")
    run = ImportRun.objects.create(file_name="people.csv", change_set=made, status="running")

    def refused():
        with pytest.raises(CannotUndo, match="it is not done yet"):
            undone(made)

    with alone(run, otherwise=AssertionError):
        in_threads(refused)

    assert undone(made).changes == 0


def test_plan_that_is_not_what_was_shown_is_not_carried_out():
    contact, other = make_contact(), make_contact()
    made = change_titles()
    shown = plan_undo(made, by=None).fingerprint
    with booked():
        Contact.objects.filter(pk=other.pk).update(title="Boss")

    with pytest.raises(PlanOutdated):
        undo(made, by=None, door=DOOR, shown=shown)

    contact.refresh_from_db()
    assert contact.title == "CEO"


def test_plan_that_is_what_was_shown_is_carried_out():
    make_contact()
    made = change_titles()

    plan = undo(made, by=None, door=DOOR, shown=plan_undo(made, by=None).fingerprint)

    assert plan.changes == 1


def test_user_undoes_their_own_change_set(rep):
    contact = make_contact(owner=rep)
    made = change_titles(by=rep)

    undone(made, by=rep)

    contact.refresh_from_db()
    assert (contact.title, may_undo(made, by=rep)) == ("", True)


def test_change_set_of_a_colleague_takes_the_permission(rep):
    make_contact(owner=rep)
    made = change_titles(by=make_user())

    with pytest.raises(NotAllowed, match=r"contacts\.undo_changeset"):
        undone(made, by=rep)

    assert may_undo(made, by=rep) is False


def test_change_set_of_the_program_takes_the_permission(rep):
    make_contact(owner=rep)

    with pytest.raises(NotAllowed):
        plan_undo(change_titles(), by=rep)


@pytest.mark.parametrize("role", ["Manager", "Ops admin"])
def test_role_may_undo_what_others_did(role, rep):
    make_contact(owner=rep)
    made = change_titles(by=rep)
    manager = make_user()
    manager.groups.add(Group.objects.get(name=role))

    assert undone(made, by=manager).changes == 1


def test_records_of_others_are_not_undone_not_even_in_part(rep):
    rep.user_permissions.add(Permission.objects.get(codename="undo_changeset"))
    make_contact(owner=rep), make_contact(owner=make_user())
    made = change_titles()

    with pytest.raises(BelongsToOthers, match="1 of the records"):
        undone(made, by=rep)

    assert Contact.objects.filter(title="CEO").count() == 2


def test_what_belongs_to_contacts_of_others_is_not_undone(rep):
    contact = make_contact(owner=make_user())
    with booked(by=rep) as made:
        contact.contact_tags.create(tag=make_tag())
    made.refresh_from_db()

    with pytest.raises(BelongsToOthers):
        undone(made, by=rep)

    assert contact.contact_tags.count() == 1


def test_definitions_of_fields_take_the_right_to_change_them(rep):
    with booked(by=rep) as made:
        CustomField.objects.create(key="size", label="Size")

    with pytest.raises(BelongsToOthers):
        undone(made, by=rep)


def test_tags_take_the_right_to_change_them(rep):
    with booked(by=rep) as made:
        Tag.objects.create(name="VIP")
    rep.groups.clear()
    outsider = type(rep).objects.get(pk=rep.pk)

    with pytest.raises(BelongsToOthers):
        undone(made, by=outsider)

    assert undone(made).changes == 1
