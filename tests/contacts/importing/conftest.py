"""Importing a few lines in one call, and workbooks to be opened."""

import zipfile

import openpyxl
import pytest
from django.db import connection

from tests.spreadsheets import bring_in, write


@pytest.fixture
def imported(db, tmp_path):
    """Imports a CSV file of the given text or rows, and returns the run."""
    return lambda content, **options: bring_in(write(tmp_path, content), **options)


@pytest.fixture
def saved(tmp_path):
    """A workbook with the given sheets of rows; a name in brackets is that of a hidden sheet."""

    def save(**sheets):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
            sheet.sheet_state = "hidden" if name.startswith("hidden") else "visible"
        path = tmp_path / "contacts.csv"
        book.save(path)
        return path

    return save


@pytest.fixture
def forged(saved):
    """A small workbook in which single members are added or replaced."""

    def forge(**members):
        path = saved(Sheet=[["email"], ["a@example.com"]])
        forgery = path.with_name("forged.xlsx")
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(forgery, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                key = name.rpartition("/")[2].removesuffix(".xml")
                new.writestr(name, members.pop(key, None) or old.read(name))
            for key, content in members.items():
                new.writestr(f"xl/{key}.xml", content)
        return forgery

    return forge


def read_whole(table):
    """How many rows this transaction has read from the table without an index."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq_tup_read FROM pg_stat_xact_user_tables WHERE relname = %s", [table])
        return cursor.fetchone()[0]
