"""Keys under which contacts that may be one person meet: who shares none is never compared."""

from collections.abc import Iterator
from enum import IntEnum
from functools import lru_cache
from hashlib import blake2b

from contacts.duplicates.profile import Profile
from contacts.normalize import Mailbox, formal_names, is_role, sound

# Whoever changes what `keys` or the normalising gives adds a migration like 0019_blocking_keys: it marks all contacts,
# whose keys a job then writes anew.
KIND_BITS = 4
_KIND_MASK = (1 << KIND_BITS) - 1
_SHORTEST_USER = 5
# A given name stands for the commonest of those that it may stand for.
_MOST_FORMAL = 3


class Kind(IntEnum):
    """What two contacts share under a key of the kind."""

    MAIL = 1
    PHONE = 2
    NAMES = 3
    NAME_AND_COMPANY = 4
    NAME_AND_PLACE = 5
    STREET = 6
    BIRTH_DATE = 7
    COMPANY = 8
    COMPANY_AND_PLACE = 9


# Written once: an enum writes itself slowly.
_BEGINNINGS = [b"", *(f"{kind}|".encode() for kind in Kind)]


def keys(profile: Profile) -> list[int]:
    """The keys of a contact in ascending order: signed 64-bit numbers, whose lowest four bits say the kind."""
    return sorted({_key(kind, text) for kind, text in _texts(profile)})


def passing_keys(profile: Profile) -> set[int]:
    """Other numbers instead of the same keys, made in half the time: another process would make others."""
    return {hash(text) & ~_KIND_MASK | kind for kind, text in _texts(profile)}


def names_keys(profile: Profile) -> list[int]:
    """The keys of the whole name, which tell how many have one that sounds like it."""
    return [_key(Kind.NAMES, text) for text in _names(profile)]


def kind_of(key: int) -> Kind:
    """What the key was made of."""
    return Kind(key & _KIND_MASK)


def _key(kind: Kind, text: str) -> int:
    digest = blake2b(_BEGINNINGS[kind] + text.encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True) & ~_KIND_MASK | kind


def _texts(profile: Profile) -> Iterator[tuple[Kind, str]]:
    for box in profile.mailboxes:
        yield Kind.MAIL, _mail(box)
    for number in profile.phones:
        yield Kind.PHONE, number
    if profile.first or profile.last:
        yield from _of_person(profile)
    elif profile.company:
        yield from _of_organisation(profile)
    if profile.street:
        # In an office building everybody has the street in common.
        for initial in {profile.first[:1], profile.last[:1]} - {""} or {""}:
            yield Kind.STREET, f"{profile.street}|{_letters(profile.city) or profile.postal_code}|{initial}"
    if profile.birth_date:
        yield from _of_birth(profile)


def _of_person(profile: Profile) -> Iterator[tuple[Kind, str]]:
    for names in _names(profile):
        yield Kind.NAMES, names
    heard = [sound(name) for name in (profile.first, profile.last) if name]
    if profile.company:
        word = _sounds(profile.company)
        for name in heard:
            yield Kind.NAME_AND_COMPANY, f"{name}|{word}"
    if place := _place(profile):
        for name in heard:
            yield Kind.NAME_AND_PLACE, f"{name}|{place}"


def _of_birth(profile: Profile) -> Iterator[tuple[Kind, str]]:
    born = profile.birth_date
    yield Kind.BIRTH_DATE, born
    users = {"".join(filter(str.isalpha, box.user)) for box in profile.mailboxes if not is_role(box.user)}
    for name in {profile.first, profile.last, *users} - {""}:
        letters = _letters(name)
        yield Kind.BIRTH_DATE, f"{born[:4]}|{letters}"
        yield Kind.BIRTH_DATE, f"{born[4:]}|{letters}"
    yield Kind.BIRTH_DATE, "|".join(sorted((_letters(profile.first), _letters(profile.last))))


def _names(profile: Profile) -> set[str]:
    """The sounds of the name in any order, short forms as what they stand for: one text for each of those."""
    last = sound(profile.last)
    return {" ".join(sorted((first, last))) for first in _formal_sounds(profile.first)} - {" "}


@lru_cache(maxsize=1 << 16)
def _formal_sounds(first: str) -> frozenset[str]:
    return frozenset(map(sound, formal_names(first)[:_MOST_FORMAL]))


def _mail(box: Mailbox) -> str:
    """The user part, which tells the person wherever the mailbox is; of a desk, and of a short one, all of it."""
    plain = box.user if box.user.isalnum() else "".join(filter(str.isalnum, box.user))
    is_telling = len(plain) >= _SHORTEST_USER and not is_role(box.user)
    return plain if is_telling else "@".join(box)


def _place(profile: Profile) -> str:
    return "".join(sorted(profile.postal_code)) or _letters(profile.city)


@lru_cache(maxsize=1 << 16)
def _letters(word: str) -> str:
    """The letters of a word: those of a word with two letters exchanged, or one doubled, are the same."""
    return "".join(sorted(set(word)))


def _of_organisation(profile: Profile) -> Iterator[tuple[Kind, str]]:
    yield Kind.COMPANY, profile.company
    for place in {profile.postal_code, profile.city} - {""}:
        yield Kind.COMPANY_AND_PLACE, f"{_sounds(profile.company)}|{_letters(place)}"


@lru_cache(maxsize=1 << 16)
def _sounds(company: str) -> str:
    return sound(company.partition(" ")[0])
