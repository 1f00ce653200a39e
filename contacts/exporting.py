"""Contacts as CSV or XLSX, in the columns that the import reads; memory does not grow with their number."""

import csv
import io
import os
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import openpyxl
from django.contrib.postgres.aggregates import ArrayAgg
from django.db import models, transaction
from django.db.models import Count, F, Max, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat
from import_export.fields import Field
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from contacts.importing.vocabulary import ADDRESS_FIELDS, CUSTOM, EMAIL_FIELDS, PHONE_FIELDS
from contacts.models import Contact, ContactEmail, ContactPhone, ContactTag, ExternalId
from contacts.resources import ContactResource
from contacts.widgets import NUMBER_SEPARATORS, CellWidget, join

BATCH = 2_000
EXCEL_ROWS = 1_048_576
# Excel reads _x0041_ as "A": https://learn.microsoft.com/dotnet/api/documentformat.openxml.varianttypes.vtlpwstr
LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
# A name of the file → where its value stands, seen from the contact.
PATHS = {
    name: name
    for name in (
        "id", "first_name", "last_name", "email", "phone", "mobile", "title", "department",
        *ADDRESS_FIELDS, "lifecycle_stage", "lead_status", "lead_source", "birth_date", "email_opt_in",
        "linkedin_url", "twitter_handle", "created_at", "updated_at",
    )
}  # fmt: skip
PATHS |= {"company": "company__name", "company_domain": "company__domain", "owner": "owner__username"}
EXTRA_PATHS = ("custom_fields", "company__deleted_at")
# The order of the columns; custom fields follow.
ORDER = (
    "id", "first_name", "last_name", "email", *EMAIL_FIELDS[1:], "phone", *PHONE_FIELDS[1:], "mobile", "title",
    "department", "company", "company_domain", *ADDRESS_FIELDS, "lifecycle_stage", "lead_status", "lead_source",
    "tags", "external_id", "birth_date", "email_opt_in", "linkedin_url", "twitter_handle", "owner", "created_at",
    "updated_at",
)  # fmt: skip

# What a contact can have several of → the rows, each with its text.
LISTS: dict[str, QuerySet] = {
    "emails": ContactEmail.objects.filter(is_primary=False).annotate(text=F("email")),
    "phones": ContactPhone.objects.annotate(text=F("number")),
    "tags": ContactTag.objects.filter(tag__deleted_at=None).annotate(text=F("tag__name")),
    "external_id": ExternalId.objects.annotate(text=Concat("system", Value(":"), "value")),
}

Values = dict[str, Any]
Read = Callable[[Values], Any]


