"""What each operation does to those that are not so already, and that it does nothing to the others."""

import json

import pytest
from django.utils import timezone

from contacts.bulk import OPERATIONS, operation_of, plan_bulk
from contacts.bulk.belongings import AddTag, AddToList, RemoveFromList, RemoveTag
from contacts.bulk.columns import CLEARABLE, SETTABLE, SetCustomField, SetField, set_field
from contacts.bulk.deletion import Delete, Restore
from contacts.bulk.tasks import AddTask
from contacts.exceptions import UnknownOperation, UnusableValue
from contacts.models import (
    Contact,
    ContactEmail,
    ContactEvent,
    ContactList,
    ContactListEvent,
    ContactTag,
    ContactTagEvent,
    CustomField,
    ListMember,
    ListMemberEvent,
    Tag,
    Task,
    TaskEvent,
)
from contacts.selection import Selection
from tests.factories import booked, make_company, make_contact, make_custom_field, make_tag, make_task, make_user

pytestmark = pytest.mark.django_db

NOBODY = "63d3e5c2-0000-4000-8000-000000000000"
DUE = "2027-03-01T09:00:00+00:00"
HISTORIES = (ContactEvent, ContactTagEvent, ContactListEvent, ListMemberEvent, TaskEvent)


def make_list(**fields):
    with booked():
        return ContactList.objects.create(**{"name": f"List {ContactList.objects.count()}"} | fields)


def delete(*contacts):
    with booked():
        Contact.objects.filter(pk__in=[contact.pk for contact in contacts]).soft_delete()


def counts(run):
    return run.matched, run.changing, run.changed, run.unchanged, run.not_permitted, run.conflicts


def versions(run):
    """How many versions of rows the run has written."""
    return sum(history.objects.filter(pgh_context_id=run.change_set_id).count() for history in HISTORIES)


def told(operation, contact, by):
    plan = plan_bulk(Selection(ids=(contact.pk,)), operation, by=by)
    return [(sample.old, sample.new) for sample in plan.samples()]


@pytest.mark.parametrize(
    ("name", "old", "given", "new"),
    [
        ("city", "Bonn", " Berlin ", "Berlin"),
        ("city", "", "Berlin", "Berlin"),
        ("title", "CEO", "", ""),
        ("country", "DE", "france", "FR"),
        ("country", "DE", "Atlantis", "Atlantis"),
        ("lifecycle_stage", "lead", "customer", "customer"),
        ("lead_status", "new", "", ""),
    ],
)
def test_a_column_is_set_for_those_that_say_something_else(change, name, old, given, new):
    other, same = make_contact(**{name: old}), make_contact(**{name: new})

    run = change(Selection(), set_field(name, given))

    assert counts(run) == (2, 1, 1, 1, 0, 0)
    assert versions(run) == 1
    assert set(Contact.objects.values_list(name, flat=True)) == {new}
    assert (other.version, same.version) == (1, 1)
    assert dict(Contact.objects.values_list("pk", "version")) == {other.pk: 2, same.pk: 1}


@pytest.mark.parametrize("name", ["company", "owner"])
def test_a_row_that_a_column_names_is_set_and_cleared(change, name):
    one, two = [make_company(), make_company()] if name == "company" else [make_user(), make_user()]
    make_contact(**{name: one}), make_contact(**{name: two}), make_contact()

    given = change(Selection(), SetField(name, str(two.pk)))
    cleared = change(Selection(), SetField(name, None))

    assert counts(given) == (3, 2, 2, 1, 0, 0)
    assert counts(cleared) == (3, 3, 3, 0, 0, 0)
    assert (versions(given), versions(cleared)) == (2, 3)


@pytest.mark.parametrize("name", set(CLEARABLE) - {"company", "owner"})
def test_every_column_that_can_be_cleared_is_cleared(change, name):
    full = timezone.now().date() if name == "birth_date" else "x"
    make_contact(**{name: full}), make_contact()

    run = change(Selection(), SetField(name, None))

    assert counts(run) == (2, 1, 1, 1, 0, 0)
    assert set(Contact.objects.values_list(name, flat=True)) == {None if name == "birth_date" else ""}


def test_a_cleared_number_is_not_found_any_more(change):
    make_contact(phone="+49 30 1234567", mobile="+49 171 1234567")

    change(Selection(), SetField("phone", None))

    assert Contact.objects.values_list("phone_e164", "mobile_e164").get() == ("", "+491711234567")


