import json
import random
import threading

import pytest
from django.db import connection, transaction

from contacts.importing import chunks
from contacts.importing.exceptions import AlreadyRunning, EmptyFile, NoEmailColumn, UnknownHeader
from contacts.importing.run import INTERRUPTED, choose_columns, execute, import_file, settle_interrupted, take_in
from contacts.models import Activity, ChangeSet, Contact, ContactEvent, ImportRun
from contacts.models.import_run import ImportRow
from tests.concurrency import in_threads, wait_for_waiter
from tests.factories import booked, make_contact
from tests.spreadsheets import bring_in, outcome, problems, write

ROWS = "".join(f"person{number}@example.com,Person {number},note {number}\n" for number in range(9))
TEXT = f"email,first_name,notes\n{ROWS}PERSON3@example.com,Other,other\n,x,\n"
JOB = ChangeSet.Door.JOB


class Interrupted(Exception):
    pass


def waiting_run(tmp_path, content=TEXT):
    with write(tmp_path, content).open("rb") as file:
        return choose_columns(take_in(file, "people.csv", by=None), {})


def interrupt_after(count):
    seen = []

    def on_progress(run):
        seen.append(run.rows)
        if len(seen) == count:
            raise Interrupted

    return on_progress


def result(run):
    return (
        run.status,
        run.counts(),
        run.warnings,
        [problem[1:] for problem in problems(run)],
        list(ImportRow.objects.filter(run=run).order_by("line").values_list("line", "outcome", "contact__email")),
        list(Contact.objects.order_by("email").values_list("email", "first_name")),
        sorted(Activity.objects.values_list("contact__email", "body")),
    )


def is_superuser():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser')")
        return cursor.fetchone()[0] == "on"


def test_a_file_taken_in_waits_and_writes_no_contact(db, tmp_path, admin):
    with write(tmp_path, TEXT).open("rb") as file:
        run = take_in(file, "/some/folder/people.csv", by=admin, existing="fill")

    assert (run.status, run.file_name, run.existing, run.created_by, len(run.sha256)) == (
        "uploaded",
        "people.csv",
        "fill",
        admin,
        64,
    )
    with run.file.open() as kept:
        assert kept.read().decode() == TEXT
    assert Contact.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "error"), [("", EmptyFile), ("name,city\nAda,Ulm\n", NoEmailColumn), (b"MZ\x00\x01" * 99, Exception)]
)
def test_an_unusable_file_writes_nothing_and_says_why(db, tmp_path, content, error):
    with pytest.raises(error) as caught:
        bring_in(write(tmp_path, content))

    run = ImportRun.objects.get()
    assert (run.status, run.message, run.change_set) == ("failed", str(caught.value), None)
    assert run.finished_at is not None
    assert (Contact.objects.count(), ChangeSet.objects.count(), run.rows) == (0, 0, 0)


def test_an_unknown_header_is_refused(db, tmp_path):
    with pytest.raises(UnknownHeader):
        bring_in(write(tmp_path, TEXT), mapping={"Nope": "email"})

    assert ImportRun.objects.get().status == "failed"


def test_a_name_of_broken_letters_is_kept_as_far_as_it_goes(db, tmp_path):
    with write(tmp_path, TEXT).open("rb") as file:
        run = take_in(file, "M\udcfcller.csv", by=None, encoding="\udcff" * 60)

    run.refresh_from_db()
    assert (run.file_name, run.encoding) == ("Mller.csv", "")


def test_progress_is_told_after_each_chunk_and_at_the_end(db, tmp_path, monkeypatch):
    monkeypatch.setattr(chunks, "CHUNK_ROWS", 4)
    seen = []

    run = bring_in(write(tmp_path, TEXT), on_progress=lambda run: seen.append((run.rows, run.status)))

    assert seen == [(4, "running"), (8, "running"), (11, "running"), (11, "done")]
    assert (run.progress, run.finished_at is not None, run.seconds > 0) == (1, True, True)


