"""The tables whose rows name a contact, and what becomes of them in a merge.

They are found from the side that holds the key, for `related_name="+"` hides it from the contact's; tables behind
many-to-many fields are among them. Each says in its `personal_data` whether its rows follow the contact.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, F, ForeignKey, Model, QuerySet, UniqueConstraint, Value, When, Window
from django.db.models.functions import Now, RowNumber

from contacts.models import Contact, ContactEmail

# What changes with the contact that a row names: its main address is another one, and it leads there since now.
ALONG: dict[type[Model], dict[str, Any]] = {ContactEmail: {"is_primary": False}, Contact: {"deleted_at": Now()}}


@dataclass(frozen=True)
class Relation:
    """A column of a table that names a contact; of a generic key, `kind` is the column that says what it names."""

    model: type[Model]
    key: str
    kind: str = ""

    @property
    def on_merge(self) -> str:
        """Whether rows follow the contact ("move") or stay with its id ("stay"); nothing where it is not said."""
        declared = getattr(self.model, "personal_data", None)
        return declared.on_merge if declared else ""

    def rows(self, contacts: Collection[UUID]) -> QuerySet:
        """The rows that name one of the contacts."""
        kind = {self.kind: ContentType.objects.get_for_model(Contact)} if self.kind else {}
        return self.model._base_manager.filter(**{f"{self.key}__in": contacts}, **kind)

    def move(self, losers: Collection[UUID], winner: UUID) -> None:
        """Have the rows of the losers name the winner; of several that would say the same, one stays.

        That is the winner's own, else the oldest. The number of statements depends on the table alone.
        """
        for others in self._unique_with():
            is_other = Case(When(**{self.key: winner}, then=Value(0)), default=Value(1))
            place = Window(RowNumber(), partition_by=[F(name) for name in others] or None, order_by=[is_other, "pk"])
            repeated = self.rows([*losers, winner]).annotate(place=place).filter(place__gt=1)
            self.rows(losers).filter(pk__in=repeated.values("pk")).delete()
        self.rows(losers).update(**{self.key: winner}, **ALONG.get(self.model, {}))

    def _unique_with(self) -> Iterator[list[str]]:
        """With which other columns a contact stands only once in the table."""
        names = {self.key, self.kind} - {""}
        if self.model._meta.get_field(self.key).unique:
            yield []
        for fields in (*self._unique_constraints(), *self.model._meta.unique_together):
            if self.key in fields:
                yield [name for name in fields if name not in names]

    def _unique_constraints(self) -> Iterator[tuple[str, ...]]:
        for constraint in self.model._meta.constraints:
            if isinstance(constraint, UniqueConstraint) and constraint.condition is None:
                yield constraint.fields


def relations_of(model: type[Model]) -> Iterator[Relation]:
    """Those of one table."""
    if model._meta.proxy or not model._meta.managed:
        return
    for field in model._meta.local_fields:
        if isinstance(field, ForeignKey) and field.related_model is Contact:
            yield Relation(model, field.name)
    for field in model._meta.private_fields:
        if isinstance(field, GenericForeignKey):
            yield Relation(model, field.fk_field, kind=field.ct_field)


def relations() -> list[Relation]:
    """Every column that names a contact, or could."""
    return [relation for model in apps.get_models(include_auto_created=True) for relation in relations_of(model)]


def moving() -> list[Relation]:
    """Those whose rows follow the contact."""
    return [relation for relation in relations() if relation.on_merge == "move"]
