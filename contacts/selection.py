"""Contacts that somebody means, to have something done to each of them: named one by one, or by filters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID

from django.db.models import Model, QuerySet

from contacts.exceptions import TooMany, UnknownFilter, UnknownFilterValue
from contacts.filters import as_json, parse
from contacts.filtersets import DELETED, Filter, filters_of_contacts
from contacts.models import Contact
from contacts.querysets import ContactQuerySet
from crm.models import User

MOST = 1_000


@dataclass(frozen=True)
class Selection:
    """The contacts with these ids, or where there are none named, all that the filters leave; JSON can hold it.

    `filters` are values by the names that the addresses of the list use. Without one, all live contacts are meant.
    """

    ids: tuple[UUID, ...] | None = None
    filters: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, contacts: QuerySet[Contact]) -> Self:
        """These very contacts. Raises TooMany."""
        return cls(ids=tuple(picked(contacts)))

    @classmethod
    def from_json(cls, json: Mapping[str, Any]) -> Self:
        """What `as_json` has given."""
        ids = json.get("ids")
        return cls(None if ids is None else tuple(map(UUID, ids)), json.get("filters", {}))

    def as_json(self) -> dict[str, Any]:
        """The selection for a JSON column."""
        return {"filters": dict(self.filters)} if self.ids is None else {"ids": list(map(str, self.ids))}

    def told_by(self) -> set[type[Model]]:
        """The tables that tell which contacts are meant, beside that of contacts. Raises as `contacts_of` does."""
        return {table for rule, value in self.rules() for table in rule.tables(value)}

    def as_filter(self) -> dict[str, Any]:
        """What the contacts are filtered by, as one filter in JSON; empty without any. What somebody has searched for,
        and whether deleted contacts are meant, a filter cannot say. Raises as `rules` does, and UnusableFilter.
        """
        told = [part for rule, value in self.rules() if (part := rule.as_condition(value))]
        # A view says “all of these” already: what else narrows the list joins it.
        parts = [inner for part in told for inner in part.get("all", [part])]
        return as_json(parse({"all": parts})) if parts else {}

    def rules(self) -> list[tuple[Filter, str]]:
        """Each filter with its value. Raises UnknownFilter and UnknownFilterValue."""
        known = filters_of_contacts() if self.filters else {}
        for name, value in self.filters.items():
            if name not in known:
                raise UnknownFilter(name=name)
            if not known[name].knows(value):
                raise UnknownFilterValue(name=name)
        return [(known[name], value) for name, value in self.filters.items()]


def picked(contacts: QuerySet[Contact]) -> list[UUID]:
    """The ids of the contacts, in order; of a set that is too large no more than MOST are read. Raises TooMany."""
    ids = list(contacts.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
    if len(ids) > MOST:
        raise TooMany(most=f"{MOST:,}")
    return ids


def contacts_of(selection: Selection, user: User | None) -> ContactQuerySet:
    """The selected contacts that the user may see: just those that their list shows. Nobody is the program itself.

    What narrows the list and is not known here is refused, for left out it would mean more contacts than were seen.
    Raises UnknownFilter and UnknownFilterValue.
    """
    contacts = Contact.objects.all() if user is None else Contact.objects.visible_to(user)
    if selection.ids is not None:
        return contacts.filter(pk__in=selection.ids)
    if DELETED not in selection.filters:
        contacts = contacts.live()
    for rule, value in sorted(selection.rules(), key=lambda pair: pair[0].comes_last):
        contacts = rule.matching(contacts, value, user)
    return contacts
