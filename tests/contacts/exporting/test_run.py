"""Exports as runs: journalled, within the rights of whoever asks, and forgotten in time."""

import io
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from contacts import runs
from contacts.exceptions import (
    ExportRunning,
    ExportStopped,
    NoColumns,
    NotAllowed,
    TooManyForFormat,
    UnknownColumns,
    UnknownFilterValue,
    UnknownFormat,
)
from contacts.exporting import (
    cancel,
    forget_expired,
    forget_file,
    formats,
    has_file,
    keep,
    last_choice,
    make_file,
    rows,
    send,
    settle_interrupted,
    with_expired_file,
)
from contacts.exporting import run as export_run
from contacts.exporting.columns import chosen
from contacts.exporting.run import FORGOTTEN, INTERRUPTED
from contacts.models import ChangeSet, Contact, ContactList, ExportRun, ListMember
from contacts.selection import Selection
from tests.concurrency import in_threads
from tests.factories import booked, make_contact, make_user

ADMIN, COMMAND = ChangeSet.Door.ADMIN, ChangeSet.Door.COMMAND
EVERYBODY = Selection()
Status = ExportRun.Status


class Watched(io.BytesIO):
    """A file that has something happen when it is first written to."""

    def __init__(self, happening):
        self._happening = happening
        super().__init__()

    def write(self, part):
        happening, self._happening = self._happening, lambda: None
        happening()
        return super().write(part)


def asked(by=None, selection=EVERYBODY, kind="csv", columns=("email",), door=ADMIN):
    return keep(selection, kind=kind, columns=columns, by=by, door=door)


def sent(run):
    file = io.BytesIO()
    send(run, file)
    return file.getvalue().decode()


def content(run):
    return Path(run.file.path).read_bytes().decode()


def a_day_later():
    return timezone.now() + timedelta(days=1)


@pytest.fixture
def rep(db):
    user = make_user(username="rep", is_staff=True)
    user.groups.add(Group.objects.get(name="Sales rep"))
    return user


@pytest.fixture
def kept(db):
    """A run whose file is kept; the file goes with the test."""
    make_contact(email="ada@example.com")
    run = make_file(asked())
    yield run
    default_storage.delete(f"exports/{run.pk}.csv")


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        ({"kind": "pdf"}, UnknownFormat),
        ({"columns": []}, NoColumns),
        ({"columns": ["salary"]}, UnknownColumns),
        ({"selection": Selection(filters={"list": str(uuid.uuid4())})}, UnknownFilterValue),
    ],
)
def test_what_cannot_be_exported_is_refused_and_not_journalled(admin, wanted, refusal):
    with pytest.raises(refusal):
        asked(admin, **wanted)

    assert not ExportRun.objects.exists()


def test_export_takes_a_permission_of_its_own_when_asked_for_and_when_made(rep):
    run = asked(rep)
    rep.groups.clear()
    run.refresh_from_db()

    with pytest.raises(NotAllowed, match=r"contacts\.export_contact"):
        make_file(run)
    with pytest.raises(NotAllowed):
        asked(run.created_by)

    assert (run.status, run.message.split(":")[0], bool(run.file)) == ("failed", "Nothing was done", False)


def test_worksheet_that_would_be_too_long_is_refused_before_anything_begins(admin, monkeypatch):
    full = formats.Format("Excel", "", formats.workbook.write, most=1)
    monkeypatch.setitem(formats.FORMATS, "xlsx", full)
    asked(admin, kind="xlsx", selection=Selection(ids=(make_contact().pk,)))
    make_contact()

    with pytest.raises(TooManyForFormat, match=r"holds 1 contacts at most, and these are 2\. Choose CSV"):
        asked(admin, kind="xlsx")

    assert formats.workbook.MOST_ROWS == 1_048_576


def test_every_export_is_journalled_with_who_what_and_how_many(admin):
    for _ in range(3):
        make_contact(lifecycle_stage="lead")
    make_contact()

    run = asked(admin, Selection(filters={"lifecycle_stage": "lead", "q": "person"}), columns=["email", "id"])
    text = sent(run)

    run = ExportRun.objects.get()
    assert (run.status, run.rows, run.total, run.created_by, run.door) == ("done", 3, 3, admin, "admin")
    assert (run.columns, run.has_all_columns, run.kind) == (["email", "id"], False, "csv")
    assert run.contacts == "Contacts by lifecycle stage “Lead”, a search"
    assert (run.file, run.expires_at) == ("", None)
    assert text.startswith("\ufeffemail,id\r\n")


