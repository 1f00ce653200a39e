"""The history that the database writes."""

import pgtrigger
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from contacts.models import Company, Contact, Tag
from contacts.models.event import Event
from tests.factories import booked, make_activity, make_company, make_contact, make_tag

pytestmark = pytest.mark.django_db

EVENT_MODELS = [model for model in apps.get_models() if issubclass(model, Event)]
TagEvent, ContactEvent = Tag.pgh_event_model, Contact.pgh_event_model


def execute(sql: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def told() -> list[tuple[str, str]]:
    return list(TagEvent.objects.order_by("pgh_id").values_list("pgh_label", "name"))


def test_statement_that_changes_nothing_makes_no_version():
    tag = make_tag(name="VIP")

    with booked():
        Tag.objects.filter(pk=tag.pk).update(name="VIP")

    assert told() == [("insert", "VIP")]


def test_derived_columns_make_no_version():
    contact = make_contact()

    make_activity(contact)

    assert ContactEvent.objects.count() == 1


def test_rows_written_by_the_orm_have_a_history():
    tag = make_tag(name="VIP")

    with booked():
        tag.name = "Very important"
        tag.save()
        tag.delete()

    assert told() == [("insert", "VIP"), ("update", "Very important"), ("delete", "Very important")]


def test_every_row_of_a_bulk_update_has_a_history():
    make_tag(name="one")
    make_tag(name="two")

    with booked() as made:
        Tag.objects.update(colour="#000000")

    versions = TagEvent.objects.filter(pgh_context_id=made.pk).order_by("name")
    assert list(versions.values_list("pgh_label", "name", "colour")) == [
        ("update", "one", "#000000"),
        ("update", "two", "#000000"),
    ]


def test_bulk_update_is_quick_in_a_session_that_updated_a_single_row_before():
    make_contact(title="old")
    with booked():
        Contact.objects.update(title="first")
        Contact.objects.bulk_create(Contact(email=f"{n}@example.org", source="import") for n in range(10_000))

    with booked():
        # Compared each with each, as by a plan for a single row, they take a quarter of a minute.
        execute("SET LOCAL statement_timeout = '6s'")
        Contact.objects.update(title="second")
        execute("SET LOCAL statement_timeout = 0")

    assert ContactEvent.objects.filter(title="second").count() == 10_001


def test_rows_that_are_copied_in_have_a_history():
    command = "COPY contacts_tag (name) FROM STDIN"
    with booked() as made, connection.cursor() as cursor, cursor.copy(command) as copy:
        copy.write_row(["one"])
        copy.write_row(["two"])

    versions = TagEvent.objects.order_by("name").values_list("pgh_label", "name", "pgh_context_id")
    assert list(versions) == [("insert", "one", made.pk), ("insert", "two", made.pk)]


def test_rows_deleted_by_plain_sql_have_a_history():
    make_tag(name="VIP")

    with booked() as made:
        execute("DELETE FROM contacts_tag")

    assert told() == [("insert", "VIP"), ("delete", "VIP")]
    assert TagEvent.objects.get(pgh_label="delete").pgh_context_id == made.pk


@pytest.mark.unbooked
def test_write_without_a_change_set_has_a_history_of_nobody():
    Tag.objects.create(name="VIP")

    assert list(TagEvent.objects.values_list("name", "pgh_context_id", "pgh_context")) == [("VIP", None, None)]


def test_history_says_who_and_through_which_door(admin):
    with booked(by=admin, door="api"):
        Tag.objects.create(name="VIP")

    assert TagEvent.objects.get().pgh_context == {"kind": "edit", "door": "api", "actor": str(admin.pk)}


def test_history_names_the_transaction_that_wrote_it():
    make_tag()

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        (current,) = cursor.fetchone()

    assert TagEvent.objects.get().xid == current


def test_history_leaves_out_what_follows_from_other_columns():
    columns = {field.name for field in ContactEvent._meta.fields}

    assert columns & {"version", "updated_at", "name_key", "email_opt_in", "last_contacted_at"} == set()


@pytest.mark.parametrize("model", EVENT_MODELS, ids=lambda model: model._meta.object_name)
def test_history_is_guarded(model):
    guards = {trigger.name for trigger in model._meta.triggers}

    assert guards == {"append_only", "append_only_truncate"}


@pytest.mark.parametrize("model", EVENT_MODELS, ids=lambda model: model._meta.object_name)
def test_history_cannot_be_truncated(model):
    with pytest.raises(DatabaseError, match="is append-only: it cannot be truncated"):
        execute(f"TRUNCATE {model._meta.db_table}")


@pytest.mark.parametrize("model", EVENT_MODELS, ids=lambda model: model._meta.object_name)
def test_table_with_a_history_cannot_be_truncated(model):
    # Else TRUNCATE would be refused for the sake of keys that wait to be checked.
    execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(DatabaseError, match="cannot be truncated"):
        execute(f"TRUNCATE {model.pgh_tracked_model._meta.db_table} CASCADE")


def test_history_stays_with_its_person():
    make_activity(make_contact())

    with pytest.raises(DatabaseError, match="is append-only: contact_id can only be blanked"):
        execute("UPDATE contacts_activityevent SET contact_id = NULL")


def test_history_cannot_be_deleted():
    make_tag()

    with pytest.raises(DatabaseError, match="is append-only: its rows cannot be deleted"):
        execute("DELETE FROM contacts_tagevent")


def test_history_cannot_be_rewritten():
    make_contact(first_name="Jane")

    with pytest.raises(DatabaseError, match="is append-only: first_name can only be blanked"):
        execute("UPDATE contacts_contactevent SET first_name = 'Joan'")


@pytest.mark.parametrize("column", ["pgh_label", "pgh_context", "pgh_context_id", "pgh_obj_id", "xid"])
def test_skeleton_of_the_history_cannot_even_be_blanked(column):
    make_contact()

    with pytest.raises(DatabaseError, match=f"is append-only: {column} can only be blanked"):
        execute(f"UPDATE contacts_contactevent SET {column} = NULL")


def test_history_can_be_blanked():
    make_contact(first_name="Jane", custom_fields={"colour": "red"}, company=make_company())

    execute("UPDATE contacts_contactevent SET first_name = '', custom_fields = '{}', company_id = NULL")

    versions = ContactEvent.objects.values_list("first_name", "custom_fields", "company_id")
    assert list(versions) == [("", {}, None)]


def test_history_can_be_blanked_as_it_is_declared():
    make_contact(first_name="Jane", email="jane@example.com")

    ContactEvent.objects.update(**ContactEvent.personal_data.erase)

    assert list(ContactEvent.objects.values_list("first_name", "email")) == [("", "")]


def test_guard_is_not_lifted_by_ignoring_triggers():
    make_tag()

    with pytest.raises(DatabaseError, match="append-only"), pgtrigger.ignore():
        execute("DELETE FROM contacts_tagevent")


def test_history_outlives_the_row():
    company = make_company(name="Acme")

    with booked():
        Company.objects.filter(pk=company.pk).delete()

    versions = Company.pgh_event_model.objects.order_by("pgh_id")
    assert list(versions.values_list("pgh_label", "pgh_obj_id")) == [("insert", company.pk), ("delete", company.pk)]
