"""Searching all contacts, and changed ones."""

import datetime as dt
import json
from io import StringIO

import pytest
from django.core.management import call_command

from contacts.deletion import delete
from contacts.duplicates import finding, judging
from contacts.duplicates.finding import execute, find, settle_interrupted
from contacts.duplicates.pairs import dismiss, reopen, snooze
from contacts.editing import edit
from contacts.exceptions import BelongsToOthers
from contacts.merging import merge, plan_merge
from contacts.models import ChangeSet, Contact, DuplicateMark, DuplicatePair, DuplicateRun
from gdpr.erasure import anonymise
from tests.factories import make_contact

pytestmark = pytest.mark.django_db

DOOR = ChangeSet.Door.COMMAND
Status = DuplicatePair.Status


@pytest.fixture
def twins(db) -> tuple[Contact, Contact]:
    """One person, entered twice."""
    return (
        make_contact(first_name="Robert", last_name="Thornfield", phone="+44 1865 270000", city="Oxford"),
        make_contact(first_name="Bob", last_name="Thornfield", phone="01865 270000", city="Oxford", country="GB"),
    )


def queue() -> dict[frozenset, str]:
    """The pairs that are kept, with what was decided of them."""
    return {frozenset((pair.low_id, pair.high_id)): pair.status for pair in DuplicatePair.objects.all()}


def pair_of(*contacts: Contact) -> frozenset:
    return frozenset(contact.pk for contact in contacts)


def the_pair() -> DuplicatePair:
    return DuplicatePair.objects.get()


def test_a_base_without_contacts_has_no_duplicates():
    run = find()

    assert (run.status, run.contacts, run.found, queue()) == ("done", 0, 0, {})


def test_strangers_are_no_pair():
    make_contact(first_name="Ada", last_name="Byron")
    make_contact(first_name="Charles", last_name="Babbage")

    assert (find().found, queue()) == (0, {})


def test_one_person_entered_twice_is_a_pair(twins):
    run = find()

    assert queue() == {pair_of(*twins): Status.OPEN}
    assert (run.contacts, run.found, run.new, run.progress) == (2, 1, 1, 1)


def test_a_pair_tells_its_reasons_without_values(twins):
    find()

    told = json.dumps(the_pair().reasons)
    assert ["phone", "same phone"] in [reason[:2] for reason in the_pair().reasons]
    assert [value for value in ("Thornfield", "270000", "Oxford") if value.lower() in told.lower()] == []


def test_a_second_search_finds_nothing_new(twins):
    find()
    before = the_pair().pk

    run = find()

    assert (run.found, run.new, the_pair().pk) == (1, 0, before)


def test_a_deleted_contact_leaves_the_queue(twins):
    find()

    delete(Contact.objects.filter(pk=twins[0].pk), by=None, door=DOOR)
    find()

    assert queue() == {}


def test_changed_contacts_are_searched_alone(twins):
    find()
    other = make_contact(first_name="Rob", last_name="Thornfield", phone="0044 1865 270000", city="Oxford")

    run = find(changed_only=True)

    assert (run.is_whole, run.contacts) == (False, 1)
    assert queue() == {pair_of(one, two): Status.OPEN for one, two in [twins, (twins[0], other), (twins[1], other)]}
    assert DuplicateMark.objects.count() == 0


def test_a_contact_that_is_no_duplicate_any_more_leaves_the_queue(twins):
    find()
    edit(twins[1], {"first_name": "Agnieszka", "last_name": "Nowak", "phone": ""}, by=None, door=DOOR)

    find(changed_only=True)

    assert queue() == {}


def test_a_dismissed_pair_stays_dismissed(twins, admin):
    find()
    dismiss(the_pair(), by=admin)

    find()

    assert (the_pair().status, the_pair().decided_by) == (Status.DISMISSED, admin)


def test_a_dismissed_pair_stays_dismissed_when_something_else_changes(twins, admin):
    find()
    dismiss(the_pair(), by=admin)
    edit(twins[0], {"department": "Sales"}, by=None, door=DOOR)

    find(changed_only=True)

    assert the_pair().status == Status.DISMISSED


