"""Kinds of columns that several models use."""

import uuid
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from contacts import normalize

# Beyond, other time zones have no date for it, and the database no way to give it back.
EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)
FAR_OFF = "Give a time between the years 1900 and 3000."


def within_calendar(moment: datetime) -> None:
    """Raise ValidationError for a time that not every time zone could show."""
    if not EARLIEST <= moment < LATEST:
        raise ValidationError(FAR_OFF, code="out_of_range")


def all_within_calendar(*columns: str, name: str) -> models.CheckConstraint:
    """Has the database refuse what `within_calendar` refuses, whoever writes; unknown times pass."""
    spans = {f"{column}__gte": EARLIEST for column in columns} | {f"{column}__lt": LATEST for column in columns}
    return models.CheckConstraint(name=name, condition=models.Q(**spans), violation_error_message=FAR_OFF)


class UUID7(models.Func):
    """A new id that sorts by time, so that a million new rows land on neighbouring index pages."""

    function = "uuid7"
    template = "%(function)s()"
    output_field = models.UUIDField()


def uuid_key() -> models.UUIDField:
    """A primary key that ORM and plain SQL both fill."""
    return models.UUIDField(primary_key=True, default=uuid.uuid4, db_default=UUID7(), editable=False)


class NameKey(models.Func):
    """Lower-case text without accents: the form in which names are compared."""

    function = "name_key"
    output_field = models.TextField()


class TransactionId(models.BigIntegerField):
    """The 64-bit id of the transaction that wrote the row, filled by the database."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs |= {"db_default": CurrentTransaction(), "editable": False}
        super().__init__(**kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["db_default"], kwargs["editable"]
        return name, path, args, kwargs

    def db_type(self, connection: Any) -> str:
        return "xid8"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> int | None:
        return None if value is None else int(value)


class CurrentTransaction(models.Func):
    function = "pg_current_xact_id"
    template = "%(function)s()"
    output_field = models.BigIntegerField()


class E164Field(models.CharField):
    """The number in the column `source` as E.164, or blank where it cannot be read as a number.

    Numbers without a country code are read as numbers of the row's `country`, else of
    `settings.DEFAULT_REGION`. Filled whenever the ORM writes the row.
    """

    def __init__(self, source: str, **kwargs: Any) -> None:
        self.source = source
        # E.164 allows fifteen digits after the plus: https://www.itu.int/rec/T-REC-E.164
        kwargs |= {"max_length": 16, "blank": True, "editable": False, "default": ""}
        super().__init__(**kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("max_length", "blank", "editable", "default"):
            del kwargs[fixed]
        return name, path, [self.source, *args], kwargs

    def pre_save(self, instance: models.Model, add: bool) -> str:
        region = getattr(instance, "country", "") or settings.DEFAULT_REGION
        number = e164(getattr(instance, self.source), region)
        setattr(instance, self.attname, number)
        return number


def e164(text: str, region: str) -> str:
    """The number in E.164, or blank where the text is no number that can be dialled."""
    try:
        return normalize.phone(text, region) if text else ""
    except normalize.Unusable:
        return ""