@pytest.mark.parametrize("after", [1, 2, 3])
def test_an_interrupted_run_goes_on_and_ends_like_an_undisturbed_one(db, tmp_path, monkeypatch, after):
    monkeypatch.setattr(chunks, "CHUNK_ROWS", 4)
    with transaction.atomic():
        undisturbed = result(execute(waiting_run(tmp_path), door=JOB))
        transaction.set_rollback(True)
    run = waiting_run(tmp_path)
    with pytest.raises(Interrupted):
        execute(run, door=JOB, on_progress=interrupt_after(after))

    again = execute(ImportRun.objects.get(pk=run.pk), door=JOB)

    assert result(again) == undisturbed
    assert ChangeSet.objects.filter(kind="import").count() == 1
    assert again.change_set.finished_at is not None


def test_a_run_in_the_hands_of_one_who_failed_starts_from_what_is_in_the_base(db, tmp_path, monkeypatch):
    monkeypatch.setattr(chunks, "CHUNK_ROWS", 4)
    run = waiting_run(tmp_path)
    with pytest.raises(Interrupted):
        execute(run, door=JOB, on_progress=interrupt_after(2))
    run.rows = run.created = 77

    execute(run, door=JOB)

    assert outcome(run) == (9, 0, 0, 1, 1)


def test_a_run_that_is_done_stays_as_it_is(db, tmp_path):
    stale = waiting_run(tmp_path)
    execute(ImportRun.objects.get(pk=stale.pk), door=JOB)
    events = ContactEvent.objects.count()

    again = execute(stale, door=JOB)

    assert (outcome(again), again.status, ContactEvent.objects.count()) == ((9, 0, 0, 1, 1), "done", events)


def test_an_error_in_a_chunk_takes_back_that_chunk_alone(db, tmp_path, monkeypatch):
    monkeypatch.setattr(chunks, "CHUNK_ROWS", 4)
    run = waiting_run(tmp_path)

    def break_the_base(run):
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE contacts_activity RENAME TO elsewhere")

    with pytest.raises(Exception, match="contacts_activity"), transaction.atomic():
        execute(run, door=JOB, on_progress=break_the_base)
    with pytest.raises(Interrupted):
        execute(run, door=JOB, on_progress=interrupt_after(1))

    stored = ImportRun.objects.get(pk=run.pk)
    assert (stored.rows, stored.created, stored.status) == (4, 4, "failed")
    assert ImportRow.objects.filter(run=run).count() == Contact.objects.count() == 4


@pytest.mark.parametrize("error", [Interrupted, KeyboardInterrupt, SystemExit])
def test_a_run_that_was_interrupted_says_so(db, tmp_path, error):
    run = waiting_run(tmp_path)

    def stop(run):
        raise error

    with pytest.raises(error):
        execute(run, door=JOB, on_progress=stop)

    run = ImportRun.objects.get(pk=run.pk)
    assert (run.status, run.message, run.rows, run.finished_at is not None) == ("failed", INTERRUPTED, 11, True)


def test_a_run_that_was_killed_counts_as_interrupted_and_hinders_no_other(db, tmp_path):
    run = waiting_run(tmp_path)
    ImportRun.objects.update(status="running")

    other = bring_in(write(tmp_path, TEXT))
    settled = settle_interrupted(run)

    assert outcome(other) == (9, 0, 0, 1, 1)
    assert (settled.status, settled.message) == ("failed", INTERRUPTED)
    assert execute(run, door=JOB).status == "done"


def test_runs_that_somebody_is_at_are_left_to_them(db, tmp_path):
    seen = []

    # Keys of locks are hashes of either sign.
    for _ in range(8):
        bring_in(write(tmp_path, TEXT), on_progress=lambda run: seen.append(settle_interrupted(run).status))

    assert seen == ["running", "done"] * 8


