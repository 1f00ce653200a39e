"""Rows that lead to a person, and their history: blanked as each model says, or removed where blanks tell nothing."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import F, Q, QuerySet, TextField, UniqueConstraint, Value
from django.db.models.functions import Cast, Coalesce, Replace
from django.utils import timezone

from contacts.models import Contact
from contacts.models.event import Event
from gdpr.personal_data import declarations, declared


def tables(*, history: bool) -> list[type[models.Model]]:
    """The tables, or the histories of tables, from which something is erased; contacts themselves come last."""
    found = [
        model
        for model, declaration in declarations().items()
        if declaration and declaration.subject and declaration.erase and issubclass(model, Event) == history
    ]
    return sorted(found, key=lambda model: model is Contact)


def rows_of(model: type[models.Model], people: Collection[UUID]) -> QuerySet:
    """The rows of the table that lead to one of the people."""
    return model._base_manager.filter(**{f"{_path(model)}__in": people})


def versions_of(event: type[Event], people: Collection[UUID]) -> QuerySet:
    """All versions that name one of the people, also of rows that are gone, and all of the rows that do so now."""
    versions, tracked = event._base_manager, event.pgh_tracked_model
    path = "pgh_obj" if tracked is Contact else _path(tracked)
    naming = versions.filter(**{f"{path}__in": people}).values("pk")
    of_rows = versions.filter(pgh_obj__in=rows_of(tracked, people).values("pk")).values("pk")
    return versions.filter(pk__in=naming.union(of_rows))


def erase_rows(model: type[models.Model], people: Collection[UUID]) -> int:
    """Blank or remove what the table tells about the people; returns of how many rows."""
    rows, now = rows_of(model, people), timezone.now()
    if model is Contact:
        return rows.update(**blanks(model), erased_at=now, deleted_at=Coalesce("deleted_at", now))
    return rows.delete()[0] if goes(model) else rows.update(**blanks(model))


def erase_versions(event: type[Event], people: Collection[UUID]) -> int:
    """Blank what the history tells about the people; returns of how many versions."""
    return versions_of(event, people).update(**declared(event).erase)


def blanked(model: type[models.Model]) -> list[models.Field]:
    """The columns that are erased, but for those that the database computes."""
    columns = (model._meta.get_field(name) for name in declared(model).erase)
    return [column for column in columns if not column.generated]


def goes(model: type[models.Model]) -> bool:
    """Whether rows are told apart by what is erased: two of them could not both be blank, and one would say nothing."""
    erased = declared(model).erase.keys()
    constraints = (each for each in model._meta.constraints if isinstance(each, UniqueConstraint))
    if not erased.isdisjoint(field.name for field in model._meta.pk_fields):
        return True
    return any(not erased.isdisjoint(_distinguishing(constraint)) for constraint in constraints)


def blanks(model: type[models.Model]) -> dict[str, Any]:
    """What each of the columns says once it is erased; “{id}” in a text is the id of the row."""
    return {column.name: _blank(declared(model).erase[column.name]) for column in blanked(model)}


def _path(model: type[models.Model]) -> str:
    """How a row of the table leads to its contact, in Django's lookup syntax."""
    subject = declared(model).subject
    return "pk" if subject == "self" else subject


def _blank(value: Any) -> Any:
    is_template = isinstance(value, str) and "{id}" in value
    return Replace(Value(value), Value("{id}"), Cast("pk", TextField())) if is_template else value


def _distinguishing(constraint: UniqueConstraint) -> set[str]:
    parts = (part for expression in constraint.expressions for part in expression.flatten())
    return {*constraint.fields, *(part.name for part in parts if isinstance(part, F))}


def telling(model: type[models.Model], people: Collection[UUID]) -> int:
    """How many rows of the people still say something where they should not."""
    if issubclass(model, Event):
        rows, blank = versions_of(model, people), dict(declared(model).erase)
    elif goes(model):
        # The primary address of the contact is the blank itself.
        return rows_of(model, people).exclude(**_own_address(model)).count()
    else:
        rows, blank = rows_of(model, people), blanks(model)
    is_blank = Q()
    for name, value in blank.items():
        is_blank &= Q(**{f"{name}__isnull": True}) if value is None else Q(**{name: value})
    return rows.exclude(is_blank).count()


def _own_address(model: type[models.Model]) -> dict[str, str]:
    has_address = any(field.name == "email" for field in model._meta.local_concrete_fields)
    return {"email__endswith": "@deleted.invalid"} if has_address else {"pk__in": []}
