"""Undo, whatever was done before and since."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.contacts.history.random_work import change_sets, perform, populate
from tests.contacts.history.snapshots import cells, differences, rows
from tests.contacts.history.undos import undone

pytestmark = pytest.mark.django_db

# They follow from other rows, some of which have changed since.
DERIVED = {"is_primary", "live", "phone_e164", "mobile_e164", "e164", "last_activity_at", "last_contacted_at"}
usual = settings(deadline=None, suppress_health_check=list(HealthCheck))
# The same examples in each usual run; new ones in the long run.
briefly = settings(usual, max_examples=20, derandomize=True)
at_length = settings(usual, max_examples=400)

ALONE = {"earlier": st.lists(change_sets, max_size=2), "work": change_sets}
AMONG_OTHERS = {
    "earlier": st.lists(change_sets, max_size=1),
    "work": change_sets,
    "later": st.lists(change_sets, min_size=1, max_size=3),
}


def taken_back(test):
    """Leave nothing of one example to the next."""

    def run(**drawn):
        with transaction.atomic():
            populate()
            test(**drawn)
            transaction.set_rollback(True)

    run.__name__ = test.__name__
    return run


@taken_back
def newest_is_taken_back_entirely(earlier, work):
    for each in earlier:
        perform(each)
    before = cells()
    made = perform(work)
    after = cells()

    plan = undone(made)

    now = cells()
    new = rows(after) - rows(before)
    changed = {cell: values for cell, values in differences(before, now).items() if cell[:2] not in new}
    living = {cell for cell, value in now.items() if cell[:2] in new and cell[2] == "deleted_at" and value is None}
    assert (changed, living, plan.conflicts, plan.obstacles) == ({}, set(), (), ())
    require_repeatable(made, plan, after, now)


@taken_back
def what_was_done_since_stays_and_all_else_is_taken_back(earlier, work, later):
    for each in earlier:
        perform(each)
    before = cells()
    made = perform(work)
    after = cells()
    for each in later:
        perform(each)
    final = cells()

    plan = undone(made)

    now = cells()
    require_all_else_is_taken_back(plan, before, after, final, now)
    require_repeatable(made, plan, final, now)


def require_all_else_is_taken_back(plan, before, after, final, now) -> None:
    """What nobody has worked on since is as it was before, and what the set has not changed is as it was at the end."""
    busy = rows(differences(after, final)) | reported(plan)
    owners = {
        (table, pk): ("contact", value) for (table, pk, name), value in (before | after).items() if name == "contact_id"
    }
    quiet = {row for row in rows(before) if row not in busy and owners.get(row) not in busy}
    # Somebody may have added again by hand what the set had removed.
    again = {row for row in quiet - rows(now) if content(before, row) in {content(now, other) for other in rows(now)}}
    changed = {cell for cell in differences(before, now) if cell[:2] in quiet - again and cell[2] not in DERIVED}
    assert changed == set()
    unchanged = {cell for cell in before.keys() & after.keys() & final.keys() if before[cell] == after[cell]}
    lost = {cell for cell in unchanged if final[cell] != now.get(cell, ...) and cell[2] not in DERIVED}
    assert lost == set()


def content(found, row) -> frozenset:
    """What a row says, whatever its id."""
    cells_of_row = ((name, str(value)) for (*place, name), value in found.items() if tuple(place) == row)
    return frozenset((name, value) for name, value in cells_of_row if name not in {"id", "created_at", "added_at"})


def reported(plan) -> set:
    """The rows that stay, and the contacts to which they belong."""
    left = [*plan.conflicts, *plan.obstacles]
    return {("contact", row.contact_id or row.pk) for row in left} | {(row.table.name, row.pk) for row in left}


def require_repeatable(made, plan, final, now) -> None:
    """A second undo changes nothing, and an undo of the undo brings all back."""
    assert (undone(made).undo, differences(now, cells())) == (None, {})
    if plan.undo:
        back = undone(plan.undo)
        # A number that comes again is read in the country that its contact has by now.
        left = {cell for cell in differences(final, cells()) if cell[2] != "e164"}
        assert (left, back.conflicts, back.obstacles) == (set(), (), ())


@briefly
@given(**ALONE)
def test_newest_change_set_is_taken_back_entirely(**drawn):
    newest_is_taken_back_entirely(**drawn)


@briefly
@given(**AMONG_OTHERS)
def test_what_was_done_since_stays(**drawn):
    what_was_done_since_stays_and_all_else_is_taken_back(**drawn)


@pytest.mark.slow
@at_length
@given(**ALONE)
def test_newest_change_set_is_taken_back_entirely_whatever_it_did(**drawn):
    newest_is_taken_back_entirely(**drawn)


@pytest.mark.slow
@at_length
@given(**AMONG_OTHERS)
def test_what_was_done_since_stays_whatever_it_was(**drawn):
    what_was_done_since_stays_and_all_else_is_taken_back(**drawn)
