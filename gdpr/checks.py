"""System checks: every table says what it knows about a person, and no contact can vanish unnoticed."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from django.apps import AppConfig
from django.core.checks import Error, register
from django.db import models

from contacts.merging import relations_of
from contacts.models import Contact
from crm.privacy import REST, PersonalData, Sort
from gdpr.exceptions import Undeclared
from gdpr.personal_data import declared, tables

UNDECLARED_HINT = (
    "Set personal_data in the model, to None if it knows nothing of a person; "
    "a model of another package is declared in gdpr.personal_data."
)
PURPOSE_HINT = "Set purpose in its personal_data to one of crm.privacy.Use."
REST_HINT = "Name what is kept column by column: rows that lead to a contact, or lose something, take no REST."
COLUMN_HINT = "Name every column of the table exactly once, in erase or in keep."
MERGE_HINT = 'Set on_merge="move" or on_merge="stay" in the personal_data of the model itself.'
KEY_HINT = "Contacts are erased, never deleted: use on_delete=PROTECT."


@register("privacy")
def check_declarations(app_configs: Iterable[AppConfig] | None = None, **kwargs: Any) -> list[Error]:
    """Refuse a table that does not say what it knows about a person, or says it wrongly."""
    return [error for model in tables(app_configs) for error in _misdeclared(model)]


@register("privacy")
def check_keys_to_contacts(app_configs: Iterable[AppConfig] | None = None, **kwargs: Any) -> list[Error]:
    """Refuse a foreign key that would delete rows with their contact, or leave them behind without one."""
    return [
        Error("The key to a contact is not protected.", hint=KEY_HINT, obj=key, id="privacy.E003")
        for model in tables(app_configs)
        for key in _keys_to_contacts(model)
        if not _is_protected(key)
    ]


@register("privacy")
def check_merges(app_configs: Iterable[AppConfig] | None = None, **kwargs: Any) -> list[Error]:
    """Refuse a table that names contacts and does not say whether its rows follow one that is merged."""
    return [
        Error(
            "The model does not say what becomes of its rows in a merge.", hint=MERGE_HINT, obj=model, id="privacy.E004"
        )
        for model in tables(app_configs)
        if any(relations_of(model)) and not _on_merge(model)
    ]


@register("privacy")
def check_purposes(app_configs: Iterable[AppConfig] | None = None, **kwargs: Any) -> list[Error]:
    """Refuse a table that can tell about a person and does not say what it is kept for."""
    return [
        Error("The model does not say what it is kept for.", hint=PURPOSE_HINT, obj=model, id="privacy.E005")
        for model, declaration in _declared(app_configs)
        if declaration.purpose is None and any(declaration.sort(name) is not Sort.NONE for name in _columns(model))
    ]


@register("privacy")
def check_rest(app_configs: Iterable[AppConfig] | None = None, **kwargs: Any) -> list[Error]:
    """Refuse a table about people that keeps columns without naming them: a new one would be kept unnoticed."""
    return [
        Error("The model keeps columns that it does not name.", hint=REST_HINT, obj=model, id="privacy.E006")
        for model, declaration in _declared(app_configs)
        if set(declaration.keep) >= REST and (declaration.subject or declaration.erase)
    ]


def _declared(configs: Iterable[AppConfig] | None) -> Iterator[tuple[type[models.Model], PersonalData]]:
    """The tables that know something; the silent ones are the first check's affair."""
    for model in tables(configs):
        with suppress(Undeclared):
            if declaration := declared(model):
                yield model, declaration


def _columns(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.local_concrete_fields}


def _on_merge(model: type[models.Model]) -> str:
    declaration = getattr(model, "personal_data", None)
    return declaration.on_merge if declaration else ""


def _misdeclared(model: type[models.Model]) -> Iterator[Error]:
    try:
        declaration = declared(model)
    except Undeclared:
        message = "The model does not say what it knows about a person."
        yield Error(message, hint=UNDECLARED_HINT, obj=model, id="privacy.E001")
        return
    if declaration is None:
        return
    columns = _columns(model)
    for names, fault in (
        (declaration.undeclared(columns), "neither erased nor kept"),
        (declaration.unknown(columns), "declared twice, or no column of the table"),
    ):
        if names:
            yield Error(f"{_listed(names)}: {fault}.", hint=COLUMN_HINT, obj=model, id="privacy.E002")


def _keys_to_contacts(model: type[models.Model]) -> Iterator[models.ForeignKey]:
    # From the side that holds the key: `related_name="+"` hides it from the contact's.
    for field in model._meta.local_fields:
        if isinstance(field, models.ForeignKey) and field.related_model is Contact:
            yield field


def _is_protected(key: models.ForeignKey) -> bool:
    # History outlives its rows: the database does not know its keys as keys.
    is_history = not key.db_constraint and key.remote_field.on_delete is models.DO_NOTHING
    return is_history or key.remote_field.on_delete is models.PROTECT


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