class TooManyForExcel(ValueError):
    """A worksheet ends at 1,048,576 rows: export as CSV, or fewer contacts."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def csv_lines(contacts: QuerySet[Contact]) -> Iterator[str]:
    """The contacts as CSV with a header, some thousand rows at a time."""
    rows = export_rows(contacts)
    while batch := list(islice(rows, BATCH)):
        text = io.StringIO()
        csv.writer(text).writerows(batch)
        yield text.getvalue()


def write_csv(contacts: QuerySet[Contact], file: IO[bytes]) -> None:
    """The contacts as CSV in UTF-8."""
    file.writelines(text.encode() for text in csv_lines(contacts))


def write_xlsx(contacts: QuerySet[Contact], file: IO[bytes]) -> None:
    """The contacts as a workbook of text cells. Raises TooManyForExcel."""
    if contacts.count() >= EXCEL_ROWS:
        raise TooManyForExcel
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Contacts")
    sheet.freeze_panes = "A2"
    for row in export_rows(contacts):
        sheet.append([_excel_cell(sheet, value) for value in row])
    book.save(file)


WRITERS = {"csv": write_csv, "xlsx": write_xlsx}


def export_file(contacts: QuerySet[Contact], path: Path, *, kind: str) -> None:
    """Write the contacts to a file that appears when it is complete; `kind` is a key of `WRITERS`."""
    if path.exists() and not path.is_file():
        # A pipe or a terminal takes what comes; a folder refuses.
        with path.open("wb") as file:
            return WRITERS[kind](contacts, file)
    path = path.resolve()
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with partial.open("wb") as file:
            WRITERS[kind](contacts, file)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def export_rows(contacts: QuerySet[Contact]) -> Iterator[list[Any]]:
    """The header, then the cells of each contact in the order of ids: what `str` makes of them, None for blank."""
    resource = ContactResource()
    columns = _columns(contacts, resource)
    yield list(columns)
    cells = [_rendered(read, resource.fields.get(name)) for name, read in columns.items()]
    lists = [name for name, rows in LISTS.items() if rows.exists()]
    for batch in _batches(contacts):
        related = _related([values["id"] for values in batch], lists)
        for values in batch:
            values.update(related.get(values["id"], {}))
            yield [cell(values) for cell in cells]


def _columns(contacts: QuerySet[Contact], resource: ContactResource) -> dict[str, Read]:
    """The columns of the file by name, each with what reads it from the values of a contact."""
    emails, phones = _most(ContactEmail, contacts, is_primary=False), _most(ContactPhone, contacts)
    reads: dict[str, Read] = {name: itemgetter(path) for name, path in PATHS.items()}
    reads |= {"company": _live_company("company__name"), "company_domain": _live_company("company__domain")}
    reads |= {name: _listed(name) for name in ("tags", "external_id")}
    reads |= _numbered("emails", EMAIL_FIELDS[1:], emails) | _numbered("phones", PHONE_FIELDS[1:], phones)
    reads["phone"] = lambda values: join([values["phone"]], NUMBER_SEPARATORS)
    custom = [name for name in resource.fields if name.startswith(CUSTOM)]
    ordered = {name: reads[name] for name in ORDER if name in reads}
    return ordered | {name: _custom(name.removeprefix(CUSTOM)) for name in custom}


def _batches(contacts: QuerySet[Contact]) -> Iterator[list[Values]]:
    # Within a transaction PostgreSQL keeps the cursor open instead of writing the whole result aside.
    with transaction.atomic():
        paths = dict.fromkeys([*PATHS.values(), *EXTRA_PATHS])
        rows = contacts.order_by("pk").values(*paths).iterator(chunk_size=BATCH)
        while batch := list(islice(rows, BATCH)):
            yield batch


def _related(ids: list[UUID], lists: Iterable[str]) -> dict[UUID, Values]:
    """What the tables of these lists hold of these contacts, in one query each."""
    # An array is one parameter, where a list would be thousands.
    these = RawSQL("SELECT unnest(%s::uuid[])", [ids])
    related: dict[UUID, Values] = {}
    for name in lists:
        grouped = LISTS[name].filter(contact__in=these).order_by().values("contact")
        for contact, texts in grouped.annotate(texts=ArrayAgg("text", order_by="pk")).values_list("contact", "texts"):
            related.setdefault(contact, {})[name] = texts
    return related


def _most(model: type[models.Model], contacts: QuerySet[Contact], **only: Any) -> int:
    """The largest number of rows that one of the contacts has."""
    of_contacts = model.objects.filter(contact__in=contacts.order_by().values("pk"), **only)
    return of_contacts.order_by().values("contact").annotate(n=Count("pk")).aggregate(most=Max("n"))["most"] or 0


def _listed(name: str) -> Read:
    return lambda values: values.get(name)


def _custom(key: str) -> Read:
    return lambda values: values["custom_fields"].get(key)


def _live_company(path: str) -> Read:
    return lambda values: "" if values["company__deleted_at"] else values[path]


def _numbered(source: str, names: Iterable[str], count: int) -> dict[str, Read]:
    """One column for each further address or number; the last column takes what is left."""
    names = list(names)

    def place(index: int) -> Read:
        last = index == len(names) - 1
        own = slice(index, None if last else index + 1)
        return lambda values: join(values.get(source, [])[own], NUMBER_SEPARATORS)

    return {name: place(index) for index, name in enumerate(names[:count])}


def _excel_cell(sheet: WriteOnlyWorksheet, value: Any) -> str | Cell:
    text = "" if value is None else str(value)
    text = LOOKS_ESCAPED.sub("_x005F_", ILLEGAL_CHARACTERS_RE.sub("", text))
    if not text.startswith(("=", "#")):
        return text
    # Else it would be a formula, or an error.
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell


def _rendered(read: Read, field: Field | None) -> Read:
    """Reads a value and writes it as its widget does; what any widget writes by `str` is left to the writer."""
    if field is None or type(field.widget).render is CellWidget.render:
        return read
    return lambda values: field.widget.render(read(values))
