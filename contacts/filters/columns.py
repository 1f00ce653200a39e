"""Fields that follow from the columns of a model: its own, and those of the rows that it names."""

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial

from django.db import models
from django.db.models import F, Model, QuerySet
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from contacts.filters.fields import Column, Field, Sources, Through
from contacts.filters.kinds import (
    Country,
    Day,
    Flag,
    Identifier,
    JsonDay,
    JsonFlag,
    JsonNumber,
    JsonWords,
    Key,
    Kind,
    Moment,
    Number,
    Text,
    Word,
)
from contacts.models import CustomField
from contacts.models.live import LiveModel

# The first that fits counts: a moment is a day, too.
KINDS: tuple[tuple[type[models.Field], type[Kind]], ...] = (
    (models.UUIDField, Identifier),
    (models.BooleanField, Flag),
    (models.DateTimeField, Moment),
    (models.DateField, Day),
    (models.IntegerField, Number),
    (models.DecimalField, Number),
    (models.FloatField, Number),
    (models.CharField, Text),
    (models.TextField, Text),
)
CUSTOM = "custom_fields"
Type = CustomField.Type
# Custom fields for whose values JSON has types of its own.
IN_JSON = (Type.NUMBER, Type.BOOLEAN, Type.MULTIPLE_CHOICE)
# By what people call the rows of a table.
CALLED = ("username", "name", "email")
Choices = Mapping[str, Mapping[str, str]]


def columns_of(
    model: type[Model], *, but: Collection[str] = (), choices: Choices | None = None, prefix: str = ""
) -> Iterator[Field]:
    """A field for each column that has a kind; `choices` are words by column that stand in no model."""
    for column in model._meta.local_concrete_fields:
        if column.name in but:
            continue
        name, label = f"{prefix}{column.name}", capitalised(column.verbose_name)
        if column.is_relation:
            yield _key(model, column, name, label)
        elif kind := _kind(column, choices or {}):
            yield Column(name=name, label=label, kind=kind, value=F(column.name), reads=reads(model, column.column))


def custom_fields_of(model: type[Model], definitions: Collection[CustomField], *, prefix: str = "") -> Iterator[Column]:
    """A field for each custom field of a model's rows."""
    for definition in definitions:
        in_json = KeyTransform if definition.type in IN_JSON else KeyTextTransform
        yield Column(
            name=f"{prefix}custom.{definition.key}",
            label=definition.label,
            kind=_custom_kind(definition),
            value=in_json(definition.key, CUSTOM),
            reads=reads(model, CUSTOM),
        )


def through(column: Column, rows: Callable[[], QuerySet], *, link: str, to: str, named_by: Sources) -> Through:
    """The column of a row that the base row names in its column `to`."""
    return Through(
        name=column.name,
        label=column.label,
        kind=column.kind,
        rows=rows,
        link=link,
        to=to,
        value=column.value,
        reads=merged(column.reads, named_by),
    )


def reads(model: type[Model], *columns: str) -> Sources:
    """That something depends on these columns; of rows that are deleted softly, also on whether they are."""
    live = {"deleted_at"} if issubclass(model, LiveModel) else set()
    return {model._meta.db_table: {*columns, *live}}


def merged(*sources: Sources) -> Sources:
    """All that several things depend on."""
    found: Sources = {}
    for each in sources:
        for table, columns in each.items():
            found[table] = found.get(table, set()) | columns
    return found


def capitalised(name: object) -> str:
    """The name, with a capital letter at its beginning."""
    words = str(name)
    return words[:1].upper() + words[1:]


def live(model: type[Model]) -> QuerySet:
    """The rows that nobody deleted."""
    rows = model._default_manager.order_by()
    return rows.live() if issubclass(model, LiveModel) else rows


def key_to(model: type[Model]) -> Key:
    """The kind of a column that names rows of the model."""
    columns = {column.name for column in model._meta.get_fields()}
    called = next(name for name in CALLED if name in columns)
    return Key(str(model._meta.verbose_name), partial(live, model), called)


def _key(model: type[Model], column: models.ForeignKey, name: str, label: str) -> Field:
    """A column that names a row; one that was deleted counts as none."""
    target = column.related_model
    if not issubclass(target, LiveModel):
        return Column(
            name=name, label=label, kind=key_to(target), value=F(column.name), reads=reads(model, column.column)
        )
    named = Column(name=name, label=label, kind=key_to(target), value=F("pk"), reads=reads(target))
    rows = partial(live, target)
    return through(named, rows, link="pk", to=column.attname, named_by=reads(model, column.column))


def _kind(column: models.Field, choices: Choices) -> Kind | None:
    if column.name == "country":
        return Country()
    if column.name in choices:
        return Word(choices[column.name])
    if column.choices and isinstance(column, models.CharField):
        return Word({value: str(label) for value, label in column.flatchoices})
    return next((kind() for field, kind in KINDS if isinstance(column, field)), None)


def _custom_kind(definition: CustomField) -> Kind:
    words = {word: word for word in definition.choices}
    kinds = {
        Type.NUMBER: JsonNumber,
        Type.BOOLEAN: JsonFlag,
        Type.DATE: JsonDay,
        Type.CHOICE: partial(Word, words),
        Type.MULTIPLE_CHOICE: partial(JsonWords, words),
    }
    return kinds.get(definition.type, Text)()
