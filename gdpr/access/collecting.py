"""All that the tables know of a person, kind by kind, as far as it is given to them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.text import slugify

from contacts.models import Contact
from gdpr.access.masking import Masking
from gdpr.classification import exported
from gdpr.personal_data import declarations, declared

BATCH = 500
# Shorter columns hold codes, numbers and words of a list.
SHORTEST_FREE = 100

Row = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """The rows of one table that are about the person."""

    name: str
    title: str
    columns: dict[str, models.Field]
    rows: models.QuerySet

    def given(self, masking: Masking) -> Iterator[Row]:
        """The rows by the names of their columns, other people's names masked; read a batch at a time."""
        batch: list[Row] = []
        for row in self.rows.iterator(chunk_size=BATCH):
            batch.append({name: _value(row, column) for name, column in self.columns.items()})
            if len(batch) == BATCH:
                yield from masking.masked(batch, self.texts)
                batch = []
        yield from masking.masked(batch, self.texts)

    @property
    def texts(self) -> set[str]:
        """The columns where people write what they want."""
        return {name for name, column in self.columns.items() if _is_free(column)}


def kinds(ids: Collection[UUID]) -> Iterator[Kind]:
    """The tables that have rows about the person who is known by these ids, contacts themselves first."""
    for model in sorted(declarations(), key=lambda model: (model is not Contact, model._meta.label)):
        columns = {column.name: column for column in exported(model)}
        if not columns:
            continue
        subject = declared(model).subject
        rows = model._base_manager.filter(**{f"{'pk' if subject == 'self' else subject}__in": ids}).order_by("pk")
        if rows.exists():
            related = [column.name for column in columns.values() if column.is_relation]
            title = str(model._meta.verbose_name_plural)
            yield Kind(slugify(model._meta.model_name), title, columns, rows.select_related(*related))


def _value(row: models.Model, column: models.Field) -> Any:
    if column.is_relation:
        named = getattr(row, column.name)
        return None if named is None else str(named)
    value = getattr(row, column.attname)
    return value.name if isinstance(value, models.fields.files.FieldFile) else value


def _is_free(column: models.Field) -> bool:
    """Whether people write there what they want; what contacts say of themselves is short, and nobody else's."""
    if isinstance(column, (models.TextField, models.JSONField)):
        return True
    is_short = isinstance(column, (models.EmailField, models.URLField)) or (column.max_length or 0) < SHORTEST_FREE
    return isinstance(column, models.CharField) and not is_short and column.model is not Contact
