"""Imports of any file, whatever is done between preview, import and undo."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contacts.importing.planning import make_plan
from contacts.importing.run import choose_columns, execute, take_in
from contacts.models import ChangeSet, ImportRow, ImportRun
from tests.contacts.history import snapshots
from tests.contacts.history.random_work import change_sets, perform
from tests.contacts.history.snapshots import differences, rows
from tests.contacts.history.test_undo_at_random import (
    require_all_else_is_taken_back,
    taken_back,
    usual,
)
from tests.contacts.history.undos import undone
from tests.spreadsheets import write

pytestmark = pytest.mark.django_db

ODD = st.sampled_from(["", " ", "x" * 300, "=1+1", "\u202e", "𝔘🎈", "a\nb", "NULL", "0", '"', "\0"])
ADDRESSES = st.sampled_from([*(f"{name}@example.com" for name in "abcdefgh"), "A@EXAMPLE.com", "", "no @", "a@b@c"])
COLUMNS = {
    "email": ADDRESSES,
    "email_2": ADDRESSES,
    "first_name": st.sampled_from(["", "Ada", "Bob", "Zoë"]) | ODD,
    "last_name": st.sampled_from(["", "Hill", "Ng"]) | ODD,
    "phone": st.sampled_from(["", "+49 30 1234567", "030 901820; 12", "ask her"]) | ODD,
    "city": st.sampled_from(["", "a", "b"]) | ODD,
    "country": st.sampled_from(["", "DE", "Germany", "Atlantis"]),
    "company": st.sampled_from(["", "Acme", "a"]) | ODD,
    "tags": st.sampled_from(["", "one", "one; new"]) | ODD,
    "notes": st.sampled_from(["", "met"]) | ODD,
    "external_id": st.sampled_from(["", "shop:7", "shop:8", "9"]),
    "birth_date": st.sampled_from(["", "1990-02-01", "31/12/1980", "never"]),
    "email_opt_out": st.sampled_from(["", "yes", "no", "maybe"]),
}


@st.composite
def files(draw) -> list[list[str]]:
    """A header with an address, and rows of which some are blank."""
    further = draw(st.lists(st.sampled_from(list(COLUMNS)[1:]), unique=True, max_size=6))
    header = ["email", *further]
    row = st.tuples(*(COLUMNS[name] for name in header)).map(list)
    return [header, *draw(st.lists(row, min_size=1, max_size=8).filter(lambda rows: any(map(is_filled, rows))))]


def is_filled(row) -> bool:
    return any(cell.strip() for cell in row)


RANDOM = {
    "earlier": st.lists(change_sets, max_size=1),
    "file": files(),
    "existing": st.sampled_from(ImportRun.Existing.values),
    "between": st.lists(change_sets, max_size=2),
    "since": st.lists(change_sets, max_size=2),
}


def cells() -> dict:
    """All but what follows from the ledger of consent: a withdrawal stays, whatever becomes of the import."""
    return {cell: value for cell, value in snapshots.cells().items() if cell[2] != "email_opt_in"}


def plan(file, existing) -> ImportRun:
    """Look at the file."""
    with TemporaryDirectory() as folder, write(Path(folder), file).open("rb") as opened:
        return make_plan(choose_columns(take_in(opened, "people.csv", by=None, existing=existing), {}))


@taken_back
def import_accounts_for_every_row_and_is_taken_back(earlier, file, existing, between, since):
    for each in earlier:
        perform(each)
    run = plan(file, existing)
    for each in between:
        perform(each)
    before = cells()
    execute(run, door=ChangeSet.Door.COMMAND)
    after = cells()

    require_accounts(run, file, is_as_planned=not between)
    for each in since:
        perform(each)
    final = cells()
    plan_of_undo = undone(run.change_set)
    now = cells()
    require_all_else_is_taken_back(plan_of_undo, before, after, final, now)
    if not since:
        require_untouched(before, after, now)
    assert (undone(run.change_set).undo, differences(now, cells())) == (None, {})


def require_accounts(run, file, *, is_as_planned) -> None:
    """Every row has ended as exactly one thing, and as the preview has said where nobody came between."""
    filled = sum(map(is_filled, file[1:]))
    counts, planned = run.counts(), run.planned
    assert [counts.pop("rows"), sum(counts.values()), planned.pop("rows"), sum(planned.values())] == [filled] * 4
    assert ImportRow.objects.filter(run=run).count() == filled
    if is_as_planned:
        assert counts == planned


def require_untouched(before, after, now) -> None:
    """Where nobody has done anything since, all is as before, but for new rows that are deleted now."""
    new = rows(after) - rows(before)
    assert {cell for cell in differences(before, now) if cell[:2] not in new} == set()


@settings(usual, max_examples=15, derandomize=True)
@given(**RANDOM)
def test_import_accounts_for_every_row_and_is_taken_back(**drawn):
    import_accounts_for_every_row_and_is_taken_back(**drawn)


@pytest.mark.slow
@settings(usual, max_examples=400)
@given(**RANDOM)
def test_import_accounts_for_every_row_and_is_taken_back_whatever_was_done(**drawn):
    import_accounts_for_every_row_and_is_taken_back(**drawn)