def test_numbers_are_read_as_those_of_the_new_country(change):
    make_contact(country="DE", phone="030 1234567", mobile="+43 664 1234567")
    make_contact(phone="01 42 68 53 00")
    make_contact(country="DE")

    change(Selection(), set_field("country", "France"))

    numbers = set(Contact.objects.values_list("phone_e164", "mobile_e164"))
    assert numbers == {("+33301234567", "+436641234567"), ("+33142685300", ""), ("", "")}


@pytest.mark.parametrize(
    ("kind", "choices", "old", "new"),
    [
        (CustomField.Type.TEXT, [], "x", "y"),
        (CustomField.Type.TEXT, [], "{a}", 'quo"te'),
        (CustomField.Type.NUMBER, [], 1, 2.5),
        (CustomField.Type.BOOLEAN, [], True, False),
        (CustomField.Type.DATE, [], "2026-01-01", "2027-01-01"),
        (CustomField.Type.CHOICE, ["red", "blue"], "red", "blue"),
        (CustomField.Type.MULTIPLE_CHOICE, ["a", "b"], ["a", "b"], ["a"]),
    ],
)
def test_a_custom_field_is_set_and_cleared_and_the_others_stay(change, kind, choices, old, new):
    # A key that is also the name of a look-up.
    make_custom_field(key="contains", type=kind, choices=choices)
    make_contact(custom_fields={"contains": old, "other": 1}), make_contact(custom_fields={"contains": new})
    make_contact()

    given = change(Selection(), SetCustomField("contains", new))
    kept = [fields["contains"] for fields in Contact.objects.values_list("custom_fields", flat=True)]
    cleared = change(Selection(), SetCustomField("contains", None))

    assert (counts(given), kept) == ((3, 2, 2, 1, 0, 0), [new] * 3)
    assert counts(cleared) == (3, 3, 3, 0, 0, 0)
    assert (versions(given), versions(cleared)) == (2, 3)
    assert sorted(map(str, Contact.objects.values_list("custom_fields", flat=True))) == ["{'other': 1}", "{}", "{}"]


def test_a_tag_is_added_to_those_without_it_and_removed_from_those_with_it(change):
    tag, other = make_tag(), make_tag()
    bearer, bare, otherwise = make_contact(), make_contact(), make_contact()
    with booked():
        ContactTag.objects.create(contact=bearer, tag=tag)
        ContactTag.objects.create(contact=otherwise, tag=other)

    added = change(Selection(), AddTag(str(tag.pk)))
    bearers = set(ContactTag.objects.filter(tag=tag).values_list("contact", flat=True))
    removed = change(Selection(ids=(bare.pk, bearer.pk)), RemoveTag(str(tag.pk)))
    again = plan_bulk(Selection(), RemoveTag(str(other.pk)), by=added.created_by)

    assert (counts(added), versions(added)) == ((3, 2, 2, 1, 0, 0), 2)
    assert bearers == {bearer.pk, bare.pk, otherwise.pk}
    assert (counts(removed), versions(removed)) == ((2, 2, 2, 0, 0, 0), 2)
    assert (again.matched, again.changing) == (3, 1)


def test_contacts_are_put_on_a_list_and_taken_off(change):
    contact_list = make_list()
    on_it, off_it = make_contact(), make_contact()
    with booked():
        ListMember.objects.create(contact=on_it, list=contact_list)

    added = change(Selection(), AddToList(str(contact_list.pk)))
    removed = change(Selection(ids=(off_it.pk,)), RemoveFromList(str(contact_list.pk)))

    assert (counts(added), versions(added)) == ((2, 1, 1, 1, 0, 0), 1)
    assert (counts(removed), versions(removed)) == ((1, 1, 1, 0, 0, 0), 1)
    assert ListMember.objects.get().contact == on_it