@pytest.mark.parametrize("changed_only", [True, False])
def test_a_dismissed_pair_is_looked_at_again_when_a_compared_value_changes(twins, admin, changed_only):
    find()
    dismiss(the_pair(), by=admin)
    edit(twins[0], {"postal_code": "OX1 1AA"}, by=None, door=DOOR)

    find(changed_only=changed_only)

    assert (the_pair().status, the_pair().decided_by) == (Status.OPEN, None)


def test_a_pair_that_was_put_off_comes_back_after_its_day(twins, admin):
    find()
    today = dt.date.today()
    snooze(the_pair(), until=today + dt.timedelta(days=7), by=admin)
    find()
    later = the_pair().status
    DuplicatePair.objects.update(snoozed_until=today)

    find()

    assert (later, the_pair().status) == (Status.SNOOZED, Status.OPEN)


def test_a_decision_can_be_taken_back(twins, admin):
    find()
    dismiss(the_pair(), by=admin)

    reopen(the_pair(), by=admin)

    assert (the_pair().status, the_pair().decided_by, the_pair().decided_at) == (Status.OPEN, None, None)


def test_who_may_not_change_the_contacts_decides_nothing(twins, outsider):
    find()

    with pytest.raises(BelongsToOthers):
        dismiss(the_pair(), by=outsider)

    assert the_pair().status == Status.OPEN


def test_a_merge_is_noted_on_the_pair(twins, admin):
    find()
    winner, loser = Contact.objects.order_by("pk")

    merge(plan_merge(winner, [loser]), by=admin, door=DOOR)

    assert (the_pair().status, the_pair().decided_by) == (Status.MERGED, admin)


def test_erasing_a_person_removes_the_pairs(twins, admin):
    find()

    anonymise(Contact.objects.filter(pk=twins[1].pk), by=admin, door=DOOR, reason="asked")

    assert queue() == {}


def test_pairs_are_written_by_and_by_and_none_is_left_out(twins, monkeypatch):
    third = make_contact(first_name="Rob", last_name="Thornfield", phone="0044 1865 270000", city="Oxford")
    monkeypatch.setattr(finding, "AT_ONCE", 1)

    run = find()

    assert (run.found, run.new) == (3, 3)
    assert queue().keys() == {pair_of(*twins), pair_of(twins[0], third), pair_of(twins[1], third)}


def test_a_search_that_is_interrupted_goes_on_where_it_stopped(twins, monkeypatch):
    others = [
        make_contact(first_name=name, last_name="Ashdown", phone="+44 1865 270777", city="Bath")
        for name in ("Richard", "Dick")
    ]
    monkeypatch.setattr(judging, "CHUNK", 1)
    steps = []

    def stop(run):
        steps.append(run.progress)
        if len(steps) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        find(on_progress=stop)
    interrupted = DuplicateRun.objects.get()
    kept = len(queue())
    resumed = find()

    assert (interrupted.status, kept) == ("failed", 1)
    assert (resumed.pk, resumed.status, resumed.found) == (interrupted.pk, "done", 2)
    assert queue() == {pair_of(*twins): Status.OPEN, pair_of(*others): Status.OPEN}


def test_a_search_whose_process_was_killed_has_failed(db):
    run = DuplicateRun.objects.create(is_whole=True)

    assert settle_interrupted(run).status == "failed"


def test_a_search_that_is_done_is_not_done_again(twins):
    run = find()
    DuplicatePair.objects.all().delete()

    execute(run)

    assert queue() == {}


def test_many_changed_contacts_are_searched_with_all(twins, monkeypatch):
    monkeypatch.setattr(finding, "MOST_CHANGED", 1)

    assert find(changed_only=True).is_whole is True


def test_the_command_tells_what_it_found(twins):
    out = StringIO()

    call_command("find_duplicates", "--json", stdout=out, stderr=StringIO())

    told = json.loads(out.getvalue().splitlines()[-1])
    assert (told["contacts"], told["found"], told["new"], told["whole"]) == (2, 1, 1, True)
