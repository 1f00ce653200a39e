"""Whether there are rows at all."""

from typing import Any

from contacts.filters.kinds.kind import Kind, Operator, Takes, operators


class Presence(Kind):
    """Rows that are there or are not; there is no value to it."""

    name = "rows"
    operators = operators(
        Operator("is_set", "exist", Takes.NOTHING),
        Operator("is_empty", "do not exist", Takes.NOTHING, denies="is_set"),
    )

    def value(self, given: Any) -> Any:
        raise NotImplementedError
