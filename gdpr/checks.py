"""System checks: every table says what it knows about a person, and no contact can vanish unnoticed."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import AppConfig
from django.core.checks import Error, register
from django.db import models

from contacts.merging import relations_of
from contacts.models import Contact
from gdpr.exceptions import Undeclared
from gdpr.personal_data import declared, tables

UNDECLARED_HINT = (
    "Set personal_data in the model, to None if it knows nothing of a person; "
    "a model of another package is declared in gdpr.personal_data."
)
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
    columns = {field.name for field in model._meta.local_concrete_fields}
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
