"""Contacts by addresses that somebody has pasted: who is meant, who is not here, what is no address."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.db.models.functions import Lower

from contacts import normalize
from contacts.exceptions import PlanOutdated, TooManyAddresses
from contacts.history import change_set
from contacts.labels import add_members, require_static
from contacts.models import ChangeSet, Contact, ContactEmail, ContactList
from crm.models import User

MOST = 10_000
# Whatever stands between addresses in mails, spreadsheets and texts.
BETWEEN = re.compile(r"[\s,;<>()\[\]\"|]+")


@dataclass(frozen=True)
class Paste:
    """What pasted addresses mean for a list.

    `new` are the contacts to put on it, each with the addresses that named it: more than one where a person was named
    several times. `held` are on it already. Nobody who may be seen has an address that is `unknown`; `unreadable` are
    words with an @ that are no addresses.
    """

    new: dict[Contact, tuple[str, ...]]
    held: tuple[Contact, ...]
    unknown: tuple[str, ...]
    unreadable: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        """A short text that differs as soon as others would be put on the list."""
        return sha256(repr(sorted(str(contact.pk) for contact in self.new)).encode()).hexdigest()


def plan_paste(contact_list: ContactList, text: str, *, by: User) -> Paste:
    """Look up who is meant by the addresses in a text, and write nothing. An address in any case, of any kind, will do.

    Raises FollowsFilter for a dynamic list, TooManyAddresses.
    """
    require_static(contact_list)
    addresses, unreadable = _read(text)
    named = _named(addresses, by)
    held = set(contact_list.list_members.filter(contact__in=named).values_list("contact", flat=True))
    contacts = Contact.objects.order_by("last_name", "first_name", "pk").filter(pk__in=named)
    known = {address for group in named.values() for address in group}
    return Paste(
        new={contact: tuple(named[contact.pk]) for contact in contacts if contact.pk not in held},
        held=tuple(contact for contact in contacts if contact.pk in held),
        unknown=tuple(address for address in addresses if address not in known),
        unreadable=tuple(unreadable),
    )


def apply_paste(
    contact_list: ContactList, paste: Paste, *, shown: str, by: User, door: ChangeSet.Door
) -> ChangeSet | None:
    """Put those on the list who were `shown`, by their fingerprint; returns what can be undone, None for nothing.

    Raises PlanOutdated where others would be put on it by now, and what `add_members` raises.
    """
    if paste.fingerprint != shown:
        raise PlanOutdated
    if not paste.new:
        return None
    with change_set(ChangeSet.Kind.EDIT, door=door, by=by) as made:
        add_members(contact_list, list(paste.new), by=by, door=door)
    return made


def _read(text: str) -> tuple[list[str], list[str]]:
    """The addresses in a text in their canonical form, each once, and what looks like one and is none."""
    addresses, unreadable = {}, {}
    for word in _words(text):
        try:
            addresses[normalize.email(word)] = None
        except normalize.Unusable:
            unreadable[word] = None
        if len(addresses) + len(unreadable) > MOST:
            raise TooManyAddresses(most=MOST)
    return list(addresses), list(unreadable)


def _words(text: str) -> Iterator[str]:
    return (word for word in BETWEEN.split(text) if "@" in word)


def _named(addresses: list[str], by: User) -> dict[UUID, list[str]]:
    """The addresses by the contacts who have them, as far as `by` may see these."""
    seen = Contact.objects.live().visible_to(by).order_by().values("pk")
    rows = ContactEmail.objects.alias(key=Lower("email")).filter(key__in=addresses, live=True, contact__in=seen)
    named = defaultdict(list)
    for contact, address in rows.order_by("pk").values_list("contact", Lower("email")):
        named[contact].append(address)
    return named