def test_what_was_searched_for_and_who_was_ticked_is_forgotten_once_it_is_done(admin):
    contact = make_contact(first_name="Jane")
    searched = asked(admin, Selection(filters={"q": "Jane"}))
    ticked = asked(admin, Selection(ids=(contact.pk,)))
    before = (searched.selection, ticked.selection)

    sent(searched), sent(ticked)

    assert before == ({"filters": {"q": "Jane"}}, {"ids": [str(contact.pk)]})
    assert (searched.selection, ticked.selection) == ({"filters": {"q": ""}}, {"ids": []})


def test_all_columns_are_noted_as_they_are_now(db):
    run = asked(columns=None)

    assert (run.columns, run.has_all_columns) == (chosen(None), True)


def test_file_of_the_command_line_has_no_mark(db):
    assert sent(asked(door=COMMAND)) == "email\r\n"


@pytest.mark.parametrize("reps_see_all", [True, False])
def test_only_contacts_that_the_user_sees_are_exported(rep, settings, reps_see_all):
    settings.REPS_SEE_ALL = reps_see_all
    own, theirs = make_contact(email="own@example.com", owner=rep), make_contact(email="theirs@example.com")

    everybody = sent(asked(rep)).split()[1:]
    ticked = sent(asked(rep, Selection(ids=(own.pk, theirs.pk)))).split()[1:]

    assert sorted(everybody) == sorted(ticked) == [own.email, theirs.email][: 2 if reps_see_all else 1]


def test_deleted_contacts_are_exported_only_by_their_filter(admin):
    make_contact(email="ada@example.com"), make_contact(email="bob@example.com")
    with booked():
        Contact.objects.filter(email="bob@example.com").soft_delete()

    assert sent(asked(admin)).split()[1:] == ["ada@example.com"]
    assert sent(asked(admin, Selection(filters={"deleted": "yes"}))).split()[1:] == ["bob@example.com"]


def test_list_exports_its_members_and_one_that_is_deleted_meanwhile_nobody(admin):
    member = make_contact(email="ada@example.com")
    make_contact()
    with booked():
        contact_list = ContactList.objects.create(name="VIP")
        ListMember.objects.create(list=contact_list, contact=member)
    selection = Selection(filters={"list": str(contact_list.pk)})
    first, second = asked(admin, selection), asked(admin, selection)

    text = sent(first)
    with booked():
        ContactList.objects.all().soft_delete()
    with pytest.raises(UnknownFilterValue):
        make_file(second)

    assert text.split()[1:] == ["ada@example.com"]
    assert (second.status, second.message) == (
        "failed",
        "Nothing was done: what the list is filtered by (list) is not there any more. Choose another filter.",
    )


def test_large_export_that_is_under_way_is_not_asked_for_twice(rep, admin, monkeypatch):
    monkeypatch.setattr(export_run, "AT_ONCE", 1)
    make_contact(), make_contact()

    first, again, other, of_another = asked(rep), asked(rep), asked(rep, columns=["id"]), asked(admin)
    sent(first)
    later = asked(rep)

    assert again == first
    assert len({first, other, of_another, later}) == 4


def test_small_exports_are_journalled_each(rep):
    make_contact()

    assert asked(rep) != asked(rep)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_are_one_export(monkeypatch):
    monkeypatch.setattr(export_run, "AT_ONCE", 1)
    make_contact(), make_contact()
    user = make_user(is_superuser=True)

    in_threads(lambda: asked(user), lambda: asked(user))

    assert ExportRun.objects.count() == 1


def test_file_is_kept_for_a_day(kept):
    before, after = kept.expires_at - timedelta(seconds=1), kept.expires_at + timedelta(seconds=1)

    assert content(kept) == "\ufeffemail\r\nada@example.com\r\n"
    assert timedelta(hours=23) < kept.expires_at - timezone.now() <= timedelta(days=1)
    assert (has_file(kept, now=before), has_file(kept, now=after)) == (True, False)
    assert (list(with_expired_file(now=before)), list(with_expired_file(now=after))) == ([], [kept])


def test_file_is_readable_by_the_user_of_the_program_only(kept):
    path = Path(kept.file.path)

    assert (path.parent.name, oct(path.stat().st_mode & 0o777)) == ("exports", "0o600")


def test_making_the_file_a_second_time_changes_nothing(kept):
    finished = kept.finished_at
    make_contact()

    make_file(kept)

    assert (kept.finished_at, kept.rows) == (finished, 1)


