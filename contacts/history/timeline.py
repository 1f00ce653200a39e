"""The history of a row, in sentences; that of a contact tells of all that belongs to it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db import models

from contacts.history.mergers import Merger, mergers
from contacts.history.wording import Wording, sentences
from contacts.models import (
    Activity,
    ChangeSet,
    Contact,
    ContactEmail,
    ContactPhone,
    ContactTag,
    Deal,
    ExternalId,
    ListMember,
    ListPin,
    Task,
)
from crm.models import User

# The contact's own table, and those whose rows belong to one contact.
TABLES = (Contact, ContactEmail, ContactPhone, ExternalId, ContactTag, ListMember, ListPin, Activity, Task, Deal)


class ExactDecoder(json.JSONDecoder):
    """Keeps all digits of decimal numbers."""

    def __init__(self) -> None:
        super().__init__(parse_float=Decimal)


@dataclass(frozen=True)
class Entry:
    """What one change set did to the contact."""

    at: datetime
    change_set: ChangeSet | None
    sentences: list[str] = field(default_factory=list)
    is_standing_merge: bool = False

    @property
    def began(self) -> datetime:
        """When the change set began: several of one transaction bear one time."""
        return self.change_set.started_at if self.change_set else self.at

    @property
    def actor(self) -> str:
        """Who did it, as people say the name."""
        return actor_of(self.change_set)


def actor_of(change_set: ChangeSet | None) -> str:
    """Who made the change set, as people say the name; the program itself is called by its door."""
    if change_set is None:
        return "Somebody outside the program"
    return str(change_set.actor or change_set.get_door_display())


def timeline(row: models.Model, *, to: User | None = None, limit: int = 50) -> list[Entry]:
    """The newest `limit` versions of a row, and of what belongs to it where it is a contact, newest first.

    `to` is told only of tables that they may look at; nobody stands for the program itself.

    Versions of one change set are told as one entry. The number of queries does not grow with the history.
    """
    tables = TABLES if isinstance(row, Contact) else (type(row),)
    told = [model for model in tables if to is None or to.has_perm(f"contacts.view_{model._meta.model_name}")]
    versions = list(_versions(told, row, limit)) if told else []
    merged = mergers(row) if told[:1] == [Contact] else []
    ids = {version.pgh_context_id for version in versions} | {merger.change_set_id for merger in merged}
    change_sets = ChangeSet.objects.select_related("actor").in_bulk(ids - {None})
    versions.sort(key=lambda version: _place(version, change_sets), reverse=True)
    entries = list(_entries(versions[:limit], change_sets, type(row)))
    return _with_mergers(entries, merged, change_sets)[:limit]


def _versions(tables: Iterable[type[models.Model]], row: models.Model, limit: int) -> Iterator[Any]:
    """The newest versions of the row and of the tables' rows that belong to it, each with the one before it."""
    events = {model._meta.label: model.pgh_event_model for model in tables}
    newest, *others = (_newest(model, row, limit + 1) for model in tables)
    found: dict[str, list[Any]] = {}
    for label, columns in newest.union(*others, all=True):
        found.setdefault(label, []).append(_version(events[label], columns))
    for versions in found.values():
        versions.sort(key=lambda version: version.pgh_id)
        previous: dict[Any, Any] = {}
        for version in versions:
            version.before = previous.get(version.pgh_obj_id)
            previous[version.pgh_obj_id] = version
        # The one beyond the limit serves only as the oldest one's predecessor.
        yield from versions[-limit:]


def _newest(model: type[models.Model], row: models.Model, limit: int) -> models.QuerySet:
    """The newest versions as (table, columns): so those of many tables come by one query."""
    path = "pgh_obj_id" if isinstance(row, model) else "contact_id"
    rows = model.pgh_event_model.objects.filter(**{path: row.pk}).order_by("-pgh_id")
    columns = models.Func(
        template="to_jsonb(%(row)s)",
        row=rows.model._meta.db_table,
        output_field=models.JSONField(decoder=ExactDecoder),
    )
    table = models.Value(model._meta.label, models.TextField())
    return rows.annotate(table=table, columns=columns).values_list("table", "columns")[:limit]


def _version(event_model: type[models.Model], columns: dict[str, Any]) -> Any:
    fields = event_model._meta.concrete_fields
    return event_model(**{field.attname: field.to_python(columns[field.column]) for field in fields})


def _place(version: Any, change_sets: dict[Any, ChangeSet]) -> tuple[datetime, datetime, int, int]:
    """Versions of one transaction bear one time: then change sets follow each other, within them tables."""
    made = change_sets.get(version.pgh_context_id)
    began = made.started_at if made else version.pgh_created_at
    table = TABLES.index(version.pgh_tracked_model) if version.pgh_tracked_model in TABLES else 0
    return version.pgh_created_at, began, table, version.pgh_id


def _entries(versions: list[Any], change_sets: dict[Any, ChangeSet], subject: type[models.Model]) -> Iterator[Entry]:
    wording = Wording.of(versions)
    for context_id, group in groupby(versions, key=lambda version: version.pgh_context_id):
        told = list(group)
        lines = [line for version in reversed(told) for line in sentences(version, wording, subject=subject)]
        if lines:
            yield Entry(told[0].pgh_created_at, change_sets.get(context_id), lines)


def _with_mergers(entries: list[Entry], merged: Iterable[Merger], change_sets: Mapping[Any, ChangeSet]) -> list[Entry]:
    """The entries, with who was merged into the contact, by the same change set where it did more."""
    told: dict[Any, Entry] = {}
    for merger in merged:
        entry = told.setdefault(merger.change_set_id, Entry(merger.at, change_sets.get(merger.change_set_id)))
        entry.sentences.append(merger.sentence)
        told[merger.change_set_id] = replace(entry, is_standing_merge=entry.is_standing_merge or merger.stands)
    known = [_joined(entry, told.pop(entry.change_set and entry.change_set.pk, None)) for entry in entries]
    return sorted([*known, *told.values()], key=lambda entry: (entry.at, entry.began), reverse=True)


def _joined(entry: Entry, merge: Entry | None) -> Entry:
    return replace(merge, sentences=[*merge.sentences, *entry.sentences]) if merge else entry
