"""Files and plans that are kept for a while only."""

import json
import logging
import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from contacts import kept_files
from contacts.importing.columns import open_run
from contacts.importing.exceptions import FileDeleted
from contacts.importing.planning import make_plan
from contacts.importing.run import INTERRUPTED, choose_columns, execute, take_in
from contacts.kept_files import Deleted, delete_old_files
from contacts.models import ChangeSet, Contact, ImportRun
from contacts.tasks import queue_import
from tests.spreadsheets import write

pytestmark = pytest.mark.django_db

PEOPLE = [["email", "first_name"], ["ada@example.com", "Ada"], ["nobody", "Bob"]]
NOTHING = Deleted(0, 0, 0)
LONG_AGO = timedelta(days=31)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    location = tmp_path / "files"
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": location}}
    }
    return location


@pytest.fixture
def planned(tmp_path):
    """A run that was looked at."""
    with write(tmp_path, PEOPLE).open("rb") as file:
        return make_plan(choose_columns(take_in(file, "people.csv", by=None), {}))


@pytest.fixture
def done(planned):
    return execute(planned, door=ChangeSet.Door.COMMAND)


def later() -> datetime:
    return timezone.now() + LONG_AGO


def files(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


def test_what_is_young_is_kept(done, folder):
    assert delete_old_files(now=timezone.now() + timedelta(days=29)) == NOTHING
    assert files(folder) == 2


def test_old_files_are_deleted_and_the_counts_stay(done, folder):
    counts = done.counts()

    assert delete_old_files(now=later()) == Deleted(files=2, plan_rows=0, lost=0)
    assert delete_old_files(now=later()) == NOTHING

    done.refresh_from_db()
    assert (done.status, done.counts(), files(folder)) == ("done", counts, 0)
    assert (done.file.name, done.failed_rows.name) == ("", "")
    assert done.problems.count() == 1


def test_plan_that_nobody_carried_out_is_forgotten(planned, monkeypatch):
    monkeypatch.setattr(kept_files, "PLAN_ROWS_AT_ONCE", 1)

    assert delete_old_files(now=later()) == Deleted(files=1, plan_rows=2, lost=0)

    planned.refresh_from_db()
    assert (planned.status, planned.plan_rows.exists()) == ("failed", False)
    assert planned.message.startswith("The file of this import was deleted on ")


def test_plan_whose_deletion_was_broken_off_is_forgotten_the_next_time(planned):
    ImportRun.objects.update(files_deleted_at=timezone.now(), status="failed")

    assert delete_old_files() == Deleted(files=0, plan_rows=2, lost=0)


@pytest.mark.parametrize("status", ["planning", "queued", "running"])
def test_run_that_is_under_way_is_left_alone(planned, folder, status):
    ImportRun.objects.update(status=status, finished_at=None)

    assert delete_old_files(now=later()) == NOTHING
    assert files(folder) == 1


def test_run_that_a_process_is_at_is_left_alone(planned):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [f"contacts.ImportRun {planned.pk}"])

        assert delete_old_files(now=later()) == NOTHING

        cursor.execute("SELECT pg_advisory_unlock_all()")


def test_run_whose_process_was_killed_long_ago_is_deleted_in_its_turn(planned):
    ImportRun.objects.update(status="running", finished_at=None)

    delete_old_files(now=later())
    planned.refresh_from_db()
    assert (planned.status, planned.message) == ("failed", INTERRUPTED)

    assert delete_old_files(now=later()) == Deleted(files=1, plan_rows=2, lost=0)


def test_missing_file_is_no_obstacle(done, folder):
    Path(done.file.path).unlink()

    assert delete_old_files(now=later()) == Deleted(files=1, plan_rows=0, lost=0)


def test_file_that_cannot_be_deleted_is_tried_again(done, folder, caplog):
    path = Path(done.file.path)
    path.unlink()
    path.mkdir()
    (path / "more").touch()

    with caplog.at_level(logging.WARNING):
        assert delete_old_files(now=later()).files == 1

    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_files_that_no_run_names_are_deleted_when_they_are_old(done, folder):
    for name, age in (("imports/2026/01/lost.csv", LONG_AGO), ("imports/new.csv", timedelta())):
        default_storage.save(name, ContentFile(b"email\n"))
        seconds = (timezone.now() - age).timestamp()
        os.utime(folder / name, (seconds, seconds))

    assert delete_old_files() == Deleted(files=0, plan_rows=0, lost=1)
    assert files(folder) == 3


def test_deleted_file_is_refused_in_words(planned):
    delete_old_files(now=later())
    planned.refresh_from_db()

    queue_import(planned)
    with pytest.raises(FileDeleted), open_run(planned):
        pass
    with pytest.raises(FileDeleted):
        execute(planned, door=ChangeSet.Door.COMMAND)

    assert not Contact.objects.exists()


def test_days_are_a_setting(done, settings):
    settings.KEEP_FILES_DAYS = 0

    assert delete_old_files().files == 2


def test_command_deletes_and_tells(done, settings, capsys):
    settings.KEEP_FILES_DAYS = 0

    call_command("delete_old_files", "--json")

    printed = capsys.readouterr()
    assert json.loads(printed.out) == {"files": 2, "plan_rows": 0, "lost": 0}
    assert printed.err == "Deleted: 2 files, 0 files that belonged to nothing, 0 rows of plans.\n"
