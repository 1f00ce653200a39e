"""What several contacts say of themselves, field by field, and which of it is proposed for the one that stays.

A blank never wins over a value. What the winner says stays, unless another one says the same more fully: a whole name
for an initial, an address with more of its parts. Where the winner says nothing, whoever says most fills the blank, and
of those who say as much, the one whose record was changed last.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model, prefetch_related_objects
from django.utils.text import capfirst

from contacts.exceptions import CannotMerge
from contacts.history.wording import Wording
from contacts.models import Contact, CustomField, FieldChoice

ADDRESS = ("address_line1", "address_line2", "city", "state", "postal_code", "country")
# What is taken together, for half of one address and half of another is none.
FIELDS: dict[str, tuple[str, ...]] = {
    "first_name": ("first_name",),
    "last_name": ("last_name",),
    "email": ("email",),
    "phone": ("phone",),
    "mobile": ("mobile",),
    "title": ("title",),
    "department": ("department",),
    "company": ("company",),
    "address": ADDRESS,
    "lifecycle_stage": ("lifecycle_stage",),
    "lead_status": ("lead_status",),
    "lead_source": ("lead_source",),
    "owner": ("owner",),
    "linkedin_url": ("linkedin_url",),
    "twitter_handle": ("twitter_handle",),
    "birth_date": ("birth_date",),
}
NAMES = ("first_name", "last_name")
CUSTOM = "custom_fields"

Choices = Mapping[str, UUID | str]


@dataclass(frozen=True)
class Candidate:
    """What one contact says in a field: the value of each column, and as people say it."""

    contact: Contact
    values: dict[str, Any]
    text: str


@dataclass(frozen=True)
class MergeField:
    """A field in which at least one of the contacts says something.

    `candidates` are those who do, the winner first; `proposed` and `chosen` are ids of two of them.
    """

    name: str
    label: str
    candidates: tuple[Candidate, ...]
    proposed: UUID
    chosen: UUID

    @property
    def differs(self) -> bool:
        """Whether it matters who is chosen."""
        return len({candidate.text for candidate in self.candidates}) > 1

    @property
    def choice(self) -> Candidate:
        """What the one that stays says from then on."""
        return next(candidate for candidate in self.candidates if candidate.contact.pk == self.chosen)

    def as_json(self) -> dict[str, Any]:
        """The field for a program."""
        return {
            "name": self.name,
            "label": self.label,
            "values": [{"contact": str(said.contact.pk), "value": said.text} for said in self.candidates],
            "differs": self.differs,
            "proposed": str(self.proposed),
            "chosen": str(self.chosen),
        }


def fields_of(contacts: Sequence[Contact], choices: Choices) -> tuple[MergeField, ...]:
    """The fields of the contacts, of which the first is the winner. Raises CannotMerge for a choice that is none."""
    prefetch_related_objects(contacts, "company", "owner")
    labels = FieldChoice.objects.values_list("field", "value", "label")
    wording = Wording({}, {(field, value): label for field, value, label in labels})
    said = {name: (_label(names), _said(contacts, names, wording)) for name, names in FIELDS.items()}
    said |= _custom(contacts)
    known = {name: tuple(candidates) for name, (_, candidates) in said.items() if candidates}
    if unknown := sorted(set(choices) - known.keys()):
        raise CannotMerge(reason=f"none of the contacts says anything in the field {unknown[0]}.")
    return tuple(_field(name, said[name][0], candidates, contacts[0], choices) for name, candidates in known.items())


def _field(name: str, label: str, candidates: tuple[Candidate, ...], winner: Contact, choices: Choices) -> MergeField:
    proposed = _proposed(name, candidates, winner).contact.pk
    ids = {str(candidate.contact.pk): candidate.contact.pk for candidate in candidates}
    chosen = ids.get(str(choices.get(name, proposed)))
    if chosen is None:
        raise CannotMerge(reason=f"{label}: choose one of the contacts that say something there.")
    return MergeField(name, label, candidates, proposed, chosen)


def _proposed(name: str, candidates: Sequence[Candidate], winner: Contact) -> Candidate:
    own = next((candidate for candidate in candidates if candidate.contact.pk == winner.pk), None)
    fuller = [each for each in candidates if own is None or _says_more(name, each, own)]
    return max(fuller, key=_weight) if fuller else own


def _says_more(name: str, one: Candidate, other: Candidate) -> bool:
    """Whether one says what the other says, and more."""
    if name in NAMES:
        initial, full = other.values[name].rstrip("."), one.values[name]
        return len(initial) == 1 < len(full.rstrip(".")) and full.casefold().startswith(initial.casefold())
    if name != "address":
        return False
    theirs = {key: value.casefold() for key, value in one.values.items() if value}
    own = {key: value.casefold() for key, value in other.values.items() if value}
    return own.items() < theirs.items()


def _weight(candidate: Candidate) -> tuple[Any, ...]:
    return sum(map(bool, candidate.values.values())), candidate.contact.updated_at


def _said(contacts: Iterable[Contact], names: Collection[str], wording: Wording) -> list[Candidate]:
    return [
        Candidate(contact, {name: getattr(contact, name) for name in names}, text)
        for contact in contacts
        if (text := _text(contact, names, wording))
    ]


def _text(contact: Contact, names: Iterable[str], wording: Wording) -> str:
    return ", ".join(filter(None, (_word(contact, name, wording) for name in names)))


def _word(contact: Contact, name: str, wording: Wording) -> str:
    value = getattr(contact, name)
    return str(value) if isinstance(value, Model) else wording.say(Contact._meta.get_field(name), value)


def _label(names: Sequence[str]) -> str:
    return capfirst(Contact._meta.get_field(names[0]).verbose_name)


def _custom(contacts: Sequence[Contact]) -> dict[str, tuple[str, list[Candidate]]]:
    """Custom fields, each key by itself, in the order in which they were defined; then those that no longer are."""
    defined = CustomField.objects.filter(subject=CustomField.Subject.CONTACT)
    labels = dict(defined.values_list("key", "label"))
    keys = dict.fromkeys([*labels, *(key for contact in contacts for key in contact.custom_fields)])
    return {
        f"{CUSTOM}.{key}": (labels.get(key, capfirst(key.replace("_", " "))), list(_said_in(contacts, key)))
        for key in keys
    }


def _said_in(contacts: Iterable[Contact], key: str) -> Iterator[Candidate]:
    for contact in contacts:
        if (value := contact.custom_fields.get(key)) not in (None, "", []):
            yield Candidate(contact, {key: value}, _plain(value))


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
