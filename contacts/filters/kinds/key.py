"""Rows of other tables, by their ids or by the names that people give them."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, UUIDField, Value
from django.db.models.expressions import Combinable

from contacts.filters.kinds.kind import PRESENCE, SAMENESS, Kind, UnfitValue, operators
from contacts.filters.kinds.text import text
from contacts.visibility import OwnedQuerySet

MOST_CHOICES = 200


@dataclass(frozen=True)
class Key(Kind):
    """A row of another table. `rows` are those that may be named, `called` the column with their names.

    A row that is gone is refused: left out, “not tagged so” would mean more people than before.
    """

    noun: str
    rows: Callable[[], QuerySet]
    called: str = "name"

    name = "key"
    operators = operators(*SAMENESS, *PRESENCE)

    def value(self, given: Any) -> UUID:
        words = text(given)
        named = self.rows().order_by()
        with suppress(ValueError):
            named = named.filter(pk=UUID(words))
            return self._only(named)
        return self._only(named.filter(**{f"{self.called}__iexact": words}))

    def json(self, value: Any) -> Any:
        return super().json(value) if isinstance(value, tuple) else str(value)

    def constant(self, value: Any) -> Combinable:
        return Value(value, UUIDField())

    def say_one(self, value: Any) -> str:
        return str(self.rows().filter(pk=value).first() or f"a {self.noun} that is gone")

    def choices(self) -> list[tuple[str, str]]:
        rows = self.rows()
        if isinstance(rows, OwnedQuerySet):
            # Not everybody may see each of them.
            return []
        found = [(str(row.pk), str(row)) for row in rows.order_by(self.called)[: MOST_CHOICES + 1]]
        return found if len(found) <= MOST_CHOICES else []

    def _only(self, named: QuerySet) -> UUID:
        found = list(named.values_list("pk", flat=True)[:2])
        if len(found) != 1:
            article = "an" if self.noun[0] in "aeiou" else "a"
            raise UnfitValue(f"the id, or the name, of {article} {self.noun} that exists (once)")
        return found[0]
