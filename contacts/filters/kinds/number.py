"""Numbers."""

import math
import operator as python
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, Value
from django.db.models.expressions import Combinable
from django.utils import formats

from contacts.filters.kinds.kind import ORDER, PRESENCE, SAMENESS, Kind, UnfitValue, operators

LARGEST = 10**15
PLACES = 8
PYTHON = {
    "equals": python.eq,
    "greater_than": python.gt,
    "less_than": python.lt,
    "at_least": python.ge,
    "at_most": python.le,
}


class Number(Kind):
    """A number, whole or not."""

    name = "number"
    operators = operators(*SAMENESS, *ORDER, *PRESENCE)

    def value(self, given: Any) -> Decimal:
        return number(given)

    def json(self, value: Any) -> Any:
        return super().json(value) if isinstance(value, tuple) else plain(value)

    def constant(self, value: Any) -> Combinable:
        return Value(value, DecimalField(max_digits=24, decimal_places=PLACES))

    def say_one(self, value: Any) -> str:
        return formats.number_format(plain(Decimal(value)), use_l10n=True, force_grouping=True)


class Total(Number):
    """A count or a sum, which is there for everybody: of nothing it is 0."""

    operators = operators(*SAMENESS, *ORDER)

    def holds_for_nothing(self, operator: str, value: Any, now: datetime) -> bool:
        """Whether the operator holds for 0; never asked of one that denies another."""
        if operator == "in":
            return 0 in value
        if operator == "between":
            return value[0] <= 0 <= value[1]
        return PYTHON[operator](0, value)


def number(given: Any) -> Decimal:
    """A number that every column can be compared with. Raises UnfitValue."""
    expected = UnfitValue(f"a number between -10^15 and 10^15, with at most {PLACES} decimal places")
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise expected
    # Told before it is converted, which takes ever longer with the length of a number.
    if (isinstance(given, float) and not math.isfinite(given)) or abs(given) > LARGEST:
        raise expected
    value = Decimal(str(given))
    if value != round(value, PLACES):
        raise expected
    return value


def plain(value: Decimal) -> int | float:
    """The number as JSON has it."""
    return int(value) if value == value.to_integral_value() else float(value)
