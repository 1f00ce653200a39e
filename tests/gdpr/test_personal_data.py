"""What every table knows about a person."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db import connection, models
from django.test.utils import isolate_apps

from contacts.models import ChangeSet, Contact, Stage, Tag, Task
from contacts.models.event import Event
from crm.privacy import REST, PersonalData, Use
from gdpr.exceptions import Undeclared
from gdpr.models import ConsentEvent
from gdpr.personal_data import OF_OTHER_PACKAGES, declarations, declared

DECLARED = [(model, declaration) for model, declaration in declarations().items() if declaration is not None]


def leads_to_contact(model: type[models.Model], path: str) -> bool:
    """Whether a path of `PersonalData.subject` ends at a contact."""
    for name in path.split("__"):
        model = model._meta.get_field(name).related_model
    return model is Contact


@isolate_apps("gdpr")
def test_model_that_says_nothing_is_undeclared():
    meta = type("Meta", (), {"app_label": "gdpr"})
    silent = type("Silent", (models.Model,), {"__module__": __name__, "Meta": meta})

    with pytest.raises(Undeclared, match="does not say what it knows about a person"):
        declared(silent)


def test_model_declares_itself():
    assert declared(Contact) is Contact.personal_data


def test_table_that_knows_nothing_declares_that():
    assert declared(Stage) is None


def test_admin_log_forgets_the_names_of_erased_people():
    assert declared(LogEntry).erase == {"object_repr": "DELETED", "change_message": ""}


def test_permissions_know_nothing():
    assert (declared(Permission), declared(ContentType)) == (None, None)


@pytest.mark.django_db
def test_every_table_of_the_database_is_declared():
    tables = {model._meta.db_table for model in declarations()}

    # The record of migrations has no model among the installed ones.
    assert set(connection.introspection.table_names()) - tables == {"django_migrations"}


def test_declarations_of_other_packages_are_all_in_use():
    labels = {model._meta.label for model in declarations()}

    assert set(OF_OTHER_PACKAGES) - labels == set()


def test_history_knows_what_its_table_knows():
    told = {model: model.pgh_tracked_model for model in declarations() if issubclass(model, Event)}

    assert {event for event, model in told.items() if (declared(event) is None) != (declared(model) is None)} == set()


def test_history_is_blanked_where_the_living_row_is_overwritten():
    assert Task.personal_data.erase == {"title": "DELETED"}
    assert Task.pgh_event_model.personal_data.erase == {"title": ""}


def test_history_leads_to_its_contact():
    paths = {model.pgh_event_model: model.pgh_event_model.personal_data.subject for model in (Contact, Task)}

    assert list(paths.values()) == ["pgh_obj", "pgh_obj__contact"]


@pytest.mark.parametrize(("model", "declaration"), DECLARED, ids=lambda value: getattr(value, "__name__", ""))
def test_subject_is_a_path_to_a_contact(model, declaration):
    if declaration.subject == "self":
        assert model is Contact
    elif declaration.subject:
        try:
            assert leads_to_contact(model, declaration.subject)
        except FieldDoesNotExist as error:
            pytest.fail(str(error))


def test_ledger_stays_with_the_contact_that_it_was_written_for():
    assert ConsentEvent.personal_data == PersonalData(
        subject="contact",
        erase={"source": "", "evidence": ""},
        keep={
            "id",
            "contact",
            "purpose",
            "kind",
            "channel",
            "notice",
            "awaits_confirmation",
            "occurred_at",
            "recorded_at",
            "recorded_by",
            "change_set",
        },
        on_merge="stay",
        purpose=Use.CONSENT,
        free_text={"evidence"},
    )


def test_history_is_of_the_sort_of_its_table():
    assert Task.pgh_event_model.personal_data.free_text == {"title"}


def test_history_of_what_leads_to_nobody_leads_to_nobody():
    tag = Tag.pgh_event_model.personal_data

    assert (tag.subject, tag.on_merge, tag.keep >= REST) == ("", "", True)


def test_free_text_about_no_contact_is_known():
    assert ChangeSet.personal_data == PersonalData(subject="", keep=REST, purpose=Use.ACCOUNT, free_text={"reason"})
