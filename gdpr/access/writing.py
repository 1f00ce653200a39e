"""The package that a person is given: a page to read, JSON and CSV for programs; memory does not grow with the data."""

import csv
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from contacts.exporting import FORMATS
from contacts.exporting.columns import chosen
from contacts.exporting.rows import Extract
from contacts.importing.vocabulary import CUSTOM
from contacts.models import Contact
from contacts.normalize.formulas import harmless
from gdpr.access.collecting import Kind, Row, kinds
from gdpr.access.explaining import explanation
from gdpr.access.masking import Masking
from gdpr.identities import ids_of, survivor

# Raised whenever a program that reads the JSON would have to be changed.
SCHEMA_VERSION = 1
SPOOLED_BYTES = 2**20
# Who of the staff looks after the contact is not the person's to have.
OF_STAFF = {"owner"}


@transaction.atomic
def write_package(contact: Contact, file: IO[bytes]) -> dict[str, int]:
    """Write all that is known of the person into an open file, as a ZIP; returns how many rows of each kind.

    Contacts that were merged into one another are one person. Of restricted and deleted contacts there is a package
    too: they are entitled to it.
    """
    ids = ids_of(contact)
    counts: dict[str, int] = {}
    with ZipFile(file, "w", ZIP_DEFLATED) as package, _spooled() as page, _spooled() as data:
        page.write(render_to_string("gdpr/access/begin.html", explanation(ids)))
        data.write(f'{{"schema_version": {SCHEMA_VERSION}, "made_at": "{timezone.now().isoformat()}", "kinds": {{')
        masking = Masking(ids)
        for kind in kinds(ids):
            data.write(f'{"," if counts else ""}\n"{kind.name}": [')
            counts[kind.name] = _write_kind(kind, masking, package, page, data)
            data.write("]")
        data.write("}}\n")
        page.write(render_to_string("gdpr/access/end.html"))
        _add(package, "index.html", page)
        _add(package, "data.json", data)
        with package.open("contacts.csv", "w", force_zip64=True) as entry:
            FORMATS["csv"].write(_ForImport(contact, masking), entry)
    return counts


class _ForImport(Extract):
    """The contact in the columns that an import knows, other people masked."""

    def __init__(self, contact: Contact, masking: Masking) -> None:
        columns = [name for name in chosen(None) if name not in OF_STAFF]
        super().__init__(Contact.objects.filter(pk=survivor(contact).pk), columns)
        self._masking = masking
        self._texts = ["custom_fields"] if any(name.startswith(CUSTOM) for name in columns) else []

    def _values(self) -> Iterator[dict[str, Any]]:
        return self._masking.masked(list(super()._values()), self._texts)


def _write_kind(kind: Kind, masking: Masking, package: ZipFile, page: IO[str], data: IO[str]) -> int:
    labels = [str(column.verbose_name) for column in kind.columns.values()]
    count = 0
    with package.open(f"csv/{kind.name}.csv", "w", force_zip64=True) as entry:
        table = TextIOWrapper(entry, encoding="utf-8", newline="", write_through=True)
        lines = csv.writer(table)
        lines.writerow(kind.columns)
        page.write(render_to_string("gdpr/access/kind_begin.html", {"kind": kind}))
        for row in kind.given(masking):
            data.write(f"{',' if count else ''}\n{json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False)}")
            lines.writerow([_cell(value) for value in row.values()])
            page.write(render_to_string("gdpr/access/row.html", {"cells": _told(labels, row)}))
            count += 1
        page.write(render_to_string("gdpr/access/kind_end.html"))
        table.detach()
    return count


def _cell(value: Any) -> Any:
    if isinstance(value, (dict, list)):
        return harmless(json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False))
    return harmless(value) if isinstance(value, str) else value


def _told(labels: list[str], row: Row) -> list[tuple[str, Any]]:
    """What a row says, without its blanks."""
    told = zip(labels, map(_worded, row.values()), strict=True)
    return [(label, words) for label, words in told if words not in (None, "")]


def _worded(value: Any) -> Any:
    """What JSON says, as people write it."""
    if isinstance(value, dict):
        return "\n".join(f"{key}: {_worded(each)}" for key, each in value.items())
    return ", ".join(str(_worded(each)) for each in value) if isinstance(value, list) else value


@contextmanager
def _spooled() -> Iterator[IO[str]]:
    with tempfile.SpooledTemporaryFile(SPOOLED_BYTES, "w+", encoding="utf-8") as file:
        yield file


def _add(package: ZipFile, name: str, text: IO[str]) -> None:
    text.seek(0)
    with package.open(name, "w", force_zip64=True) as entry:
        while part := text.read(SPOOLED_BYTES):
            entry.write(part.encode())
