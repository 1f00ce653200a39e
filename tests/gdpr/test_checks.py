"""System checks of the declarations."""

from collections.abc import Iterator
from functools import partial

import pytest
from django.apps import apps
from django.apps.registry import Apps
from django.db import models
from django.test.utils import isolate_apps

from contacts.models import Contact
from crm.privacy import REST, PersonalData, Use
from gdpr.checks import (
    COLUMN_HINT,
    KEY_HINT,
    MERGE_HINT,
    PURPOSE_HINT,
    REST_HINT,
    UNDECLARED_HINT,
    check_declarations,
    check_keys_to_contacts,
    check_merges,
    check_purposes,
    check_rest,
)


class Meta:
    app_label = "gdpr"


@pytest.fixture
def registry() -> Iterator[Apps]:
    """An app registry for models that no other test must see."""
    with isolate_apps("gdpr") as registry:
        yield registry


def declare(**attributes: object) -> type[models.Model]:
    """A model of the app registry in force, with these attributes."""
    return type("Note", (models.Model,), {"__module__": __name__, "Meta": Meta, **attributes})


def found(registry: Apps, check=check_declarations) -> list[tuple[str, str, str | None]]:
    return [(error.id, error.msg, error.hint) for error in check(registry.get_app_configs())]


def test_checks_are_silent_on_the_project():
    checks = (check_declarations, check_keys_to_contacts, check_merges, check_purposes, check_rest)

    assert [check() for check in checks] == [[], [], [], [], []]


def test_check_of_one_app_looks_at_that_app_alone():
    assert check_declarations([apps.get_app_config("gdpr")]) == []


def test_model_that_knows_nothing_is_in_order(registry):
    declare(personal_data=None)

    assert found(registry) == []


def test_model_that_declares_every_column_is_in_order(registry):
    declare(
        text=models.TextField(),
        contact=models.ForeignKey(Contact, models.PROTECT),
        personal_data=PersonalData(subject="contact", erase={"text": ""}, keep={"id", "contact"}),
    )

    assert found(registry) == []


def test_proxy_has_no_table_to_declare(registry):
    note = declare(personal_data=None)
    type("Proxy", (note,), {"__module__": __name__, "Meta": type("Meta", (Meta,), {"proxy": True})})

    assert found(registry) == []


def test_model_that_is_silent_is_an_error(registry):
    declare()

    message = "The model does not say what it knows about a person."
    assert found(registry) == [("privacy.E001", message, UNDECLARED_HINT)]


def test_table_behind_a_many_to_many_field_may_not_be_silent(registry):
    declare(others=models.ManyToManyField("self"), personal_data=None)

    assert [error.obj._meta.label for error in check_declarations(registry.get_app_configs())] == ["gdpr.Note_others"]


def test_column_neither_erased_nor_kept_is_an_error(registry):
    declare(
        text=models.TextField(),
        title=models.TextField(),
        personal_data=PersonalData(subject="", keep={"id"}),
    )

    assert found(registry) == [("privacy.E002", "text, title: neither erased nor kept.", COLUMN_HINT)]


def test_declared_column_that_does_not_exist_is_an_error(registry):
    declare(personal_data=PersonalData(subject="", erase={"text": ""}, keep={"id"}))

    message = "text: declared twice, or no column of the table."
    assert found(registry) == [("privacy.E002", message, COLUMN_HINT)]


def test_column_both_erased_and_kept_is_an_error(registry):
    declare(
        text=models.TextField(),
        personal_data=PersonalData(subject="", erase={"text": ""}, keep={"id", "text"}),
    )

    message = "text: declared twice, or no column of the table."
    assert found(registry) == [("privacy.E002", message, COLUMN_HINT)]


KEY, ONE_TO_ONE = partial(models.ForeignKey, Contact), partial(models.OneToOneField, Contact)


