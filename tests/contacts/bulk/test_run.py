"""Carrying out what was shown: no more, not twice, and only where nobody else was quicker."""

import threading
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.bulk import OPERATIONS, cancel, execute, forget_plans, keep, plan_bulk, settle_interrupted
from contacts.bulk import run as bulk_run
from contacts.bulk.belongings import AddTag, RemoveTag
from contacts.bulk.columns import SetField, set_field
from contacts.bulk.deletion import Restore
from contacts.bulk.run import INTERRUPTED
from contacts.bulk.tasks import AddTask
from contacts.exceptions import BulkRunning, NotAllowed, PlanOutdated, UnknownFilterValue, UnusableValue
from contacts.models import (
    BulkRun,
    ChangeSet,
    Contact,
    ContactEmail,
    ContactEvent,
    ContactTag,
    ContactTagEvent,
    Tag,
    Task,
    TaskEvent,
)
from contacts.selection import Selection
from crm.models import User
from tests.concurrency import in_threads, wait_for_waiter
from tests.factories import booked, make_company, make_contact, make_tag, make_user

JOB = ChangeSet.Door.JOB
BERLIN = set_field("city", "Berlin")
EVERYBODY = Selection()


class Interrupted(Exception):
    pass


def several(count=9, **fields):
    with booked():
        made = [Contact(email=f"p{number}@example.com", source="form", **fields) for number in range(count)]
        return Contact.objects.bulk_create(made)


def planned(operation=BERLIN, selection=EVERYBODY, by=None):
    return keep(plan_bulk(selection, operation, by=by or User.objects.get(username="admin")))


def stop_after(count):
    seen = []

    def on_progress(run):
        seen.append(run.changed)
        if len(seen) == count:
            raise Interrupted

    return on_progress


def versions(run, history=ContactEvent):
    return history.objects.filter(pgh_context_id=run.change_set_id).count()


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(bulk_run, "CHUNK", 4)


def test_a_run_changes_what_was_planned_and_is_booked_on_one_change_set(admin, small_chunks):
    several()
    run = planned()
    seen = []

    execute(run, door=JOB, on_progress=lambda run: seen.append((run.changed, run.status)))

    assert seen == [(4, "running"), (8, "running"), (9, "running"), (9, "done")]
    made = run.change_set
    assert (made.kind, made.door, made.actor, made.reason) == ("edit", "job", admin, "Bulk change: Set a field")
    assert (run.status, run.changed, run.conflicts, versions(run)) == ("done", 9, 0, 9)
    assert None not in (made.finished_at, run.finished_at)
    assert set(Contact.objects.values_list("city", flat=True)) == {"Berlin"}


def test_a_run_that_is_done_forgets_who_was_meant_and_stays(admin):
    several(2)
    stale = planned(selection=Selection(filters={"q": "p"}))
    execute(BulkRun.objects.get(), door=JOB)
    with booked():
        Contact.objects.update(city="Bonn")

    again = execute(stale, door=JOB)

    assert (again.status, again.changed, again.selection) == ("done", 2, {})
    assert set(Contact.objects.values_list("city", flat=True)) == {"Bonn"}


@pytest.mark.parametrize("after", [1, 2, 3])
@pytest.mark.parametrize("kind", ["column", "tag", "task"])
def test_an_interrupted_run_goes_on_and_doubles_nothing(admin, small_chunks, after, kind):
    several()
    tag = make_tag()
    operation, history = {
        "column": (BERLIN, ContactEvent),
        "tag": (AddTag(str(tag.pk)), ContactTagEvent),
        "task": (AddTask("Call"), TaskEvent),
    }[kind]
    run = planned(operation)
    with pytest.raises(Interrupted):
        execute(run, door=JOB, on_progress=stop_after(after))
    left = BulkRun.objects.get()
    half = (left.status, left.message, left.changed, left.changed == versions(left, history))

    again = execute(left, door=JOB)

    assert half == ("failed", INTERRUPTED, min(4 * after, 9), True)
    assert (again.status, again.message, again.changed, versions(again, history)) == ("done", "", 9, 9)
    assert ChangeSet.objects.filter(actor=admin).count() == 1


