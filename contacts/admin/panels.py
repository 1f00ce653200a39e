"""What other apps add to the desk: cards on the page of a contact, and actions of the list of contacts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from contacts.models import Contact


@dataclass(frozen=True)
class Panel:
    """A card on the page of a contact.

    `told` gives the context of the template, or None where there is nothing that the user may see.
    """

    title: str
    template: str
    told: Callable[[HttpRequest, Contact], Mapping[str, Any] | None]


# Filled by the admin modules of other apps, which `admin.autodiscover` imports.
PANELS: list[Panel] = []
ACTIONS: list[Callable] = []
