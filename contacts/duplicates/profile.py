"""What of a contact is compared: every value in the form in which spellings of it are equal."""

from collections.abc import Iterable
from typing import NamedTuple

from contacts.normalize import (
    Mailbox,
    folded,
    mailbox,
    organisation,
    person_name,
    phone_tail,
    postal_code,
    street,
)


class Profile(NamedTuple):
    """One contact's comparison columns; "" and () where nothing is known."""

    first: str = ""
    last: str = ""
    suffix: str = ""
    mailboxes: tuple[Mailbox, ...] = ()
    phones: tuple[str, ...] = ()
    company: str = ""
    title: str = ""
    street: str = ""
    city: str = ""
    postal_code: str = ""
    country: str = ""
    birth_date: str = ""


def profile(
    *,
    first_name: str = "",
    last_name: str = "",
    emails: Iterable[str] = (),
    phones: Iterable[str] = (),
    company: str = "",
    title: str = "",
    street_address: str = "",
    city: str = "",
    postcode: str = "",
    country: str = "",
    birth_date: str = "",
) -> Profile:
    """The profile of values as people type them; `birth_date` in ISO 8601."""
    name = person_name(first_name, last_name)
    return Profile(
        name.first,
        name.last,
        name.suffix,
        tuple(dict.fromkeys(box for box in map(mailbox, filter(None, emails)) if box.user)),
        tuple(dict.fromkeys(filter(None, map(phone_tail, filter(None, phones))))),
        organisation(company) if company else "",
        folded(title),
        street(street_address) if street_address else "",
        folded(city),
        postal_code(postcode),
        country,
        birth_date.replace("-", ""),
    )
