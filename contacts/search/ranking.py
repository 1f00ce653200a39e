"""Who is likeliest meant, and why a contact was found."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from textwrap import shorten
from typing import NamedTuple
from uuid import UUID

from django.db.models import F, Func, IntegerField, Value
from django.db.models.functions import Left
from rapidfuzz.distance import OSA

from contacts.models import Activity, Contact
from contacts.models.columns import NameKey
from contacts.search.typed import Typed, cut
from contacts.search.ways import Found, Way

# Of a note so much is shown, and so much of a long one is looked through for it.
SNIPPET, READ = 60, 2_000
# The reason that needs no telling: it is what one sees.
NAME = "name"


class Hit(NamedTuple):
    """A contact that was found, and why: "name", "phone +49 30 …", "note: … the offer …"."""

    contact: UUID
    reason: str


class Person(NamedTuple):
    """What of a contact tells how well it matches."""

    pk: UUID
    name_key: str
    last_name: str
    first_name: str
    title: str
    title_key: str
    company: str | None
    phone: str
    phone_e164: str
    mobile: str
    mobile_e164: str


class Place(Func):
    """Where a row stands among ids, from 1 on."""

    function = "array_position"
    template = "%(function)s(%(expressions)s)"
    output_field = IntegerField()

    def __init__(self, ids: Sequence[UUID]) -> None:
        super().__init__(Value(ids), F("pk"))


COLUMNS = (
    "pk", "name_key", "last_name", "first_name", "title", NameKey("title"), "company__name", "phone", "phone_e164",
    "mobile", "mobile_e164",
)  # fmt: skip


def ranked(found: Mapping[UUID, Found], typed: Typed) -> list[Hit]:
    """Hits, the likeliest first; those that are alike by their names."""
    people = Contact.objects.filter(pk__in=found.keys()).order_by().values_list(*COLUMNS)
    notes = _snippets([each.by for each in found.values() if each.way == Way.NOTE], typed.words)
    placed = sorted(
        ((_place(found[person.pk], person, typed), person) for person in map(Person._make, people)),
        key=lambda pair: (pair[0], pair[1].last_name, pair[1].first_name, pair[1].pk),
    )
    return [Hit(person.pk, _reason(found[person.pk], person, typed, notes)) for _, person in placed]


def _place(found: Found, person: Person, typed: Typed) -> tuple[int, ...]:
    """The smaller, the likelier."""
    if found.way == Way.ADDRESS:
        return found.way, found.by.lower() != typed.address
    if found.way == Way.NUMBER:
        return found.way, typed.number.e164 not in (person.phone_e164, person.mobile_e164)
    names = cut(person.name_key)
    if found.way == Way.SLIP:
        return found.way, sum(min((OSA.distance(word, name) for name in names), default=0) for word in typed.words)
    return found.way, _unlike(typed.words, names)


def _unlike(words: Collection[str], names: Collection[str]) -> int:
    """How far a name is from what was typed: it, all words of it, beginnings of them, or not all of them."""
    if set(words) <= set(names):
        return 0 if len(words) == len(names) else 1
    return 2 if all(_begins(word, names) for word in words) else 3


def _reason(found: Found, person: Person, typed: Typed, notes: Mapping[str, str]) -> str:
    match found.way:
        case Way.ADDRESS | Way.PART_OF_ADDRESS:
            return f"e-mail {found.by}"
        case Way.NUMBER:
            return f"phone {found.by or _number(person, typed)}"
        case Way.TAG:
            return f"tag {found.by}"
        case Way.NOTE:
            return f"note: {notes.get(found.by, '')}"
        case Way.SLIP:
            return "similar name"
    return _where(person, typed.words, found.way)


def _where(person: Person, words: Iterable[str], way: Way) -> str:
    """The columns in which those words stand that are not part of the name."""
    names, title = cut(person.name_key), cut(person.title_key)
    others = [word for word in words if not _begins(word, names)]
    is_titled = any(_begins(word, title) for word in others)
    told = [f"title {person.title}"] if is_titled else []
    if way == Way.COMPANY and person.company:
        told.append(f"company {person.company}")
    return ", ".join(told) or NAME


def _number(person: Person, typed: Typed) -> str:
    """Which of the two numbers it is."""
    tail = typed.number.digits[-6:]
    mobile = "".join(filter(str.isdigit, person.mobile_e164 or person.mobile))
    phone = "".join(filter(str.isdigit, person.phone_e164 or person.phone))
    return person.mobile if tail in mobile and tail not in phone else person.phone or person.mobile


def _snippets(ids: Collection[str], words: Collection[str]) -> dict[str, str]:
    """A line of each note around the first of the words."""
    notes = Activity.objects.filter(pk__in=ids).order_by().values_list("pk", "subject", Left("body", READ))
    return {str(pk): _snippet(": ".join(filter(None, (subject, body))), words) for pk, subject, body in notes}


def _snippet(text: str, words: Collection[str]) -> str:
    """A part of the text that begins and ends where words do."""
    line = " ".join(text.split())
    at = min((place for word in words if (place := line.lower().find(word)) >= 0), default=0)
    start = line.rfind(" ", 0, at - SNIPPET // 3) + 1 if at > SNIPPET // 3 else 0
    return f"{'… ' if start else ''}{shorten(line[start:], SNIPPET, placeholder=' …')}"


def _begins(word: str, names: Iterable[str]) -> bool:
    return any(name.startswith(word) for name in names)
