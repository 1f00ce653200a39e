"""What all kinds of values have in common: operators, what these take, and how a value is read and said.

Every condition is true or false, never NULL: what is blank fulfils none but `is_empty`, and an operator that denies
another one is its exact opposite.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, ClassVar

from django.db.models import Q, Value
from django.db.models.expressions import Combinable
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, IsNull, LessThan, LessThanOrEqual

MOST_VALUES = 1_000


class UnfitValue(Exception):
    """The value is not one that the operator takes; says what it takes, and where within the value it is wrong."""

    def __init__(self, expected: str, place: str = "") -> None:
        super().__init__(expected)
        self.expected = expected
        self.place = place


class Takes(Enum):
    """What an operator takes as its value."""

    NOTHING = "nothing"
    VALUE = "value"
    VALUES = "values"
    PAIR = "pair"
    DAYS = "days"
    PERIOD = "period"


@dataclass(frozen=True)
class Operator:
    """What is asked of a value; `denies` names the operator whose opposite it is."""

    name: str
    words: str
    takes: Takes = Takes.VALUE
    denies: str = ""


def operators(*rows: Operator) -> dict[str, Operator]:
    """The operators by their names."""
    return {row.name: row for row in rows}


EQUALS = Operator("equals", "is")
NOT_EQUALS = Operator("not_equals", "is not", denies="equals")
IN = Operator("in", "is one of", Takes.VALUES)
IS_SET = Operator("is_set", "is known", Takes.NOTHING)
IS_EMPTY = Operator("is_empty", "is not known", Takes.NOTHING, denies="is_set")
SAMENESS = (EQUALS, NOT_EQUALS, IN)
PRESENCE = (IS_EMPTY, IS_SET)
ORDER = (
    Operator("greater_than", "is greater than"),
    Operator("less_than", "is less than"),
    Operator("at_least", "is at least"),
    Operator("at_most", "is at most"),
    Operator("between", "is between", Takes.PAIR),
)
COMPARED = {
    "equals": Exact,
    "greater_than": GreaterThan,
    "less_than": LessThan,
    "at_least": GreaterThanOrEqual,
    "at_most": LessThanOrEqual,
}


class Kind:
    """One kind of values."""

    # What the builder shows for it, and the API's schema calls it.
    name: ClassVar[str]
    operators: ClassVar[Mapping[str, Operator]]

    def read(self, operator: Operator, value: Any) -> Any:
        """The value from JSON in Python's own types. Raises UnfitValue."""
        readers = {
            Takes.NOTHING: self._nothing,
            Takes.VALUE: self.value,
            Takes.VALUES: self._values,
            Takes.PAIR: self._pair,
        }
        return readers[operator.takes](value)

    def value(self, given: Any) -> Any:
        """One value. Raises UnfitValue."""
        raise NotImplementedError

    def json(self, value: Any) -> Any:
        """What `read` has given, for JSON."""
        return [self.json(one) for one in value] if isinstance(value, tuple) else value

    def present(self, x: Combinable) -> Q:
        """Whether there is a value."""
        return Q(IsNull(x, False))

    def holds(self, operator: str, x: Combinable, value: Any, now: datetime) -> Q:
        """Whether the operator holds for a value that is present; never asked of one that denies another."""
        if operator == "is_set":
            return self.present(x)
        if operator == "in":
            return any_of(self.holds("equals", x, one, now) for one in value)
        if operator == "between":
            first, last = value
            return self.holds("at_least", x, first, now) & self.holds("at_most", x, last, now)
        return Q(COMPARED[operator](x, self.constant(value)))

    def constant(self, value: Any) -> Combinable:
        """The value in SQL."""
        return Value(value)

    def say(self, operator: Operator, value: Any) -> str:
        """The value as people say it."""
        if operator.takes is Takes.NOTHING:
            return ""
        if operator.takes is Takes.VALUES:
            return ", ".join(map(self.say_one, value))
        if operator.takes is Takes.PAIR:
            return " and ".join(map(self.say_one, value))
        return self.say_one(value)

    def say_one(self, value: Any) -> str:
        """One value as people say it, also one from the database."""
        return str(value)

    def choices(self) -> list[tuple[str, str]]:
        """The values to choose from, each with its name, where these are few."""
        return []

    def _nothing(self, given: Any) -> None:
        if given is not None:
            raise UnfitValue("no value: this operator takes none")

    def _values(self, given: Any) -> tuple[Any, ...]:
        if not isinstance(given, list) or not 0 < len(given) <= MOST_VALUES:
            raise UnfitValue(f"a list of 1 to {MOST_VALUES:,} values")
        return tuple(self._nth(n, one) for n, one in enumerate(given))

    def _pair(self, given: Any) -> tuple[Any, ...]:
        if not isinstance(given, list) or len(given) != 2:
            raise UnfitValue("a list of two values, the smaller one first")
        return tuple(self._nth(n, one) for n, one in enumerate(given))

    def _nth(self, n: int, given: Any) -> Any:
        try:
            return self.value(given)
        except UnfitValue as error:
            raise UnfitValue(error.expected, f"[{n}]") from error


def any_of(conditions: Iterable[Q]) -> Q:
    """Whether one of the conditions holds."""
    first, *others = conditions
    for other in others:
        first |= other
    return first