class Breaking(SetField):
    """Writes one chunk, and breaks in the second one after it has written."""

    key = "breaking"

    def write(self, ids):
        count = super().write(ids)
        if Contact.objects.filter(city=self.value).count() > count:
            raise Interrupted
        return count


def test_an_error_in_a_chunk_takes_back_that_chunk_alone(admin, small_chunks, monkeypatch):
    monkeypatch.setitem(OPERATIONS, Breaking.key, Breaking)
    several()
    run = planned(Breaking("city", "Berlin"))

    with pytest.raises(Interrupted):
        execute(run, door=JOB)

    stored = BulkRun.objects.get()
    assert (stored.status, stored.changed, versions(stored)) == ("failed", 4, 4)
    assert Contact.objects.filter(city="Berlin").count() == 4


def test_a_run_that_was_killed_counts_as_interrupted(admin):
    several(1)
    run = planned()
    BulkRun.objects.update(status="running")

    settled = settle_interrupted(run)

    assert (settled.status, settled.message) == ("failed", INTERRUPTED)
    assert execute(run, door=JOB).status == "done"


def test_a_run_that_is_stopped_ends_with_its_chunk(admin, small_chunks):
    several()
    run = planned()

    execute(run, door=JOB, on_progress=lambda run: cancel(BulkRun.objects.get()))
    again = execute(BulkRun.objects.get(), door=JOB)

    assert (again.status, again.changed, again.conflicts, versions(again)) == ("cancelled", 4, 0, 4)
    assert None not in (again.finished_at, again.change_set.finished_at)
    assert again.selection == {}


def test_a_run_that_is_stopped_before_it_began_changes_nothing(admin):
    several(2)
    run = planned()
    BulkRun.objects.update(status="queued")

    cancel(run)
    execute(run, door=JOB)

    assert (run.status, run.changed, run.change_set, run.selection) == ("cancelled", 0, None, {})
    assert not Contact.objects.filter(city="Berlin").exists()


def test_a_run_that_is_done_cannot_be_stopped(admin):
    several(1)
    run = execute(planned(), door=JOB)

    cancel(run)

    assert BulkRun.objects.get().status == "done"


def test_an_old_plan_is_not_carried_out(admin):
    several(1)
    run = planned()
    BulkRun.objects.update(created_at=timezone.now() - timedelta(days=1, minutes=1))

    with pytest.raises(PlanOutdated):
        execute(run, door=JOB)

    assert (run.status, run.changed, run.change_set) == ("failed", 0, None)
    assert run.message.startswith("Nothing was changed: what would happen is no longer")


def test_a_plan_from_before_the_base_was_restored_is_not_carried_out(admin):
    several(1)
    run = planned()
    BulkRun.objects.update(watermark={"snapshot": "900000000000:900000000000:", "own": None})

    with pytest.raises(PlanOutdated):
        execute(run, door=JOB)

    assert not Contact.objects.filter(city="Berlin").exists()


def test_plans_that_nobody_confirms_are_forgotten(admin):
    several(1)
    fresh, _, refused, done, begun = [planned() for _ in range(5)]
    BulkRun.objects.exclude(pk=fresh.pk).update(created_at=timezone.now() - timedelta(days=2))
    BulkRun.objects.filter(pk=done.pk).update(status="done")
    BulkRun.objects.filter(pk__in=[refused.pk, begun.pk]).update(status="failed")
    BulkRun.objects.filter(pk=begun.pk).update(change_set=ChangeSet.objects.create(kind="edit", door="job"))

    assert forget_plans() == 2
    assert set(BulkRun.objects.all()) == {fresh, done, begun}


def test_whoever_has_lost_the_right_meanwhile_changes_nothing(rep):
    several(2, owner=rep)
    run = planned(by=rep)
    rep.groups.clear()

    with pytest.raises(NotAllowed):
        execute(run, door=JOB)

    assert (run.status, run.change_set) == ("failed", None)
    assert not Contact.objects.filter(city="Berlin").exists()


