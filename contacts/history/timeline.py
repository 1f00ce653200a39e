"""The history of a contact, in sentences."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import models

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
    Task,
)
from crm.models import User

# The contact's own table, and those whose rows belong to one contact.
TABLES = (Contact, ContactEmail, ContactPhone, ExternalId, ContactTag, ListMember, Activity, Task, Deal)


@dataclass(frozen=True)
class Entry:
    """What one change set did to the contact."""

    at: datetime
    change_set: ChangeSet | None
    sentences: list[str] = field(default_factory=list)

    @property
    def actor(self) -> str:
        """Who did it, as people say the name."""
        if self.change_set is None:
            return "Somebody outside the program"
        return str(self.change_set.actor or self.change_set.get_door_display())


def timeline(contact: Contact, *, to: User | None = None, limit: int = 50) -> list[Entry]:
    """The newest `limit` versions of the contact and of what belongs to it, newest first.

    `to` is told only of tables that they may look at; nobody stands for the program itself.

    Versions of one change set are told as one entry. The number of queries does not grow with the history.
    """
    tables = [model for model in TABLES if to is None or to.has_perm(f"contacts.view_{model._meta.model_name}")]
    versions = [version for model in tables for version in _versions(model, contact, limit)]
    change_sets = ChangeSet.objects.select_related("actor").in_bulk(
        {version.pgh_context_id for version in versions if version.pgh_context_id}
    )
    versions.sort(key=lambda version: _place(version, change_sets), reverse=True)
    return list(_entries(versions[:limit], change_sets))


def _versions(model: type[models.Model], contact: Contact, limit: int) -> Iterable[Any]:
    """The newest versions of a table's rows that belong to the contact, each with the one before it."""
    event_model = model.pgh_event_model
    path = "pgh_obj_id" if model is Contact else "contact_id"
    versions = list(event_model.objects.filter(**{path: contact.pk}).order_by("-pgh_id")[: limit + 1])
    previous: dict[Any, Any] = {}
    for version in reversed(versions):
        version.before = previous.get(version.pgh_obj_id)
        previous[version.pgh_obj_id] = version
    # The one beyond the limit serves only as the oldest one's predecessor.
    return versions[:limit]


def _place(version: Any, change_sets: dict[Any, ChangeSet]) -> tuple[datetime, datetime, int, int]:
    """Versions of one transaction bear one time: then change sets follow each other, within them tables."""
    made = change_sets.get(version.pgh_context_id)
    began = made.started_at if made else version.pgh_created_at
    return version.pgh_created_at, began, TABLES.index(version.pgh_tracked_model), version.pgh_id


def _entries(versions: list[Any], change_sets: dict[Any, ChangeSet]) -> Iterator[Entry]:
    wording = Wording.of(versions)
    for context_id, group in groupby(versions, key=lambda version: version.pgh_context_id):
        told = list(group)
        lines = [line for version in reversed(told) for line in sentences(version, wording)]
        if lines:
            yield Entry(told[0].pgh_created_at, change_sets.get(context_id), lines)
