"""Yes or no."""

from typing import Any

from django.db.models import BooleanField, Value
from django.db.models.expressions import Combinable

from contacts.filters.kinds.kind import EQUALS, NOT_EQUALS, Kind, UnfitValue, operators


class Flag(Kind):
    """Yes or no."""

    name = "boolean"
    operators = operators(EQUALS, NOT_EQUALS)

    def value(self, given: Any) -> bool:
        if not isinstance(given, bool):
            raise UnfitValue("true or false")
        return given

    def constant(self, value: Any) -> Combinable:
        return Value(value, BooleanField())

    def say_one(self, value: Any) -> str:
        return "yes" if value else "no"