@pytest.mark.django_db(transaction=True)
def test_a_second_process_at_the_same_run_is_refused(tmp_path):
    run = waiting_run(tmp_path)
    refused = []

    def try_too(run_at_work):
        def work():
            with pytest.raises(AlreadyRunning):
                execute(ImportRun.objects.get(pk=run.pk), door=JOB)
            refused.append(ImportRun.objects.get(pk=run.pk).status)

        in_threads(work)

    execute(run, door=JOB, on_progress=try_too)

    assert refused == ["running", "done"]
    assert (outcome(run), ImportRun.objects.get(pk=run.pk).status) == ((9, 0, 0, 1, 1), "done")


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_the_same_people_at_once_make_each_person_once(tmp_path, monkeypatch):
    monkeypatch.setattr(chunks, "CHUNK_ROWS", 300)
    lines = [f"person{number}@example.com,Company {number % 50},tag {number % 7}\n" for number in range(2_000)]
    paths = []
    for name in ("one", "two"):
        random.Random(name).shuffle(lines)
        paths.append(write(tmp_path, "email,company,tags\n" + "".join(lines), name=f"{name}.csv"))

    in_threads(*(lambda path=path: bring_in(path) for path in paths))

    runs = ImportRun.objects.all()
    assert [outcome(run) for run in runs] == [(run.created, 0, 2_000 - run.created, 0, 0) for run in runs]
    assert sum(run.created for run in runs) == Contact.objects.count() == 2_000
    assert len(set(Contact.objects.values_list("company__name", flat=True))) == 50


@pytest.mark.django_db(transaction=True)
def test_an_address_written_by_somebody_else_meanwhile_is_theirs(tmp_path):
    path = write(tmp_path, "email,first_name,last_name\nada@example.com,Ada,Hill\nbob@example.com,Bob,\n")
    written, finished = threading.Event(), []

    def by_form():
        with transaction.atomic():
            make_contact(email="Ada@example.com", first_name="Ada")
            written.set()
            # The import waits at the address; it is released by the commit.
            wait_for_waiter()

    def by_import():
        written.wait(10)
        finished.append(bring_in(path))

    in_threads(by_form, by_import)

    assert outcome(finished[0]) == (1, 1, 0, 0, 0)
    assert list(Contact.objects.order_by("email").values_list("email", "last_name", "source")) == [
        ("Ada@example.com", "Hill", "form"),
        ("bob@example.com", "", "import"),
    ]


@pytest.mark.django_db(transaction=True)
def test_a_chunk_that_loses_a_deadlock_is_tried_again(tmp_path):
    if not is_superuser():
        pytest.skip("Only a superuser may decide who loses")
    first = make_contact(email="ada@example.com")
    path = write(tmp_path, "email,first_name\nada@example.com,Ada\nnew@example.com,New\n")
    locked, finished = threading.Event(), []

    def by_form():
        # Holds the contact, then wants the address that the import has claimed.
        with booked(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL deadlock_timeout = '1min'")
            cursor.execute("SELECT FROM contacts_contact WHERE id = %s FOR UPDATE", [first.pk])
            locked.set()
            wait_for_waiter()
            first.emails.create(email="new@example.com")

    def by_import():
        locked.wait(10)
        finished.append(bring_in(path))

    in_threads(by_form, by_import)

    first.refresh_from_db()
    assert outcome(finished[0]) == (0, 1, 0, 1, 0)
    assert (first.first_name, first.emails.count()) == ("Ada", 2)


def test_the_settled_mapping_outlives_changes_of_the_suggestion(db, tmp_path):
    run = waiting_run(tmp_path, "email,first_name\nada@example.com,Ada\n")
    run.mapping["columns"] = [column for column in run.mapping["columns"] if column["field"] == "email"]
    run.mapping = json.loads(json.dumps(run.mapping))
    run.save()

    execute(run, door=JOB)

    assert Contact.objects.get().first_name == ""


def test_the_door_and_the_person_stand_on_the_change_set(db, tmp_path, admin):
    run = import_file(write(tmp_path, TEXT), door=ChangeSet.Door.ADMIN, by=admin)

    assert (run.change_set.door, run.change_set.actor, run.change_set.kind) == ("admin", admin, "import")
    assert set(ContactEvent.objects.values_list("pgh_context_id", flat=True)) == {run.change_set.pk}
