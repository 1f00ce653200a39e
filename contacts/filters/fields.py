"""Fields that filters can ask about: each describes itself, and compiles what is asked of it.

A field is about one row of a `base` (a contact, or an activity in a condition on activities).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable

from contacts.filters.kinds import Kind, Operator, Total

Test = Callable[[Combinable], Q]
# Columns by table: what a condition depends on.
Sources = dict[str, set[str]]
SHOWN_VALUES = 5
# The rows of related tables that a condition leaves.
Narrow = Callable[[QuerySet], QuerySet]


@dataclass(frozen=True, kw_only=True)
class Field:
    """One thing that can be asked about; `label` is what people call it."""

    name: str
    label: str
    kind: Kind
    # The fields that a condition on the related rows can ask about; None where the field has no such rows.
    inner: Mapping[str, "Field"] | None = field(default=None, hash=False, repr=False)

    def describe(self) -> dict[str, Any]:
        """What the builder and the schema of the API need to know of it."""
        described = {
            "name": self.name,
            "label": self.label,
            "type": self.kind.name,
            "operators": [
                {"name": each.name, "label": each.words, "takes": each.takes.value}
                for each in self.kind.operators.values()
            ],
            "choices": [{"value": value, "label": label} for value, label in self.kind.choices()],
        }
        if self.inner is not None:
            described["where"] = [inner.describe() for inner in self.inner.values()]
        return described

    def condition(self, operator: Operator, value: Any, now: datetime, narrow: Narrow, *, whole: bool = False) -> Q:
        """Whether the operator holds; one that denies another is its opposite, also where there is no value.

        `whole` says that the condition narrows a whole base down, so that it may be asked of all rows at once.
        """
        if operator.denies:
            return ~self.condition(self.kind.operators[operator.denies], value, now, narrow)
        return self.exists(lambda x: self.kind.holds(operator.name, x, value, now), narrow, whole=whole)

    def exists(self, test: Test, narrow: Narrow, *, whole: bool = False) -> Q:
        """Whether a value of the row's passes the test."""
        raise NotImplementedError

    def sources(self) -> Sources:
        """What the answer depends on."""
        raise NotImplementedError

    def values(self, row: Model, now: datetime, narrow: Narrow) -> list[Any]:
        """The row's values, a few of them where there are many."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Column(Field):
    """A column of the row, or what is computed from some."""

    value: Combinable = field(hash=False)
    reads: Sources = field(hash=False)

    def exists(self, test: Test, narrow: Narrow, *, whole: bool = False) -> Q:
        return test(self.value)

    def sources(self) -> Sources:
        return self.reads

    def values(self, row: Model, now: datetime, narrow: Narrow) -> list[Any]:
        rows = type(row)._default_manager.filter(pk=row.pk)
        return _known(rows.values_list(self.value, flat=True))


@dataclass(frozen=True, kw_only=True)
class Through(Field):
    """A column of related rows; whatever holds for one of them holds."""

    rows: Callable[[], QuerySet] = field(hash=False)
    # How a related row names the base row: its column, and the column of the base that this is.
    link: str
    to: str = "pk"
    value: Combinable = field(hash=False)
    reads: Sources = field(hash=False)

    def exists(self, test: Test, narrow: Narrow, *, whole: bool = False) -> Q:
        return Q(Exists(self.rows().filter(test(self.value), **{self.link: OuterRef(self.to)})))

    def sources(self) -> Sources:
        return self.reads

    def values(self, row: Model, now: datetime, narrow: Narrow) -> list[Any]:
        rows = self.rows().filter(**{self.link: getattr(row, self.to)})
        return _known(rows.values_list(self.value, flat=True)[:SHOWN_VALUES])


@dataclass(frozen=True, kw_only=True)
class Related(Field):
    """Rows of another table that belong to the row: whether there are any, of those that the condition leaves."""

    rows: Callable[[], QuerySet] = field(hash=False)
    link: str
    reads: Sources = field(hash=False)

    def exists(self, test: Test, narrow: Narrow, *, whole: bool = False) -> Q:
        return Q(Exists(narrow(self._of(OuterRef("pk")))))

    def sources(self) -> Sources:
        return self.reads

    def values(self, row: Model, now: datetime, narrow: Narrow) -> list[Any]:
        return list(map(str, narrow(self._of(row.pk))[:SHOWN_VALUES]))

    def _of(self, row: Any) -> QuerySet:
        return self.rows().filter(**{self.link: row})


@dataclass(frozen=True, kw_only=True)
class Aggregate(Related):
    """What is counted, summed up or picked out of the related rows."""

    computed: Combinable = field(hash=False)

    def condition(self, operator: Operator, value: Any, now: datetime, narrow: Narrow, *, whole: bool = False) -> Q:
        is_total = isinstance(self.kind, Total) and not operator.denies
        if is_total and self.kind.holds_for_nothing(operator.name, value, now):
            # Who has no rows has no group either: nobody may have one for which it does not hold.
            return ~self.exists(lambda x: ~self.kind.holds(operator.name, x, value, now), narrow)
        return super().condition(operator, value, now, narrow, whole=whole)

    def exists(self, test: Test, narrow: Narrow, *, whole: bool = False) -> Q:
        if whole:
            # One pass over the related rows, where the other way looks them up for each contact.
            groups = self._groups(narrow(self.rows().filter(**{f"{self.link}__isnull": False})))
            return Q(pk__in=groups.filter(test(F("computed"))).values(self.link))
        return Q(Exists(self._groups(narrow(self._of(OuterRef("pk")))).filter(test(F("computed")))))

    def values(self, row: Model, now: datetime, narrow: Narrow) -> list[Any]:
        found = self._groups(narrow(self._of(row.pk))).values_list("computed", flat=True)
        return _known(found) or ([0] if isinstance(self.kind, Total) else [])

    def _groups(self, rows: QuerySet) -> QuerySet:
        return rows.order_by().values(self.link).annotate(computed=self.computed)


def _known(values: QuerySet) -> list[Any]:
    return [value for value in values if value not in (None, "", [])]
