"""CSV."""

import io

from contacts.exporting import rows
from contacts.exporting.formats import delimited
from tests.contacts.exporting.nasty import extract
from tests.factories import make_contact, make_custom_field


class Listened(io.BytesIO):
    """A file that remembers what it was given at a time."""

    def __init__(self):
        self.parts = []

    def write(self, part):
        self.parts.append(part)


def test_without_contacts_there_is_a_header(db):
    file = io.BytesIO()

    delimited.write(extract(columns=["first_name", "email"]), file)

    assert file.getvalue() == b"first_name,email\r\n"


def test_text_that_would_be_run_is_marked_and_numbers_are_not(db):
    make_custom_field(key="debt", type="number")
    make_contact(first_name="=1+1", last_name="'=1", city="-x", phone="+49 30 1", custom_fields={"debt": -1e-07})
    file = io.BytesIO()

    delimited.write(extract(columns=["first_name", "last_name", "city", "phone", "custom.debt"]), file)

    assert file.getvalue().splitlines()[1] == b"'=1+1,''=1,'-x,+49 30 1,-1e-07"


def test_lines_come_batch_by_batch_before_all_is_read(db, monkeypatch):
    monkeypatch.setattr(rows, "BATCH", 2)
    monkeypatch.setattr(delimited, "BATCH", 2)
    for _ in range(4):
        make_contact()
    file = Listened()

    delimited.write(extract(), file)

    assert [part.count(b"\r\n") for part in file.parts] == [2, 2, 1]