def test_contacts_that_went_to_another_team_meanwhile_are_left_alone(rep):
    several(2, owner=rep)
    run = planned(by=rep)
    with booked():
        Contact.objects.filter(email="p0@example.com").update(owner=make_user())

    execute(run, door=JOB)

    assert (run.status, run.changed, run.conflicts) == ("done", 1, 1)
    assert Contact.objects.get(city="Berlin").email == "p1@example.com"


def test_contacts_of_others_are_never_changed(rep):
    several(2, owner=make_user())
    own = make_contact(owner=rep)

    run = execute(planned(by=rep), door=JOB)

    assert (run.matched, run.not_permitted, run.changed) == (3, 2, 1)
    assert list(Contact.objects.filter(city="Berlin")) == [own]


def test_what_is_gone_meanwhile_stops_the_run_and_is_said(admin):
    several(2)
    tag = make_tag()
    tagging, filtered = planned(AddTag(str(tag.pk))), None
    with booked():
        ContactTag.objects.create(contact=Contact.objects.first(), tag=tag)
        filtered = planned(selection=Selection(filters={"tag": str(tag.pk)}))
        Tag.objects.soft_delete()

    with pytest.raises(UnusableValue):
        execute(tagging, door=JOB)
    with pytest.raises(UnknownFilterValue):
        execute(filtered, door=JOB)

    assert {run.status for run in BulkRun.objects.all()} == {"failed"}
    assert ContactTag.objects.count() == 1


def test_the_number_of_queries_does_not_grow_with_the_contacts(admin):
    several(1)
    with CaptureQueriesContext(connection) as with_one:
        execute(planned(), door=JOB)
    with booked():
        Contact.objects.bulk_create(Contact(email=f"q{n}@example.com", source="form") for n in range(5))

    with CaptureQueriesContext(connection) as with_more:
        execute(planned(), door=JOB)

    assert len(with_more) == len(with_one)


@pytest.mark.django_db(transaction=True)
def test_contacts_that_others_have_changed_since_are_left_alone(admin):
    several(4)
    run = planned()
    with booked():
        Contact.objects.filter(email="p0@example.com").update(title="CEO")
        Contact.objects.filter(email="p1@example.com").update(city="Berlin")
        Contact.objects.filter(email="p2@example.com").soft_delete()

    execute(run, door=JOB)

    assert (run.status, run.changing, run.changed, run.conflicts) == ("done", 4, 1, 3)
    assert versions(run) == 1
    assert dict(Contact.objects.values_list("email", "city")) == {
        "p0@example.com": "",
        "p1@example.com": "Berlin",
        "p2@example.com": "",
        "p3@example.com": "Berlin",
    }


@pytest.mark.django_db(transaction=True)
def test_contacts_that_match_only_since_are_left_alone(admin):
    tag, acme = make_tag(), make_company(name="Acme")
    one, two, three = several(3)
    with booked():
        ContactTag.objects.create(contact=one, tag=tag)
        ContactEmail.objects.create(contact=two, email="acme@example.org")
    tagged = planned(selection=Selection(filters={"tag": str(tag.pk)}))
    found = planned(set_field("city", "Bonn"), Selection(filters={"q": "acme"}))
    with booked():
        ContactTag.objects.create(contact=three, tag=tag)
        ContactEmail.objects.create(contact=three, email="acme@example.net")
        Contact.objects.create(email="new@example.com", source="form", company=acme)

    execute(tagged, door=JOB)
    execute(found, door=JOB)

    assert (tagged.changed, tagged.conflicts, found.changed, found.conflicts) == (1, 0, 1, 0)
    assert Contact.objects.get(city="Berlin") == one
    assert Contact.objects.get(city="Bonn") == two


