"""The search finds a person in every shape, and nobody who is not there."""

from pathlib import Path

import pytest

from gdpr.residue import Finding, Progress, Unread, scan, terms_of
from tests.factories import make_activity, make_contact
from tests.gdpr.residue.planted import SHAPES, address_of, name_of, number_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path, settings) -> Path:
    """The data folder."""
    settings.DATA_DIR = tmp_path
    return tmp_path


def plant(folder: Path) -> list[str]:
    """Put one person into the base in each shape; returns the terms, in the order of the shapes."""
    terms = []
    for number, (term_of, put) in enumerate(SHAPES.values()):
        terms.append(term_of(number))
        put(terms[-1], folder)
    return terms


def test_nothing_is_found_in_an_empty_base():
    assert list(scan(terms_of(["Zoë Ångström"]))) == []


def test_person_is_found_in_every_shape(folder):
    terms = terms_of(plant(folder))

    found = {each.term for each in scan(terms)}

    missing = [shape for term, shape in zip(terms, SHAPES, strict=True) if term.line not in found]
    assert (missing, len(SHAPES) >= 23) == ([], True)


def test_nobody_else_is_found_in_any_shape(folder):
    plant(folder)
    others = [term_of(number) for term_of in (name_of, address_of, number_of) for number in range(60, 80)]

    assert list(scan(terms_of(others))) == []


def test_report_never_tells_the_term(folder):
    terms = plant(folder)

    report = "\n".join(f"{each} {each!r}" for each in scan(terms_of(terms)))

    assert [term for term in terms if term.casefold() in report.casefold()] == []


def test_row_is_named_by_its_key():
    activity = make_activity(make_contact(), body="Zoë Ångström")

    assert Finding(1, "as written", "contacts_activity", column="body", key=str(activity.pk)) in set(
        scan(terms_of(["Zoë Ångström"]))
    )


def test_folder_elsewhere_is_searched_too(tmp_path_factory):
    logs = tmp_path_factory.mktemp("logs")
    (logs / "web.log").write_text("2026-01-01 ZOE ANGSTROM\n")

    found = list(scan(terms_of(["Zoë Ångström"]), also=[logs]))

    assert found == [Finding(1, "other spelling", "web.log", offset=0)]


def test_what_was_read_is_counted(folder):
    (folder / "a.txt").write_text("x" * 5_000_000)
    progress = Progress()

    list(scan(terms_of(["Zoë"]), progress=progress))

    assert progress.bytes > 5_000_000


def test_archive_that_cannot_be_opened_is_told(folder):
    (folder / "a.zip").write_bytes(b"PK\x03\x04 and no archive")

    assert list(scan(terms_of(["Zoë"]))) == [Unread("a.zip", "It is damaged, or packed in a way that is not known.")]
