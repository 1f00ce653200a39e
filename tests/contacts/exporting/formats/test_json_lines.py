"""JSON Lines."""

import io
import json

from contacts.exporting.formats import json_lines
from tests.contacts.exporting.nasty import NAUGHTY, extract
from tests.factories import booked, make_contact


def lines(columns=None):
    file = io.BytesIO()
    json_lines.write(extract(columns=columns), file)
    return file.getvalue().decode().split("\n")


def test_without_contacts_the_file_is_empty(db):
    assert lines() == [""]


def test_each_contact_is_an_object_of_typed_values_with_null_for_blank(db):
    contact = make_contact(email="ada@example.com", first_name="=1+1", birth_date="1815-12-10")
    with booked():
        contact.phones.create(number="+49 30 1")

    (line, end) = lines(["id", "email", "first_name", "last_name", "birth_date", "phones", "tags", "email_opt_in"])

    assert line == (
        f'{{"id": "{contact.pk}", "email": "ada@example.com", "first_name": "=1+1", "last_name": null, '
        '"birth_date": "1815-12-10", "phones": ["+49 30 1"], "tags": [], "email_opt_in": true}'
    )
    assert end == ""


def test_times_are_told_to_the_microsecond(db):
    contact = make_contact()
    contact.refresh_from_db()

    assert json.loads(lines(["created_at"])[0]) == {"created_at": contact.created_at.isoformat()}


def test_all_objects_have_the_same_names_and_every_text_is_as_it_was(crowd):
    records = [json.loads(line) for line in lines()[:-1]]

    assert len({tuple(record) for record in records}) == 1
    assert {record["city"] for record in records} >= {text for text in NAUGHTY if text.isascii() and text.isprintable()}