@pytest.mark.parametrize(
    ("key", "options"),
    [
        (KEY, {"on_delete": models.PROTECT}),
        (ONE_TO_ONE, {"on_delete": models.PROTECT, "related_name": "+"}),
        # As history tables have them.
        (KEY, {"on_delete": models.DO_NOTHING, "db_constraint": False, "related_name": "+"}),
        # Leads to no contact.
        (partial(models.ForeignKey, "self"), {"on_delete": models.CASCADE}),
    ],
)
def test_key_that_keeps_its_contact_is_in_order(key, options, registry):
    declare(contact=key(**options), personal_data=None)

    assert found(registry, check_keys_to_contacts) == []


@pytest.mark.parametrize(
    ("key", "options"),
    [
        (KEY, {"on_delete": models.CASCADE}),
        (KEY, {"on_delete": models.CASCADE, "related_name": "+"}),
        (KEY, {"on_delete": models.CASCADE, "db_constraint": False}),
        (KEY, {"on_delete": models.SET_NULL, "null": True}),
        (KEY, {"on_delete": models.DO_NOTHING}),
        (ONE_TO_ONE, {"on_delete": models.CASCADE}),
    ],
)
def test_key_that_loses_its_contact_is_an_error(key, options, registry):
    declare(contact=key(**options), personal_data=None)

    message = "The key to a contact is not protected."
    assert found(registry, check_keys_to_contacts) == [("privacy.E003", message, KEY_HINT)]


def test_contacts_chosen_by_a_plain_many_to_many_field_are_an_error(registry):
    declare(contacts=models.ManyToManyField(Contact, related_name="+"), personal_data=None)

    assert [error.id for error in check_keys_to_contacts(registry.get_app_configs())] == ["privacy.E003"]


@pytest.mark.parametrize("on_merge", ["move", "stay"])
def test_table_that_says_what_becomes_of_its_rows_in_a_merge_is_in_order(on_merge, registry):
    declare(
        contact=models.ForeignKey(Contact, models.PROTECT),
        personal_data=PersonalData(subject="contact", keep={"id", "contact"}, on_merge=on_merge),
    )

    assert found(registry, check_merges) == []


@pytest.mark.parametrize("declaration", [None, PersonalData(subject="contact", keep={"id", "contact"})])
def test_table_of_which_a_merge_would_forget_the_rows_is_an_error(declaration, registry):
    declare(contact=models.ForeignKey(Contact, models.PROTECT, related_name="+"), personal_data=declaration)

    message = "The model does not say what becomes of its rows in a merge."
    assert found(registry, check_merges) == [("privacy.E004", message, MERGE_HINT)]


def test_table_that_tells_nothing_need_not_say_what_it_is_kept_for(registry):
    declare(personal_data=PersonalData(subject="", keep={"id"}))

    assert found(registry, check_purposes) == []


def test_table_that_says_what_it_is_kept_for_is_in_order(registry):
    declare(
        text=models.TextField(),
        personal_data=PersonalData(subject="", erase={"text": ""}, keep={"id"}, purpose=Use.RELATIONS),
    )

    assert found(registry, check_purposes) == []


@pytest.mark.parametrize(
    "declaration",
    [
        PersonalData(subject="", erase={"text": ""}, keep={"id"}),
        PersonalData(subject="", keep={"id", "text"}, free_text={"text"}),
    ],
)
def test_table_that_tells_about_a_person_for_no_purpose_is_an_error(declaration, registry):
    declare(text=models.TextField(), personal_data=declaration)

    message = "The model does not say what it is kept for."
    assert found(registry, check_purposes) == [("privacy.E005", message, PURPOSE_HINT)]


def test_table_about_nobody_may_keep_the_rest(registry):
    declare(text=models.TextField(), personal_data=PersonalData(subject="", keep=REST, free_text={"text"}))

    assert (found(registry), found(registry, check_rest)) == ([], [])


@pytest.mark.parametrize(
    "declaration",
    [PersonalData(subject="contact", keep=REST), PersonalData(subject="", erase={"text": ""}, keep=REST)],
)
def test_table_about_people_that_keeps_the_rest_is_an_error(declaration, registry):
    declare(text=models.TextField(), personal_data=declaration)

    message = "The model keeps columns that it does not name."
    assert found(registry, check_rest) == [("privacy.E006", message, REST_HINT)]
