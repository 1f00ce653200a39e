"""What a source of knowledge about contacts is: `settings.ENRICHMENT_PROVIDERS` names the ones in use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from contacts.models import Contact


@dataclass(frozen=True)
class Proposal:
    """A value for a field of a contact: how sure its source is (0 to 1), which one it is, when it was asked.

    A company is proposed by its domain.
    """

    field: str
    value: str
    confidence: float
    source: str
    fetched_at: datetime


class Provider(Protocol):
    """One source. It proposes, and writes nothing."""

    name: str

    def propose(self, contacts: Sequence[Contact]) -> Mapping[UUID, Sequence[Proposal]]:
        """What is known of the contacts, by their ids; asked once for all of them."""


def providers() -> list[Provider]:
    """The sources that the settings name, in their order."""
    return [import_string(path)() for path in settings.ENRICHMENT_PROVIDERS]