@pytest.mark.django_db(transaction=True)
def test_contacts_of_a_company_that_was_renamed_since_are_left_alone(admin):
    company = make_company(name="Acme")
    make_contact(company=company), make_contact(company=make_company(name="Acme and sons"))
    run = planned(selection=Selection(filters={"q": "acme"}))
    with booked():
        type(company).objects.filter(pk=company.pk).update(name="Acme Ltd")

    execute(run, door=JOB)

    assert (run.changing, run.changed, run.conflicts) == (2, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_tag_that_somebody_has_taken_away_since_is_not_missed(admin):
    tag = make_tag()
    contacts = several(3)
    with booked():
        links = ContactTag.objects.bulk_create(ContactTag(contact=contact, tag=tag) for contact in contacts)
    run = planned(RemoveTag(str(tag.pk)))
    with booked():
        links[0].delete()

    execute(run, door=JOB)

    assert (run.changing, run.changed, run.conflicts, ContactTag.objects.count()) == (3, 2, 1, 0)


@pytest.mark.django_db(transaction=True)
def test_a_task_that_was_done_since_is_not_planned_again(admin):
    several(2)
    execute(planned(AddTask("Call"), Selection(filters={"q": "p0"})), door=JOB)
    run = planned(AddTask("Call"))
    with booked():
        Task.objects.update(done_at=timezone.now())

    execute(run, door=JOB)

    assert (run.changing, run.changed, run.conflicts) == (1, 1, 0)
    assert sorted(Task.objects.values_list("contact__email", flat=True)) == ["p0@example.com", "p1@example.com"]
    assert Task.objects.get(done_at=None).contact.email == "p1@example.com"


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_committed_while_the_run_waits_for_it_is_kept(admin):
    several(2)
    run = planned()
    locked, finished = threading.Event(), []

    def by_form():
        with transaction.atomic():
            with booked():
                Contact.objects.filter(email="p0@example.com").update(title="CEO")
            locked.set()
            wait_for_waiter()

    def by_run():
        locked.wait(10)
        finished.append(execute(BulkRun.objects.get(pk=run.pk), door=JOB))

    in_threads(by_form, by_run)

    assert (finished[0].changed, finished[0].conflicts) == (1, 1)
    assert Contact.objects.get(city="Berlin").email == "p1@example.com"


@pytest.mark.django_db(transaction=True)
def test_two_runs_over_the_same_contacts_at_once_change_each_of_them_once(admin, monkeypatch):
    monkeypatch.setattr(bulk_run, "CHUNK", 50)
    several(400)
    runs = [planned(set_field("city", city)) for city in ("Berlin", "Bonn")]

    in_threads(*(lambda run=run: execute(BulkRun.objects.get(pk=run.pk), door=JOB) for run in runs))

    done = BulkRun.objects.all()
    assert [(run.status, run.changed + run.conflicts, versions(run) == run.changed) for run in done] == [
        ("done", 400, True)
    ] * 2
    assert sum(run.changed for run in done) == 400


@pytest.mark.django_db(transaction=True)
def test_a_second_process_at_the_same_run_is_refused(admin, small_chunks):
    several()
    run = planned()
    refused = []

    def try_too(run_at_work):
        def work():
            with pytest.raises(BulkRunning):
                execute(BulkRun.objects.get(pk=run.pk), door=JOB)
            refused.append(settle_interrupted(BulkRun.objects.get(pk=run.pk)).status)

        in_threads(work)

    execute(run, door=JOB, on_progress=try_too)

    assert refused == ["running", "running", "running", "done"]
    assert (run.changed, versions(run)) == (9, 9)


@pytest.mark.django_db(transaction=True)
def test_an_address_that_is_taken_while_it_is_restored_stays_with_whoever_took_it(admin):
    contact, other = make_contact(email="ada@example.com"), make_contact()
    with booked():
        Contact.objects.soft_delete()
    run = planned(Restore(), Selection(filters={"deleted": "yes"}))
    taken, finished = threading.Event(), []

    def by_form():
        with transaction.atomic():
            make_contact(email="Ada@example.com")
            taken.set()
            wait_for_waiter()

    def by_run():
        taken.wait(10)
        finished.append(execute(BulkRun.objects.get(pk=run.pk), door=JOB))

    in_threads(by_form, by_run)

    assert (finished[0].status, finished[0].changed, finished[0].conflicts) == ("done", 1, 1)
    assert Contact.objects.live().filter(pk__in=[contact.pk, other.pk]).get() == other


def test_rights_of_a_group_are_asked_for_anew(rep):
    several(2, owner=rep)
    run = planned(by=rep)
    Group.objects.get(name="Sales rep").permissions.clear()

    with pytest.raises(NotAllowed):
        execute(run, door=JOB)
