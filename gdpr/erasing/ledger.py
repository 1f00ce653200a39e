"""Who was erased, kept outside the database: a backup that is restored must not bring anybody back.

The ledger only grows. Every entry is a file of its own with a line of JSON, which any storage can add, from several
machines at once; its name says what it is about, so that nothing need be read to see what the database lacks. It
holds keyed hashes: without `settings.SUPPRESSION_KEY` it tells nothing about anybody.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone

from gdpr.canonical import FORM, Known, digest, key_print
from gdpr.erasing.identity import Identity
from gdpr.models import Erasure, Suppression
from gdpr.signals import suppression_lifted

STORAGE = "erasure_ledger"
# What entries say: it is about to be done; it was done; it was not done after all; who it was about has agreed anew.
INTENT, DONE, CANCELLED, LIFTED = "intent", "done", "cancelled", "lifted"


@dataclass(frozen=True)
class Entry:
    """Who an erasure was about, as keyed hashes."""

    contacts: frozenset[bytes]
    known: frozenset[Known]
    reason: str
    key_print: str


def announce(erasure: UUID, identity: Identity, *, reason: str) -> None:
    """Say who is about to be erased, before anything is."""
    told = {
        "contacts": sorted(hash_of(pk).hex() for pk in identity.ids),
        "known": sorted([known.kind, known.digest.hex()] for known in identity.known),
        "reason": reason,
        "form": FORM,
        "key": key_print(),
    }
    note(erasure, INTENT, told)


def note(erasure: UUID, state: str, told: dict[str, Any] | None = None) -> None:
    """Add an entry."""
    now = timezone.now()
    line = json.dumps({"erasure": str(erasure), "state": state, "at": now.isoformat(), **(told or {})})
    _storage().save(f"{now:%Y-%m/%d-%H%M%S-%f}.{erasure}.{state}.jsonl", ContentFile(f"{line}\n".encode()))


def ahead() -> list[UUID]:
    """The erasures that the database knows nothing about, the oldest first, those that were not done left out."""
    states: dict[UUID, set[str]] = {}
    for name in sorted(_names()):
        pk, state = name.split(".")[1:3]
        states.setdefault(UUID(pk), set()).add(state)
    wanted = [pk for pk, own in states.items() if INTENT in own and (CANCELLED not in own or DONE in own)]
    known = set(Erasure.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    return [pk for pk in wanted if pk not in known]


def entry_of(erasure: UUID) -> Entry:
    """Who it was about."""
    told = next(_read(name) for name in sorted(_names()) if name.endswith(f".{erasure}.{INTENT}.jsonl"))
    known = frozenset(Known(kind, bytes.fromhex(hashed)) for kind, hashed in told["known"])
    return Entry(frozenset(map(bytes.fromhex, told["contacts"])), known, told["reason"], told["key"])


def is_lifted(erasure: UUID) -> bool:
    """Whether who it was about has agreed anew since."""
    return any(name.endswith(f".{erasure}.{LIFTED}.jsonl") for name in _names())


@receiver(suppression_lifted, sender=Suppression)
def note_lifted(*, erasure_id: UUID | None, **signal: Any) -> None:
    """Have the ledger know that who was erased has agreed anew."""
    if erasure_id:
        transaction.on_commit(partial(note, erasure_id, LIFTED))


def hash_of(pk: UUID) -> bytes:
    """The keyed hash of the id of a contact."""
    return digest("contact", str(pk))


def _storage() -> Storage:
    return storages[STORAGE]


def _names() -> Iterator[str]:
    storage = _storage()
    try:
        folders, _ = storage.listdir("")
    except FileNotFoundError:
        return
    for folder in folders:
        yield from (f"{folder}/{name}" for name in storage.listdir(folder)[1] if name.endswith(".jsonl"))


def _read(name: str) -> dict[str, Any]:
    with _storage().open(name) as file:
        return json.load(file)
