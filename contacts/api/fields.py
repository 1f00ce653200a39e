"""Kinds of values in JSON. What has another type is refused, never made to fit."""

import re
from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from contacts import normalize
from contacts.merging import survivors_of
from contacts.models import Contact, FieldChoice
from contacts.models.activity import DURATION_ODD
from contacts.querysets import LiveQuerySet
from crm.models import User

MISSING = "There is no such record, or you may not see it."
DURATION = re.compile(r"([0-9]{1,4}):([0-5][0-9]):([0-5][0-9])(\.[0-9]{1,6})?", re.ASCII)


class Text(serializers.CharField):
    """Text, in the form in which the import keeps it too; a number is none."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return normalize.clean_text(data)


class Word(Text):
    """One of the words that the team has agreed on for this field, or nothing; what a record has already may stay."""

    default_error_messages = {"invalid_choice": "Choose one of these: {words}."}

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 50, "allow_blank": True, "default": ""} | options)

    def to_internal_value(self, data: Any) -> str:
        word = super().to_internal_value(data)
        words = list(FieldChoice.objects.filter(field=self.field_name).values_list("value", flat=True))
        held = self.parent.instance and getattr(self.parent.instance, self.source)
        if word not in words and word != held:
            self.fail("invalid_choice", words=", ".join(words))
        return word


class Number(serializers.IntegerField):
    """A whole number; text is none."""

    def to_internal_value(self, data: Any) -> int:
        if not is_number(data):
            self.fail("invalid")
        return super().to_internal_value(data)


class Flag(serializers.BooleanField):
    """True or false; no word for them is."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Choice(serializers.ChoiceField):
    """One of several values, in the type that it has in JSON."""

    def to_internal_value(self, data: Any) -> str | int:
        value = super().to_internal_value(data)
        if type(value) is not type(data):
            self.fail("invalid_choice", input=data)
        return value


@extend_schema_field({"type": "string", "pattern": f"^{DURATION.pattern}$", "examples": ["00:25:00"]})
class Duration(serializers.DurationField):
    """Hours, minutes and seconds; of a day there are 24 hours."""

    default_error_messages = {
        "invalid": "Write the duration as hh:mm:ss, such as 00:25:00.",
        "max_value": DURATION_ODD,
    }

    def to_internal_value(self, data: Any) -> timedelta:
        match = DURATION.fullmatch(data) if isinstance(data, str) else None
        if match is None:
            self.fail("invalid")
        hours, minutes, seconds, fraction = match.groups(default="")
        return timedelta(hours=int(hours), minutes=int(minutes), seconds=float(seconds + fraction))

    def to_representation(self, value: timedelta) -> str:
        hours, rest = divmod(value, timedelta(hours=1))
        # It has no days, so what is written is the minutes, the seconds, and their fraction if there is one.
        return f"{hours:02}{str(rest)[1:]}"


class Id(serializers.UUIDField):
    """The id of a record."""

    def to_internal_value(self, data: Any) -> UUID:
        if not isinstance(data, str):
            self.fail("invalid", value="")
        return super().to_internal_value(data)


class Key(serializers.PrimaryKeyRelatedField):
    """The id of another record, which is there and which the user may see."""

    default_error_messages = {"does_not_exist": MISSING, "blank": "Give an id, or null for none."}

    def __init__(self, **options: Any) -> None:
        super().__init__(pk_field=Id(), **options)

    def run_validation(self, data: Any = serializers.empty) -> Model | None:
        # The framework takes it for null, as forms do.
        if data == "":
            self.fail("blank")
        return super().run_validation(data)

    def get_queryset(self) -> QuerySet:
        """The rows that can be named: whatever the record names already may stay."""
        rows = nameable(super().get_queryset(), self.context["request"].user)
        held = self.parent.instance and self.parent.instance.serializable_value(self.source)
        return rows if held is None else with_held(rows, [held])

    def to_internal_value(self, data: Any) -> Model:
        pk = self.pk_field.to_internal_value(data)
        [living] = living_ids(self.queryset, [pk])
        try:
            return self.get_queryset().get(pk=living)
        except self.queryset.model.DoesNotExist:
            self.fail("does_not_exist", pk_value=pk)


class Keys(serializers.ListField):
    """The ids of other records, which are there and which the user may see; found by one query.

    `held` is the relation by which the record names some of them already.
    """

    child = Id()
    default_error_messages = {"does_not_exist": MISSING}

    def __init__(self, *, rows: QuerySet, held: str = "", **options: Any) -> None:
        self.rows, self.held = rows, held
        super().__init__(**{"max_length": 1_000} | options)

    def to_internal_value(self, data: Any) -> list[Model]:
        given = super().to_internal_value(data)
        # There may be too many to be looked up.
        self.run_validators(given)
        ids = living_ids(self.rows, given)
        rows = self.nameable(self.context["request"].user)
        if self.held and self.parent.instance:
            rows = with_held(rows, getattr(self.parent.instance, self.held).order_by().values("pk"))
        found = rows.in_bulk(ids)
        message = serializers.ErrorDetail(MISSING, "does_not_exist")
        if missing := {place: [message] for place, pk in enumerate(ids) if pk not in found}:
            raise serializers.ValidationError(missing)
        return list(found.values())

    def nameable(self, user: User) -> QuerySet:
        """The rows that can be named."""
        return nameable(self.rows.all(), user)


def is_number(value: Any) -> bool:
    """Whether it is a number in JSON; Python takes true for one, too."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def with_held(rows: QuerySet, held: Collection[UUID] | QuerySet) -> QuerySet:
    """The rows, and those that a record names already, whatever became of them."""
    return rows.model._base_manager.filter(Q(pk__in=held) | Q(pk__in=rows.order_by().values("pk")))


def living_ids(rows: QuerySet, ids: Collection[UUID]) -> list[UUID]:
    """The ids, those of contacts that were merged into others replaced by the others' ids."""
    survivors = survivors_of(ids) if rows.model is Contact else {}
    return [survivors.get(pk, pk) for pk in ids]


def nameable(rows: QuerySet, user: User) -> QuerySet:
    """The rows that a user may name in a body: live ones that they may see."""
    return rows.live().visible_to(user) if isinstance(rows, LiveQuerySet) else rows
