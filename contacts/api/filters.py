"""Filters of lists. What nobody knows, and what says nothing, is refused: it would find everything."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict
from django_filters.fields import IsoDateTimeField
from django_filters.rest_framework import CharFilter, ChoiceFilter, IsoDateTimeFilter, UUIDFilter
from rest_framework.exceptions import ErrorDetail, ValidationError

from contacts.merging import survivor_of
from contacts.models import FieldChoice
from contacts.models.columns import within_calendar

LONGEST = 255


class TextFilter(CharFilter):
    """A text of bounded length."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=LONGEST, **options)


class WordFilter(ChoiceFilter):
    """One of the words that the team has agreed on for the field."""

    def __init__(self, field: str) -> None:
        words = FieldChoice.objects.filter(field=field)
        super().__init__(field_name=field, choices=lambda: words.values_list("value", "label"))


class ContactFilter(UUIDFilter):
    """A contact; the id of one that was merged into another means that one."""

    def filter(self, rows: QuerySet, value: UUID | None) -> QuerySet:
        return super().filter(rows, value and survivor_of(value))


class MomentField(IsoDateTimeField):
    """A time, in the one zone that the database takes in every case."""

    def to_python(self, value: Any) -> datetime | None:
        moment = super().to_python(value)
        if moment:
            within_calendar(moment)
        return moment and moment.astimezone(UTC)


class After(IsoDateTimeFilter):
    """At a time or later."""

    field_class = MomentField

    def __init__(self, column: str) -> None:
        super().__init__(field_name=column, lookup_expr="gte", help_text="At this time or later.")


class Before(IsoDateTimeFilter):
    """Earlier than a time: with `After`, each row falls into one of two neighbouring spans."""

    field_class = MomentField

    def __init__(self, column: str) -> None:
        super().__init__(field_name=column, lookup_expr="lt", help_text="Earlier than this time.")


def refuse_unknown(given: QueryDict, known: Collection[str]) -> None:
    """Raise ValidationError for parameters that are not known, blank ones, and those given twice."""
    errors = {}
    for name, values in given.lists():
        if name not in known:
            errors[name] = [ErrorDetail("There is no such parameter here.", "unknown_parameter")]
        elif len(values) > 1:
            errors[name] = [ErrorDetail("Give this parameter once.", "repeated")]
        elif not values[0].strip():
            errors[name] = [ErrorDetail("This parameter may not be blank.", "blank")]
    if errors:
        raise ValidationError(errors)
