"""Setting or clearing a column of many contacts, or one of their custom fields."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import F, JSONField, Q, Value
from django.db.models.expressions import CombinedExpression
from django.db.models.fields.json import KeyTransform

from contacts import normalize
from contacts.bulk.operation import Operation, rows
from contacts.custom_fields import stored
from contacts.exceptions import UnusableValue
from contacts.models import Company, Contact, CustomField
from contacts.models.columns import E164Field
from contacts.querysets import ContactQuerySet
from contacts.resources import choice_labels
from crm.models import User

# What several contacts can have in common.
SETTABLE = (
    "title", "department", "company", "address_line1", "address_line2", "city", "state", "postal_code", "country",
    "lifecycle_stage", "lead_status", "lead_source", "owner",
)  # fmt: skip
CLEARABLE = (*SETTABLE, "phone", "mobile", "linkedin_url", "twitter_handle", "birth_date")

SET_NUMBERS = """
UPDATE contacts_contact c SET phone_e164 = n.phone, mobile_e164 = n.mobile
FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS n(id, phone, mobile)
WHERE c.id = n.id AND (c.phone_e164, c.mobile_e164) IS DISTINCT FROM (n.phone, n.mobile)
"""
NUMBERS = [column for column in Contact._meta.local_concrete_fields if isinstance(column, E164Field)]


@dataclass(frozen=True)
class SetField(Operation):
    """A column gets the same value for all, or none; `value` is the id of a company or a user, else the text."""

    name: str
    value: str | None

    key = "set_field"
    label = "Set a field"

    def __str__(self) -> str:
        return _set(str(self.column.verbose_name), self.words)

    def require(self, by: User) -> None:
        super().require(by)
        if self.name not in (CLEARABLE if self.value is None else SETTABLE):
            raise UnusableValue(reason="this field is not one that can be changed for many at once.")
        if self.value is not None and not self._is_known(by):
            raise UnusableValue(reason=f"{self.column.verbose_name} cannot have this value.")

    def changing(self, contacts: ContactQuerySet) -> ContactQuerySet:
        return contacts.exclude(**{self.column.attname: self.stored})

    def write(self, ids: Sequence[UUID]) -> int:
        derived = {number.name: "" for number in NUMBERS if number.source == self.name}
        changed = rows(ids).update(**{self.column.attname: self.stored}, **derived)
        if self.name == "country":
            _number_anew(ids)
        return changed

    def told(self, contact: Contact) -> tuple[str, str]:
        old = getattr(contact, self.name)
        return (self._say(old) if old else "", self.words)

    @cached_property
    def column(self) -> models.Field:
        """The column of the contact."""
        return Contact._meta.get_field(self.name)

    @property
    def stored(self) -> str | None:
        """What the column holds then."""
        return ("" if not self.column.null else None) if self.value is None else self.value

    @cached_property
    def words(self) -> str:
        """The new value as people say it; nothing where the field is cleared."""
        if self.value is None:
            return ""
        if self.column.is_relation:
            return str(self.column.related_model._default_manager.get(pk=self.value))
        return self._say(self.value)

    @cached_property
    def _labels(self) -> dict[str, str]:
        return choice_labels().get(self.name, {})

    def _say(self, value: Any) -> str:
        return normalize.country_name(value) if self.name == "country" else self._labels.get(value, str(value))

    def _is_known(self, by: User) -> bool:
        if self.column.is_relation:
            named = {"company": Company.objects.live().visible_to(by), "owner": User.objects.filter(is_active=True)}
            with suppress(ValidationError):
                return named[self.name].filter(pk=self.value).exists()
            return False
        if self.name in choice_labels():
            return self.value in self._labels
        return isinstance(self.value, str) and 0 < len(self.value) <= self.column.max_length


@dataclass(frozen=True)
class SetCustomField(Operation):
    """A custom field gets the same value for all, or none; `value` is as JSON keeps it."""

    field: str
    value: Any

    key = "set_custom_field"
    label = "Set a custom field"

    def __str__(self) -> str:
        return _set(self.definition.label, _plain(self.value))

    def require(self, by: User) -> None:
        super().require(by)
        if self.value is None and self.definition.required:
            raise UnusableValue(reason=f"{self.definition.label} is required.")
        try:
            is_sound = stored(self.definition, self.value) == self.value
        except ValidationError as error:
            raise UnusableValue(reason=f"{self.definition.label}: {error.message}") from error
        if not is_sound:
            raise UnusableValue(reason=f"{self.definition.label} cannot have this value.")

    def changing(self, contacts: ContactQuerySet) -> ContactQuerySet:
        contacts = contacts.alias(told=KeyTransform(self.field, "custom_fields"))
        blank = Q(told__isnull=True)
        return contacts.exclude(blank) if self.value is None else contacts.filter(blank | ~Q(told=self.value))

    def write(self, ids: Sequence[UUID]) -> int:
        values = F("custom_fields")
        if self.value is None:
            changed = CombinedExpression(values, "-", Value(self.field, models.TextField()), JSONField())
        else:
            changed = CombinedExpression(values, "||", Value({self.field: self.value}, JSONField()), JSONField())
        return rows(ids).update(custom_fields=changed)

    def told(self, contact: Contact) -> tuple[str, str]:
        return _plain(contact.custom_fields.get(self.field)), _plain(self.value)

    @cached_property
    def definition(self) -> CustomField:
        """The definition of the field. Raises UnusableValue."""
        try:
            return CustomField.objects.get(subject=CustomField.Subject.CONTACT, key=self.field)
        except CustomField.DoesNotExist:
            raise UnusableValue(reason="there is no such field any more.") from None


def set_field(name: str, text: str) -> SetField:
    """The operation that gives a column this value in its canonical form; a blank one clears it."""
    value = normalize.clean_text(text)
    if name == "country":
        # What cannot be read stays as it was given.
        with suppress(normalize.Unusable):
            value = normalize.country(value)
    return SetField(name, value or None)


def _set(name: str, words: str) -> str:
    return f"Set {name} to “{words}”" if words else f"Clear {name}"


def _plain(value: Any) -> str:
    says: dict[type, Callable[[Any], str]] = {
        bool: lambda answer: "Yes" if answer else "No",
        list: lambda words: ", ".join(words),
        type(None): lambda nothing: "",
    }
    return says.get(type(value), str)(value)


def _number_anew(ids: Sequence[UUID]) -> None:
    """Read numbers without a country code as those of the contacts' new country."""
    dependent = rows(ids).filter(Q(phone__regex=r"^[^+]") | Q(mobile__regex=r"^[^+]"))
    contacts = list(dependent.only("phone", "mobile", "country"))
    numbers = [[column.pre_save(contact, add=False) for contact in contacts] for column in NUMBERS]
    if contacts:
        with connection.cursor() as cursor:
            cursor.execute(SET_NUMBERS, [[contact.pk for contact in contacts], *numbers])
