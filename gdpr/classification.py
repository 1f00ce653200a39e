"""What each column of each table can tell about a person, what it is kept for, and what becomes of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import models

from contacts.models.event import Event
from crm.privacy import PersonalData, Sort, Use
from gdpr.personal_data import declarations, declared

OF_NOBODY = PersonalData(subject="")
# Rows that compare the person with another one, and what is computed to find such pairs.
COMPARING = {
    "contacts.BlockingKeys",
    "contacts.DuplicateMark",
    "contacts.DuplicatePair",
    "contacts.LikelyDuplicate",
}
# What is given by its name; rows of other tables that a row leads to are internal, or about somebody else.
NAMED = {"contacts.Company", "contacts.ContactList", "contacts.Stage", "contacts.Tag", "gdpr.Purpose"}


class Erasure(StrEnum):
    """What becomes of a column when a person is erased. Rows that are known by a blanked column go."""

    KEPT = "kept"
    BLANKED = "blanked"
    REPLACED = "replaced"


@dataclass(frozen=True)
class Classified:
    """One column: `is_exported` says whether the person it tells about gets it."""

    model: type[models.Model]
    column: models.Field
    sort: Sort
    purpose: Use | None
    erasure: Erasure
    is_exported: bool

    @property
    def is_history(self) -> bool:
        """Whether it is a column of earlier versions of rows."""
        return issubclass(self.model, Event)


def classified() -> Iterator[Classified]:
    """Every column of every table of the installation, views and histories too.

    Raises `Undeclared` if one model is silent.
    """
    for model, declaration in declarations().items():
        known = declaration or OF_NOBODY
        for column in model._meta.local_concrete_fields:
            yield Classified(
                model=model,
                column=column,
                sort=known.sort(column.name),
                purpose=known.purpose,
                erasure=_erasure(known.erase[column.name]) if column.name in known.erase else Erasure.KEPT,
                is_exported=_is_exported(known, column),
            )


def exported(model: type[models.Model]) -> list[models.Field]:
    """The columns of a table that a person gets: not who of the staff was at it, and nothing of other people."""
    known = declared(model) or OF_NOBODY
    return [column for column in model._meta.local_concrete_fields if _is_exported(known, column)]


def _is_exported(known: PersonalData, column: models.Field) -> bool:
    if column.model._meta.label in COMPARING or issubclass(column.model, Event):
        return False
    is_named = not column.is_relation or column.related_model._meta.label in NAMED
    return is_named and known.is_exported(column.name)


def _erasure(blank: Any) -> Erasure:
    return Erasure.REPLACED if blank else Erasure.BLANKED