def test_expired_file_is_deleted_and_the_journal_stays(kept):
    name = kept.file.name

    deleted = [forget_expired(now=now) for now in (timezone.now(), a_day_later(), a_day_later())]

    kept.refresh_from_db()
    assert (deleted, default_storage.exists(name)) == ([0, 1, 0], False)
    assert (kept.status, kept.rows, kept.file, has_file(kept)) == ("done", 1, "", False)


def test_forgetting_what_has_no_file_changes_nothing(db):
    run = asked()

    forget_file(run)

    assert not run.file


def test_stopped_export_leaves_no_file_and_forgets_who_was_meant(db, monkeypatch):
    monkeypatch.setattr(rows, "BATCH", 1)
    run = asked(selection=Selection(filters={"q": "person"}))
    make_contact(), make_contact()

    with pytest.raises(ExportStopped):
        send(run, Watched(lambda: cancel(ExportRun.objects.get())))

    assert (run.status, run.rows, run.selection) == ("cancelled", 0, {"filters": {"q": ""}})
    assert make_file(run).status == "cancelled"


def test_export_that_is_stopped_at_the_last_moment_leaves_no_file(db, monkeypatch):
    run = asked()
    storage = ExportRun._meta.get_field("file").storage
    name = f"exports/{run.pk}.csv"

    def write(extract, file):
        formats.delimited.write(extract, file)
        cancel(ExportRun.objects.get())

    monkeypatch.setitem(formats.FORMATS, "csv", formats.Format("CSV", "text/csv", write))
    with pytest.raises(ExportStopped):
        make_file(run)

    run.refresh_from_db()
    assert (run.status, run.file, storage.exists(name)) == ("cancelled", "", False)


def test_export_that_has_ended_cannot_be_stopped(kept):
    assert cancel(kept).status == "done"


def test_error_is_noted_and_the_export_can_be_started_again(admin):
    make_contact()
    run = asked(admin)

    def full():
        raise OSError("No space left on device")

    with pytest.raises(OSError, match="No space left"):
        send(run, Watched(full))
    noted = (run.status, run.message)
    text = sent(run)

    assert noted == ("failed", INTERRUPTED)
    assert (run.status, run.message, run.rows, text.count("\n")) == ("done", "", 1, 2)


def test_export_of_a_process_that_was_killed_has_failed(db):
    run = asked()
    ExportRun.objects.update(status=Status.RUNNING)

    run = settle_interrupted(ExportRun.objects.get())

    assert (run.status, run.message) == ("failed", INTERRUPTED)


def test_half_a_file_that_a_killed_process_has_left_is_replaced_or_deleted(db):
    make_contact(email="ada@example.com")
    runs_left = [asked(), asked()]
    for run in runs_left:
        name = default_storage.save(f"exports/{run.pk}.csv", ContentFile("half"))
        ExportRun.objects.filter(pk=run.pk).update(status=Status.RUNNING, file=name, expires_at=timezone.now())
        run.refresh_from_db()

    made = make_file(settle_interrupted(runs_left[0]))
    text = content(made)
    forget_expired(now=a_day_later())

    assert "ada@example.com" in text
    assert [default_storage.exists(f"exports/{run.pk}.csv") for run in runs_left] == [False, False]


def test_interrupted_export_that_nobody_starts_again_is_forgotten_after_a_day(db):
    run = asked(selection=Selection(filters={"q": "Jane"}))
    ExportRun.objects.update(status=Status.RUNNING)

    forget_expired(now=timezone.now())
    run.refresh_from_db()
    noted = (run.status, run.selection)
    forget_expired(now=a_day_later())

    run.refresh_from_db()
    assert noted == ("failed", {"filters": {"q": "Jane"}})
    assert (run.status, run.message, run.selection) == ("cancelled", INTERRUPTED, {"filters": {"q": ""}})


def test_export_that_was_asked_for_and_never_begun_is_forgotten_after_a_day(db):
    run = asked()

    forget_expired(now=a_day_later())

    run.refresh_from_db()
    assert (run.status, run.message) == ("cancelled", FORGOTTEN)


@pytest.mark.django_db(transaction=True)
def test_export_that_somebody_is_at_is_left_to_them():
    run = asked()

    def meddle():
        with pytest.raises(ExportRunning):
            make_file(ExportRun.objects.get())

    with runs.alone(run, otherwise=ExportRunning):
        in_threads(meddle)


def test_last_choice_is_that_of_the_users_own_last_export_in_the_admin(rep, admin):
    nothing = last_choice(rep)
    asked(rep, kind="xlsx"), asked(admin), asked(rep, kind="jsonl", columns=["id"]), asked(rep, door=COMMAND)

    choice = last_choice(rep)

    assert (nothing, choice.kind, choice.columns) == (None, "jsonl", ["id"])
