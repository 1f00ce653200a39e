"""The forms in which people are known again of whom nothing else is kept.

Frozen: a keyed hash cannot be computed anew from itself, so a form that changes gets another number, and what was kept
by the old one is asked for by the old one, too.
"""

import hmac
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings

from contacts import normalize
from contacts.guards import Candidate

FORM = 1
# Most addresses and names are as they shall be: only the others are looked at more closely.
_PLAIN_ADDRESS = re.compile(r"[a-z0-9_%+.\-]+@[a-z0-9.\-]+", re.ASCII)


class Known(NamedTuple):
    """One thing by which a person is known again: what kind of thing, and its keyed hash."""

    kind: str
    digest: bytes


def known_by(person: Candidate) -> Iterator[Known]:
    """By what the person is known again: each address, and each number together with the name.

    A telephone alone would shut out a whole switchboard, a name alone everybody who bears it.
    """
    for address in person.emails:
        yield Known("email", digest("email", email_form(address)))
    if person.phones and (name := name_form(person.name)):
        for number in person.phones:
            yield Known("phone", digest("phone", f"{number} {name}"))


def email_form(address: str) -> str:
    """The address in lower case, however it was written; what is no address is taken as it is."""
    if _PLAIN_ADDRESS.fullmatch(address):
        return address
    with suppress(normalize.Unusable):
        address = normalize.email(address)
    return address.strip().casefold()


def name_form(name: str) -> str:
    """The words of a name in ASCII, in the order of the alphabet: “Doe, Jane” is “Jane Doé”."""
    words = name.split()
    if not ("".join(words).isalpha() and name.isascii()):
        words = normalize.folded(name).split()
    return " ".join(sorted({word.lower() for word in words}))


def digest(kind: str, form: str) -> bytes:
    """HMAC-SHA-256 with a key that is not in the database, of what this form makes of something of that kind."""
    begun = _begun(settings.SUPPRESSION_KEY, kind).copy()
    begun.update(form.encode())
    return begun.digest()


@lru_cache(maxsize=64)
def _begun(key: str, kind: str) -> hmac.HMAC:
    # Copied, it costs half of what beginning with the key does.
    return hmac.new(key.encode(), f"{FORM} {kind} ".encode(), "sha256")


def key_print() -> str:
    """By what the key is told from others; it tells nothing else about it."""
    return digest("key", "").hex()[:16]