def test_a_task_is_planned_for_those_who_have_not_got_it_to_do_yet(change):
    owner, assigned = make_user(), make_user()
    fresh, planned, done, otherwise = [make_contact(owner=owner) for _ in range(4)]
    make_task(planned, title="Call", due_at=DUE)
    make_task(done, title="Call", due_at=DUE, done_at=timezone.now())
    make_task(otherwise, title="Call")

    run = change(Selection(), AddTask("Call", DUE))
    for_one = change(Selection(), AddTask("Write", owner=str(assigned.pk)))
    again = plan_bulk(Selection(), AddTask("Call", DUE), by=run.created_by)

    assert (counts(run), versions(run)) == ((4, 3, 3, 1, 0, 0), 3)
    made = Task.objects.filter(title="Call", owner=owner).values_list("contact", "priority", "done_at")
    assert set(made) == {(contact.pk, Task.Priority.NORMAL, None) for contact in (fresh, done, otherwise)}
    assert (counts(for_one), Task.objects.filter(owner=assigned, due_at=None).count()) == ((4, 4, 4, 0, 0, 0), 4)
    assert again.changing == 0


def test_contacts_are_deleted_and_restored(change):
    one, two, gone = make_contact(), make_contact(), make_contact()
    delete(gone)

    deleted = change(Selection(ids=(one.pk, gone.pk)), Delete())
    restored = change(Selection(filters={"deleted": "yes"}), Restore())

    assert (counts(deleted), versions(deleted), deleted.change_set.kind) == ((1, 1, 1, 0, 0, 0), 1, "delete")
    assert (counts(restored), versions(restored), restored.change_set.kind) == ((2, 2, 2, 0, 0, 0), 2, "restore")
    assert set(Contact.objects.live()) == {one, two, gone}
    assert ContactEmail.objects.filter(live=True).count() == 3


def test_deletion_means_no_deleted_contacts_and_restoring_no_live_ones(admin):
    live, gone = make_contact(), make_contact()
    delete(gone)
    both = Selection(ids=(live.pk, gone.pk))

    assert plan_bulk(both, Delete(), by=admin).matched == 1
    assert plan_bulk(both, Restore(), by=admin).matched == 1
    assert plan_bulk(Selection(filters={"deleted": "yes"}), set_field("city", "Ulm"), by=admin).matched == 0


def test_whoever_was_merged_or_whose_address_is_taken_is_not_restored(change):
    winner, merged, replaced, free = make_contact(), make_contact(), make_contact(email="ada@x.org"), make_contact()
    delete(merged, replaced, free)
    with booked():
        Contact.objects.filter(pk=merged.pk).update(merged_into=winner)
        ContactEmail.objects.create(contact=winner, email="ADA@x.org")

    run = change(Selection(filters={"deleted": "yes"}), Restore())

    assert counts(run) == (3, 1, 1, 2, 0, 0)
    assert set(Contact.objects.live()) == {winner, free}


def test_of_several_who_share_an_address_the_first_is_restored(change):
    first = make_contact(email="ada@x.org")
    delete(first)
    second = make_contact(email="Ada@x.org")
    delete(second)

    run = change(Selection(filters={"deleted": "yes"}), Restore())

    assert counts(run) == (2, 2, 1, 0, 0, 1)
    assert list(Contact.objects.live()) == [min(first, second, key=lambda contact: contact.pk)]


def test_samples_say_what_is_there_and_what_would_be(admin):
    make_custom_field(key="vip", type=CustomField.Type.BOOLEAN)
    acme, umbrella, tag, today = make_company(name="Acme"), make_company(name="Umbrella"), make_tag(name="VIP"), "Call"
    contact = make_contact(
        company=acme, country="DE", lifecycle_stage="lead", owner=admin, custom_fields={"vip": True}, city="Bonn"
    )

    assert told(set_field("city", "Ulm"), contact, admin) == [("Bonn", "Ulm")]
    assert told(SetField("company", str(umbrella.pk)), contact, admin) == [("Acme", "Umbrella")]
    assert told(SetField("company", None), contact, admin) == [("Acme", "")]
    assert told(SetField("owner", None), contact, admin) == [(str(admin), "")]
    assert told(set_field("country", "FR"), contact, admin) == [("Germany", "France")]
    assert told(set_field("lifecycle_stage", "customer"), contact, admin) == [("Lead", "Customer")]
    assert told(SetCustomField("vip", False), contact, admin) == [("Yes", "No")]
    assert told(AddTag(str(tag.pk)), contact, admin) == [("", "VIP")]
    assert told(AddTask(today, DUE), contact, admin) == [("", "Call, due March 1, 2027, 9 a.m.")]
    assert told(Delete(), contact, admin) == [("", "deleted")]


