"""The command that searches for what is left of a person."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from gdpr.management.commands import scan_residue
from tests.factories import make_contact

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path_factory, settings) -> Path:
    settings.DATA_DIR = tmp_path_factory.mktemp("data")
    return settings.DATA_DIR


@pytest.fixture
def terms(tmp_path) -> Path:
    file = tmp_path / "terms.txt"
    file.write_text("Ada Lovelace\nada@example.com\n")
    return file


def searched(file: Path, *arguments: str) -> tuple[int, dict]:
    out, code = StringIO(), 0
    try:
        call_command("scan_residue", "--terms-file", str(file), "--json", *arguments, stdout=out, stderr=StringIO())
    except SystemExit as ended:
        code = ended.code
    return code, json.loads(out.getvalue().splitlines()[-1])


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "nothing to look for"), (b"A", "line 1 is too short"), (b"Zo\xeb \xff\xff", "not in UTF-8")],
)
def test_unusable_terms_are_refused(content, message, terms):
    terms.write_bytes(content)

    with pytest.raises(CommandError, match=message) as refusal:
        searched(terms)

    assert refusal.value.returncode == 2


def test_terms_that_are_not_there_are_refused(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        searched(tmp_path / "none.txt")


def test_nothing_found_is_success(terms):
    code, result = searched(terms)

    assert (code, result["found"], result["findings"], result["unread"]) == (0, 0, [], [])


def test_what_is_found_is_a_failure_and_told_without_the_term(terms):
    contact = make_contact(email="ada@example.com")

    code, result = searched(terms)

    (row,) = (each for each in result["findings"] if each["source"] == "contacts_contact")
    assert (code, result["found"]) == (1, len(result["findings"]))
    assert row == {
        "term": 2,
        "shape": "as written",
        "source": "contacts_contact",
        "column": "email",
        "key": str(contact.pk),
        "member": "",
        "offset": None,
    }


def test_what_could_not_be_looked_into_is_no_success(folder, terms):
    (folder / "a.zip").write_bytes(b"PK\x03\x04 and no archive")

    code, result = searched(terms)

    assert (code, [each["source"] for each in result["unread"]]) == (2, ["a.zip"])


def test_report_is_bounded_and_its_count_is_not(folder, terms, monkeypatch):
    monkeypatch.setattr(scan_residue, "LISTED", 1)
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text("Ada Lovelace")

    code, result = searched(terms)

    assert (code, result["found"], len(result["findings"])) == (1, 2, 1)
