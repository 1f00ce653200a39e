"""Values of custom fields, which stand in JSON. One that is of another type than its field says is no value."""

from datetime import date, datetime
from typing import Any

from django.db.models import Func, JSONField, Q, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.fields.json import DataContains
from django.db.models.functions import Collate, Substr
from django.db.models.lookups import Exact, In, IsNull, Regex

from contacts.filters.kinds.calendar import Day
from contacts.filters.kinds.flag import Flag
from contacts.filters.kinds.kind import EQUALS, NOT_EQUALS, PRESENCE, operators
from contacts.filters.kinds.number import Number, plain
from contacts.filters.kinds.text import Word


class TypeOf(Func):
    """What JSON calls the type of a value."""

    function = "jsonb_typeof"
    output_field = TextField()


class JsonNumber(Number):
    """A number in JSON."""

    def present(self, x: Combinable) -> Q:
        return _is_of_type(x, "number")

    def holds(self, operator: str, x: Combinable, value: Any, now: datetime) -> Q:
        # JSON has an order of its own between types: null before texts, these before numbers.
        return self.present(x) & super().holds(operator, x, value, now)

    def constant(self, value: Any) -> Combinable:
        return Value(plain(value), JSONField())


class JsonFlag(Flag):
    """Yes or no, or not known."""

    operators = operators(EQUALS, NOT_EQUALS, *PRESENCE)

    def present(self, x: Combinable) -> Q:
        return _is_of_type(x, "boolean")

    def holds(self, operator: str, x: Combinable, value: Any, now: datetime) -> Q:
        return self.present(x) & super().holds(operator, x, value, now)

    def constant(self, value: Any) -> Combinable:
        return Value(value, JSONField())


class JsonWords(Word):
    """Several words of a vocabulary; the field is each of them."""

    def present(self, x: Combinable) -> Q:
        return _is_of_type(x, "array") & ~Q(Exact(x, Value([], JSONField())))

    def holds(self, operator: str, x: Combinable, value: Any, now: datetime) -> Q:
        if operator == "equals":
            return self.present(x) & Q(DataContains(x, Value([value], JSONField())))
        return super().holds(operator, x, value, now)


class JsonDay(Day):
    """A day as its ISO text, by whose letters days are in order."""

    def present(self, x: Combinable) -> Q:
        return Q(IsNull(x, False)) & Q(Regex(x, Value(r"^\d{4}-\d{2}-\d{2}$")))

    def on_month_days(self, x: Combinable, found: set[tuple[int, int]]) -> Q:
        return Q(In(Substr(x, 6, 5), [f"{month:02}-{day:02}" for month, day in sorted(found)]))

    def constant(self, value: date) -> Combinable:
        return Collate(Value(value.isoformat()), "C")

    def say_one(self, value: Any) -> str:
        return str(value) if isinstance(value, str) else super().say_one(value)


def _is_of_type(x: Combinable, name: str) -> Q:
    return Q(IsNull(x, False)) & Q(Exact(TypeOf(x), Value(name)))