def test_operations_say_what_they_do(admin):
    make_custom_field(key="vip", label="Very important", type=CustomField.Type.BOOLEAN)
    tag, contact_list = make_tag(name="VIP"), make_list(name="Spring")

    assert [
        str(operation)
        for operation in (
            set_field("city", "Ulm"),
            SetField("city", None),
            SetField("owner", str(admin.pk)),
            SetCustomField("vip", True),
            SetCustomField("vip", None),
            AddTag(str(tag.pk)),
            RemoveTag(str(tag.pk)),
            AddToList(str(contact_list.pk)),
            RemoveFromList(str(contact_list.pk)),
            AddTask("Call"),
            Delete(),
            Restore(),
        )
    ] == [
        "Set city to “Ulm”",
        "Clear city",
        f"Set owner to “{admin}”",
        "Set Very important to “Yes”",
        "Clear Very important",
        "Add the tag “VIP”",
        "Remove the tag “VIP”",
        "Add to the list “Spring”",
        "Remove from the list “Spring”",
        "Plan the task “Call”",
        "Delete",
        "Restore",
    ]


@pytest.mark.parametrize(
    "operation",
    [
        SetField("email", "x@example.com"),
        SetField("email", None),
        SetField("email_opt_in", None),
        SetField("version", "5"),
        SetField("nothing", "x"),
        SetField("phone", "+49 30 1234567"),
        SetField("city", "x" * 101),
        SetField("city", 5),
        SetField("lifecycle_stage", "unheard of"),
        SetField("company", NOBODY),
        SetField("company", "x"),
        SetField("owner", NOBODY),
        SetField("owner", "x"),
        SetCustomField("nothing", "x"),
        SetCustomField("colour", "green"),
        SetCustomField("colour", ["red"]),
        SetCustomField("needed", None),
        SetCustomField("needed", ""),
        AddTag(NOBODY),
        AddTag("x"),
        RemoveTag(NOBODY),
        AddToList(NOBODY),
        RemoveFromList("x"),
        AddTask(""),
        AddTask("x" * 256),
        AddTask("Call", "soon"),
        AddTask("Call", owner=NOBODY),
        AddTask("Call", owner="x"),
    ],
    ids=repr,
)
def test_what_cannot_be_is_refused(admin, operation):
    make_contact()
    make_custom_field(key="colour", type=CustomField.Type.CHOICE, choices=["red"])
    make_custom_field(key="needed", required=True)

    with pytest.raises(UnusableValue):
        plan_bulk(Selection(), operation, by=admin)


def test_what_is_gone_or_follows_from_a_filter_is_refused(admin):
    tag, gone, dynamic = make_tag(), make_list(), make_list(type=ContactList.Type.DYNAMIC)
    company, inactive = make_company(), make_user(is_active=False)
    with booked():
        Tag.objects.soft_delete()
        ContactList.objects.filter(pk=gone.pk).soft_delete()
        type(company).objects.soft_delete()

    for operation in (
        AddTag(str(tag.pk)),
        AddToList(str(gone.pk)),
        AddToList(str(dynamic.pk)),
        SetField("company", str(company.pk)),
        SetField("owner", str(inactive.pk)),
    ):
        with pytest.raises(UnusableValue):
            plan_bulk(Selection(), operation, by=admin)


@pytest.mark.parametrize(
    "operation",
    [
        SetField("city", "Ulm"),
        SetField("city", None),
        SetCustomField("topics", ["a", "b"]),
        AddTag(NOBODY),
        RemoveTag(NOBODY),
        AddToList(NOBODY),
        RemoveFromList(NOBODY),
        AddTask("Call", DUE, NOBODY),
        Delete(),
        Restore(),
    ],
    ids=repr,
)
def test_operations_survive_json(operation):
    assert operation_of(json.loads(json.dumps(operation.as_json()))) == operation


def test_every_operation_is_tested_for_that():
    assert OPERATIONS.keys() == {
        "set_field", "set_custom_field", "add_tag", "remove_tag", "add_to_list", "remove_from_list", "add_task",
        "delete", "restore",
    }  # fmt: skip


@pytest.mark.parametrize(
    "json_", [{}, {"do": "erase"}, {"do": "set_field"}, {"do": "delete", "to": "x"}, {"do": "add_tag", "tag": "x"}]
)
def test_unknown_operations_are_refused(json_):
    with pytest.raises(UnknownOperation):
        operation_of(json_)


def test_what_is_set_for_several_is_no_name_address_or_number():
    assert not {"first_name", "last_name", "email", "phone", "mobile", "linkedin_url"} & set(SETTABLE)
