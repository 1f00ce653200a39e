"""Contacts read for a file, a batch at a time: memory does not grow with their number."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, Max, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat
from import_export.fields import Field

from contacts.importing.vocabulary import CUSTOM, EMAIL_FIELDS, PHONE_FIELDS
from contacts.models import Contact, ContactEmail, ContactPhone, ContactTag, ExternalId
from contacts.resources import ContactResource
from contacts.widgets import NUMBER_SEPARATORS, CellWidget, join

BATCH = 2_000

# A column → where its value stands, seen from the contact; the others stand in the contact's own column of that name.
PATHS = {
    "company": ("company__name", "company__deleted_at"),
    "company_domain": ("company__domain", "company__deleted_at"),
    "owner": ("owner__username",),
}
# A column that a contact can have several of → the rows, each with its text.
LISTS: dict[str, QuerySet] = {
    "emails": ContactEmail.objects.filter(is_primary=False).annotate(text=F("email")),
    "phones": ContactPhone.objects.annotate(text=F("number")),
    "tags": ContactTag.objects.filter(tag__deleted_at=None).annotate(text=F("tag__name")),
    "external_id": ExternalId.objects.annotate(text=Concat("system", Value(":"), "value")),
}
# Lists that take a column of a table for each of their texts.
NUMBERED = {"emails": EMAIL_FIELDS[1:], "phones": PHONE_FIELDS[1:]}

Values = dict[str, Any]
Read = Callable[[Values], Any]
OnProgress = Callable[[int], None]


class Extract:
    """Columns of contacts, in the order of the contacts' ids.

    Who is meant is settled at the first row, and each contact is read when its turn has come: who is anonymised
    meanwhile is left out. `on_progress` is told after each batch how many there were so far.
    """

    def __init__(
        self, contacts: QuerySet[Contact], columns: Sequence[str], *, on_progress: OnProgress = lambda count: None
    ) -> None:
        self._contacts = contacts
        self._columns = columns
        self._on_progress = on_progress

    def table(self) -> Iterator[list[Any]]:
        """The header, then the cells of each contact: what `str` makes of them, None for blank.

        The header has the names that the import knows.
        """
        resource = ContactResource()
        cells: dict[str, Read] = {}
        for name in self._columns:
            read = _reader(name)
            if name in NUMBERED:
                cells |= _numbered(read, NUMBERED[name][: self._most(name)], NUMBERED[name][-1])
            elif name == "phone":
                # Of several numbers in one cell the import makes several.
                cells[name] = lambda values, read=read: join([read(values)], NUMBER_SEPARATORS)
            else:
                cells[name] = _rendered(read, resource.fields.get(name))
        yield list(cells)
        reads = list(cells.values())
        for values in self._values():
            yield [read(values) for read in reads]

    def records(self) -> Iterator[dict[str, Any]]:
        """The values of each contact in their own types by the names of the columns, None for blank."""
        reads = {name: _reader(name) for name in self._columns}
        for values in self._values():
            read = ((name, read(values)) for name, read in reads.items())
            yield {name: None if value == "" else value for name, value in read}

    def _values(self) -> Iterator[Values]:
        paths = dict.fromkeys(path for name in self._columns for path in _paths(name))
        lists = [name for name in self._columns if name in LISTS and LISTS[name].exists()]
        ids = self._contacts.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH)
        count = 0
        while batch := list(islice(ids, BATCH)):
            rows = Contact.objects.filter(pk__in=_array(batch), erased_at=None).order_by("pk").values("pk", *paths)
            related = _related(batch, lists)
            for values in rows:
                values.update(related.get(values["pk"], {}))
                yield values
            count += len(rows)
            self._on_progress(count)

    def _most(self, name: str) -> int:
        """The largest number of texts in the list that one of the contacts has."""
        of_contacts = LISTS[name].filter(contact__in=self._contacts.order_by().values("pk")).order_by()
        return of_contacts.values("contact").annotate(n=Count("pk")).aggregate(most=Max("n"))["most"] or 0


def _related(ids: list[UUID], lists: Iterable[str]) -> dict[UUID, Values]:
    """What these lists hold of these contacts, in one query each."""
    related: dict[UUID, Values] = {}
    for name in lists:
        grouped = LISTS[name].filter(contact__in=_array(ids)).order_by().values("contact")
        for contact, texts in grouped.annotate(texts=ArrayAgg("text", order_by="pk")).values_list("contact", "texts"):
            related.setdefault(contact, {})[name] = texts
    return related


def _array(ids: list[UUID]) -> RawSQL:
    # An array is one parameter, where a list would be thousands.
    return RawSQL("SELECT unnest(%s::uuid[])", [ids])


def _paths(name: str) -> Sequence[str]:
    if name in LISTS:
        return ()
    return ("custom_fields",) if name.startswith(CUSTOM) else PATHS.get(name, (name,))


def _reader(name: str) -> Read:
    """Reads the value of a column in its own type."""
    if name in LISTS:
        return lambda values: values.get(name, [])
    if name.startswith(CUSTOM):
        key = name.removeprefix(CUSTOM)
        return lambda values: values["custom_fields"].get(key)
    path, *deleted = _paths(name)
    if deleted:
        return lambda values: "" if values[deleted[0]] else values[path]
    return itemgetter(path)


def _numbered(read: Read, names: Sequence[str], last: str) -> dict[str, Read]:
    """One column for each further address or number; the last one of all takes what is left."""

    def place(index: int, name: str) -> Read:
        own = slice(index, None if name == last else index + 1)
        return lambda values: join(read(values)[own], NUMBER_SEPARATORS)

    return {name: place(index, name) for index, name in enumerate(names)}


def _rendered(read: Read, field: Field | None) -> Read:
    """Reads a value and writes it as its widget does; what any widget writes by `str` is left to the format."""
    if field is None or type(field.widget).render is CellWidget.render:
        return read
    return lambda values: field.widget.render(read(values))
