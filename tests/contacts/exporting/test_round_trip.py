"""What is exported and imported again changes nothing."""

import csv
import io
import zipfile

import pytest
from django.apps import apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts.models import Activity, Contact
from contacts.models.event import Event
from tests.contacts.exporting.nasty import NAUGHTY, write_out
from tests.factories import booked
from tests.spreadsheets import bring_in, outcome, problems

# Text as people might type it to have it run as a formula, and any other.
TEXTS = st.text(min_size=1, max_size=60) | st.text("'=+-@＝＋ 1x(A)\t\r\n;", min_size=1, max_size=12)


def versions():
    """How many versions of rows all history tables hold."""
    return sum(model.objects.count() for model in apps.get_models() if issubclass(model, Event))


def contents(path):
    """The bytes of the file; of a workbook those of its parts, but for the time when it was made."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "docProps/core.xml"}


@pytest.mark.parametrize("existing", ["update", "fill", "skip"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_imported_again_changes_nothing(crowd, tmp_path, kind, existing):
    path = write_out(tmp_path / f"all.{kind}")
    before, count = versions(), Contact.objects.live().count()

    run = bring_in(path, existing=existing)

    expected = (0, 0, 0, count, 0) if existing == "skip" else (0, 0, count, 0, 0)
    assert (outcome(run), versions()) == (expected, before)
    assert contents(write_out(tmp_path / f"again.{kind}")) == contents(path)
    # Text that was kept though it was not understood is not understood again.
    assert {column.partition("_")[0] for _, column, *_ in problems(run)} == {"country", "phone", "mobile"}


def test_no_cell_of_csv_is_run_as_a_formula_and_numbers_stay(crowd, tmp_path):
    with write_out(tmp_path / "all.csv").open(encoding="utf-8", newline="") as file:
        cells = {cell for row in csv.reader(file) for cell in row}

    live = {cell for cell in cells if cell.lstrip(" ").startswith(tuple("=+-@\t\r\n＝＋－＠"))}
    assert {cell for cell in live if set(cell) - set("+-0123456789 .ext")} == set()
    assert {"+49 30 1234567 ext. 5", "-1-800-555", "'=1+1", "''=1+1", "'''=1+1", "'＠home", "'s-Gravenhage"} <= cells


def test_the_export_of_an_import_changes_nothing(db, tmp_path):
    rows = [["email", "Name", "phone", "country", "tags", "company", "external_id", "city", "notes", "linkedin_url"]]
    for number, text in enumerate(NAUGHTY):
        rows.append([f"p{number}@example.com", text, text, text, text, text, text, text * 9, text, text])
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path = tmp_path / "first.csv"
    path.write_text(text.getvalue(), newline="")
    bring_in(path)
    assert (Contact.objects.count(), Activity.objects.count()) == (len(NAUGHTY), len(NAUGHTY))

    run = bring_in(write_out(tmp_path / "second.csv"))

    assert outcome(run) == (0, 0, len(NAUGHTY), 0, 0)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(TEXTS, min_size=4, max_size=4))
def test_whatever_a_file_holds_its_export_changes_nothing(db, tmp_path, texts):
    with booked():
        Contact.objects.all().soft_delete()
    texts = [text.encode("utf-8", "ignore").decode() for text in texts]
    path = tmp_path / "first.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([["email", "first_name", "phone", "tags", "company"], ["ada@example.com", *texts]])
    if outcome(bring_in(path))[0] == 0:
        return

    first = write_out(tmp_path / "second.csv")

    assert outcome(bring_in(first)) == (0, 0, 1, 0, 0)
    assert write_out(tmp_path / "third.csv").read_bytes() == first.read_bytes()
