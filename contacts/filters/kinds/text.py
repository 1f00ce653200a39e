"""Texts, compared without case and accents; and words of a vocabulary, compared as they are."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, UUIDField, Value
from django.db.models.expressions import Combinable
from django.db.models.lookups import Contains, EndsWith, Exact, In, IsNull, StartsWith

from contacts import normalize
from contacts.filters.kinds.kind import IS_SET, PRESENCE, SAMENESS, Kind, Operator, UnfitValue, operators
from contacts.models.columns import NameKey

MOST_LETTERS = 1_000
SHOWN_CHOICES = 20
LOOKUPS = {"equals": Exact, "contains": Contains, "starts_with": StartsWith, "ends_with": EndsWith}


class Text(Kind):
    """Free text."""

    name = "text"
    operators = operators(
        *SAMENESS,
        Operator("contains", "contains"),
        Operator("starts_with", "starts with"),
        Operator("ends_with", "ends with"),
        *PRESENCE,
    )

    def value(self, given: Any) -> str:
        return text(given)

    def present(self, x: Combinable) -> Q:
        return Q(IsNull(x, False)) & ~Q(Exact(x, Value("")))

    def holds(self, operator: str, x: Combinable, value: Any, now: datetime) -> Q:
        if operator == "in":
            return Q(In(NameKey(x), [NameKey(Value(one)) for one in value])) & self.present(x)
        if operator not in LOOKUPS:
            return super().holds(operator, x, value, now)
        key = NameKey(Value(value))
        # A text of nothing but accents would else be contained in every other.
        return self.present(x) & ~Q(Exact(key, Value(""))) & Q(LOOKUPS[operator](NameKey(x), key))

    def say_one(self, value: Any) -> str:
        return f"“{value}”"


@dataclass(frozen=True)
class Word(Kind):
    """One word of a vocabulary: `words` are what is stored, each with what people call it."""

    words: Mapping[str, str] = field(hash=False)

    name = "choice"
    operators = operators(*SAMENESS, *PRESENCE)

    def value(self, given: Any) -> str:
        if not isinstance(given, str) or given not in self.words:
            known = ", ".join(list(self.words)[:SHOWN_CHOICES])
            raise UnfitValue(f"one of: {known}")
        return given

    def present(self, x: Combinable) -> Q:
        return Q(IsNull(x, False)) & ~Q(Exact(x, Value("")))

    def say_one(self, value: Any) -> str:
        return self.words.get(value, str(value))

    def choices(self) -> list[tuple[str, str]]:
        return list(self.words.items())


class Country(Text):
    """A country, by its code or by any of its names."""

    name = "country"
    operators = operators(*SAMENESS, *PRESENCE)

    def value(self, given: Any) -> str:
        words = super().value(given)
        # What cannot be read stands in the base as it was given.
        with suppress(normalize.Unusable):
            return normalize.country(words)
        return words

    def say_one(self, value: Any) -> str:
        return normalize.country_name(value)


class Identifier(Kind):
    """The id of the row itself."""

    name = "id"
    operators = operators(*SAMENESS, IS_SET)

    def value(self, given: Any) -> UUID:
        return uuid(given)

    def json(self, value: Any) -> Any:
        return super().json(value) if isinstance(value, tuple) else str(value)

    def constant(self, value: Any) -> Combinable:
        return Value(value, UUIDField())


def text(given: Any) -> str:
    """A text that the database can hold. Raises UnfitValue."""
    if not isinstance(given, str) or not 0 < len(given) <= MOST_LETTERS or not _is_storable(given):
        raise UnfitValue(f"a text of 1 to {MOST_LETTERS:,} characters, without NUL")
    return given


def uuid(given: Any) -> UUID:
    """An id. Raises UnfitValue."""
    if isinstance(given, str):
        with suppress(ValueError):
            return UUID(given)
    raise UnfitValue("an id, such as 0190a5c2-7c1e-7d3b-9a53-5d1f2c3b4a59")


def _is_storable(given: str) -> bool:
    # Half of a surrogate pair is no text in UTF-8.
    return "\0" not in given and not any("\ud800" <= letter <= "\udfff" for letter in given)
