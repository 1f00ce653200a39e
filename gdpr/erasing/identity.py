"""What people are or were called, where they are or were reached: read before it is erased, and kept nowhere."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from contacts import normalize
from contacts.guards import Candidate
from contacts.models import Contact, ContactEmail, ContactPhone
from contacts.models.columns import e164
from gdpr.canonical import Known, digest, known_by
from gdpr.models import ErasureTrace

Kind = ErasureTrace.Kind
COLUMNS = ("email", "first_name", "last_name", "phone", "mobile", "country")
# What is shorter may be part of any text.
SHORTEST_TEXT, SHORTEST_WORD, SHORTEST_NUMBER, TAIL = 5, 2, 6, 8


@dataclass(frozen=True)
class Identity:
    """By what some people are known, now and from their history, all of them together."""

    ids: frozenset[UUID] = frozenset()
    emails: frozenset[str] = frozenset()
    names: frozenset[tuple[str, str]] = frozenset()
    numbers: frozenset[str] = frozenset()
    known: frozenset[Known] = field(default_factory=frozenset)

    @property
    def texts(self) -> list[str]:
        """The texts in small letters that mean these people wherever they stand."""
        full = {f"{first} {last}" for first, last in self.names if first and last}
        told = {text.lower().strip() for text in (*self.emails, *self.numbers, *full)}
        return sorted(text for text in told if len(text) >= SHORTEST_TEXT)

    @property
    def traces(self) -> set[tuple[str, bytes]]:
        """By what other texts are found that name them, as keyed hashes."""
        found = {(Kind.EMAIL.value, known.digest) for known in self.known if known.kind == "email"}
        found |= {(Kind.PHONE.value, digest("tail", tail)) for number in self.numbers if (tail := tail_of(number))}
        for kind, names in zip((Kind.FIRST, Kind.LAST), zip(*self.names, strict=True), strict=False):
            found |= {(kind.value, digest("word", word)) for name in names for word in words_of(name)}
        return found


def identity_of(people: Collection[UUID]) -> Identity:
    """All that the base and its history know about how the people are called and reached."""
    told = list(_told(people))
    emails, numbers = _further(ContactEmail, "email", people), _further(ContactPhone, "number", people)
    known: set[Known] = set()
    for pk, email, first, last, phone, mobile, country in told:
        region = country or settings.DEFAULT_REGION
        phones = [e164(number, region) for number in (phone, mobile, *numbers.get(pk, ()))]
        person = Candidate(pk, [email, *emails.get(pk, ())], [*filter(None, phones)], f"{first} {last}")
        known |= set(known_by(person._replace(emails=[*filter(None, person.emails)])))
    return Identity(
        ids=frozenset(people),
        emails=frozenset(filter(None, (*(row[1] for row in told), *_flat(emails)))),
        names=frozenset((first, last) for _, _, first, last, *_ in told if first or last),
        numbers=frozenset(filter(None, (*(n for row in told for n in row[4:6]), *_flat(numbers)))),
        known=frozenset(known),
    )


def words_of(name: str) -> list[str]:
    """The words of a name by which it is found in texts."""
    return [word for word in normalize.folded(name).split() if len(word) >= SHORTEST_WORD]


def tail_of(number: str) -> str:
    """The last digits of a telephone number, which it has however it is dialled; blank for too few of them."""
    digits = "".join(char for char in normalize.folded(number) if char.isdecimal())
    return digits[-TAIL:] if len(digits) >= SHORTEST_NUMBER else ""


def _told(people: Collection[UUID]) -> Iterator[tuple]:
    yield from Contact.objects.order_by().filter(pk__in=people).values_list("pk", *COLUMNS)
    versions = Contact.pgh_event_model.objects.order_by().filter(pgh_obj__in=people)
    yield from versions.values_list("pgh_obj_id", *COLUMNS).distinct()


def _further(model: type[ContactEmail | ContactPhone], column: str, people: Collection[UUID]) -> dict[UUID, set[str]]:
    """The further addresses or numbers of the people, of rows that live and of rows that are gone."""
    rows = model.objects.order_by().filter(contact__in=people).values_list("contact_id", column)
    named = Q(contact__in=people)
    versions = model.pgh_event_model.objects.order_by().filter(named).values_list("contact_id", column)
    found: dict[UUID, set[str]] = {}
    for pk, value in {*rows, *versions}:
        if value:
            found.setdefault(pk, set()).add(value)
    return found


def _flat(values: dict[UUID, set[str]]) -> Iterator[str]:
    return (value for own in values.values() for value in own)
