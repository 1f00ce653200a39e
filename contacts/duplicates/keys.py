"""Keys under which contacts that may be one person meet: who shares none is never compared."""

from collections.abc import Iterator
from enum import IntEnum
from hashlib import blake2b

from contacts.duplicates.profile import Profile
from contacts.normalize import given_name_groups, is_role, sound

# Whoever changes what `keys` or the normalising gives adds a migration like 0019_blocking_keys: it marks all contacts,
# whose keys a job then writes anew.
KIND_BITS = 4
_KIND_MASK = (1 << KIND_BITS) - 1
_SHORTEST_USER = 5


class Kind(IntEnum):
    """What two contacts share under a key of the kind."""

    MAILBOX = 1
    PHONE = 2
    NAMES = 3
    USER = 4
    NAME_AND_COMPANY = 5
    SOUND_OF_NAMES = 7
    NAMES_AND_PLACE = 8
    STREET = 9
    BIRTH_DATE = 10
    COMPANY_AND_PLACE = 11
    FORMAL_NAMES = 12


def keys(profile: Profile) -> list[int]:
    """The keys of a contact: signed 64-bit numbers, whose lowest four bits say the kind."""
    return [_key(kind, text) for kind, text in set(_texts(profile))]


def names_key(profile: Profile) -> int | None:
    """The key of the whole name, which tells how many have it."""
    words = f"{profile.first} {profile.last}".split()
    return _key(Kind.NAMES, " ".join(sorted(words))) if words else None


def kind_of(key: int) -> Kind:
    """What the key was made of."""
    return Kind(key & _KIND_MASK)


def _key(kind: Kind, text: str) -> int:
    digest = blake2b(f"{kind}|{text}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True) & ~_KIND_MASK | kind


def _texts(profile: Profile) -> Iterator[tuple[Kind, str]]:
    for user, domain in profile.mailboxes:
        yield Kind.MAILBOX, f"{user}@{domain}"
        plain = "".join(filter(str.isalnum, user))
        if len(plain) >= _SHORTEST_USER and not is_role(user):
            yield Kind.USER, plain
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
    first, last = profile.first, profile.last
    yield Kind.NAMES, " ".join(sorted(f"{first} {last}".split()))
    heard = sorted((sound(first), sound(last)))
    yield Kind.SOUND_OF_NAMES, " ".join(heard)
    for group in given_name_groups(first):
        yield Kind.FORMAL_NAMES, f"{group}|{sound(last)}"
    if profile.company:
        word = _sounds(profile.company)
        for name in (first, last):
            if name:
                yield Kind.NAME_AND_COMPANY, f"{sound(name)}|{word}"
    if place := _place(profile):
        for name in (first, last):
            if name:
                yield Kind.NAMES_AND_PLACE, f"{sound(name)}|{place}"


def _of_birth(profile: Profile) -> Iterator[tuple[Kind, str]]:
    born = profile.birth_date
    yield Kind.BIRTH_DATE, born
    users = {"".join(filter(str.isalpha, box.user)) for box in profile.mailboxes if not is_role(box.user)}
    for name in {profile.first, profile.last, *users} - {""}:
        yield Kind.BIRTH_DATE, f"{born[:4]}|{_letters(name)}"
        yield Kind.BIRTH_DATE, f"{born[4:]}|{_letters(name)}"
    yield Kind.BIRTH_DATE, "|".join(sorted((_letters(profile.first), _letters(profile.last))))


def _place(profile: Profile) -> str:
    return "".join(sorted(profile.postal_code)) or _letters(profile.city)


def _letters(word: str) -> str:
    """The letters of a word: those of a word with two letters exchanged, or one doubled, are the same."""
    return "".join(sorted(set(word)))


def _of_organisation(profile: Profile) -> Iterator[tuple[Kind, str]]:
    yield Kind.NAMES, profile.company
    for place in {profile.postal_code, profile.city} - {""}:
        yield Kind.COMPANY_AND_PLACE, f"{_sounds(profile.company)}|{_letters(place)}"


def _sounds(company: str) -> str:
    return sound(company.partition(" ")[0])
