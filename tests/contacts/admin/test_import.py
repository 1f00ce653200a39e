"""An import through the pages of the admin."""

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from contacts.admin.import_choices import GROUPS
from contacts.importing.run import INTERRUPTED
from contacts.importing.vocabulary import FIELDS
from contacts.kept_files import delete_old_files
from contacts.models import ChangeSet, Contact, ImportRun
from contacts.tasks import queue_import, queue_plan
from tests.contacts.admin.imports import (
    PEOPLE,
    carried_out,
    held,
    imported,
    interrupted,
    posted,
    previewed,
    run_page,
    upload,
    work_off,
)
from tests.contacts.admin.pages import url
from tests.factories import make_contact, make_custom_field, make_user

pytestmark = pytest.mark.usefixtures("stored_files")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "The submitted file is empty."),
        (b"MZ\x90\x00\x03\x00\x00\x00", "This is a program, not a table. Export the contacts as CSV (UTF-8) or XLSX."),
        (b"email,name\n", "The file has a header but no rows. Add rows below the header, or choose another file."),
    ],
)
def test_file_that_is_no_table_is_refused_on_the_page(as_admin, content, complaint):
    response = upload(as_admin, content)

    assert response.context["form"].errors["file"] == [complaint]
    assert not ImportRun.objects.exists()


@pytest.mark.django_db
def test_file_that_is_too_large_is_refused_and_not_stored(as_admin, settings):
    settings.MAX_UPLOAD_MB = 0

    response = upload(as_admin, PEOPLE.encode())

    assert response.context["form"].errors["file"] == [
        "The file is larger than 0 MB: split it, or use the import command."
    ]


@pytest.mark.django_db
def test_second_step_of_the_library_is_closed(as_admin):
    assert as_admin.post(reverse("admin:contacts_contact_process_import")).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.django_db
def test_file_in_another_encoding_is_kept_and_asked_about(as_admin):
    question = upload(as_admin, PEOPLE.encode("cp1252"))
    run = ImportRun.objects.get()
    answer = as_admin.post(url(ImportRun, "encoding", run.pk), {"encoding": "cp1252"}, follow=True)

    assert "line 2 cannot be read" in question.context["complaint"]
    assert [row.samples[0] for row in answer.context["rows"]] == ["jane@example.com", "Jané", "rot"]


@pytest.mark.django_db
def test_encoding_that_does_not_exist_is_refused(as_admin):
    response = upload(as_admin, PEOPLE.encode(), encoding="other", other_encoding="klingon")

    assert "There is no text encoding named klingon" in response.context["form"].errors["encoding"][0]


@pytest.mark.django_db
def test_columns_are_shown_with_their_meaning(as_admin):
    response = upload(as_admin, PEOPLE.encode())

    rows = [(row.name, row.input.value(), row.is_recognised) for row in response.context["rows"]]
    assert rows == [("E-mail", "email", True), ("Vorname", "first_name", True), ("Lieblingsfarbe", "", False)]
    assert not Contact.objects.exists()


@pytest.mark.django_db
def test_columns_of_one_name_are_told_apart(as_admin):
    response = upload(as_admin, b"email,note,note\njane@example.com,a,b\n")

    names = [row.name for row in response.context["rows"]]
    assert names == ["email", "note (column B)", "note (column C)"]


@pytest.mark.django_db
def test_import_does_not_begin_without_a_column_of_addresses(as_admin):
    shown = upload(as_admin, b"Name,City\nJane,Bonn\n")
    run = ImportRun.objects.get()
    refused = as_admin.post(run_page(run), posted(shown))

    run.refresh_from_db()
    assert "Choose the column that holds the e-mail addresses" in shown.content.decode()
    assert "Choose the column that holds the e-mail addresses" in refused.content.decode()
    assert run.status == ImportRun.Status.UPLOADED


@pytest.mark.django_db
def test_import_does_not_begin_with_two_columns_for_one_field(as_admin):
    shown = upload(as_admin, b"email,City,Town\njane@example.com,Bonn,Kiel\n")
    refused = as_admin.post(run_page(ImportRun.objects.get()), posted(shown, column_1="city", column_2="city"))

    assert "Two columns are mapped to 'city'" in refused.context["form"].non_field_errors()[0]


@pytest.mark.django_db
def test_import_is_queued_once(as_admin):
    shown = upload(as_admin, PEOPLE.encode())
    run = ImportRun.objects.get()
    for _ in range(2):
        as_admin.post(run_page(run), posted(shown))

    run.refresh_from_db()
    assert run.status == ImportRun.Status.QUEUED
    assert [job.args for job in ProcrastinateJob.objects.all()] == [{"run_id": str(run.pk)}]


@pytest.mark.django_db
def test_page_of_a_queued_import_shows_how_far_it_is(as_admin):
    run = ImportRun.objects.create(file_name="people.csv", status="running", rows=50, created=50, progress=0.25)

    with held(run):
        page, part = as_admin.get(run_page(run)), as_admin.get(url(ImportRun, "progress", run.pk))

    assert 'hx-trigger="every 1s"' in page.content.decode()
    assert "25 %" in part.content.decode()
    assert "HX-Refresh" not in part.headers


@pytest.mark.django_db
def test_page_of_a_finished_import_is_loaded_anew(as_admin):
    run = ImportRun.objects.create(file_name="people.csv", status="done")

    assert as_admin.get(url(ImportRun, "progress", run.pk)).headers["HX-Refresh"] == "true"


@pytest.mark.django_db
def test_import_that_failed_says_why_and_offers_another_encoding(as_admin):
    run = ImportRun.objects.create(file_name="people.csv", status="failed", message="Line 3 is too long.")

    page = as_admin.get(run_page(run)).content.decode()

    assert "Line 3 is too long." in page
    assert url(ImportRun, "encoding", run.pk) in page


@pytest.mark.django_db
def test_import_that_was_interrupted_goes_on(as_admin):
    shown = upload(as_admin, PEOPLE.encode())
    run = ImportRun.objects.get()
    as_admin.post(run_page(run), posted(shown))
    ImportRun.objects.update(status="failed", rows=1, message="An error of the program.")
    app.job_manager.connector.execute_query("DELETE FROM procrastinate_jobs")

    as_admin.post(url(ImportRun, "again", run.pk))

    run.refresh_from_db()
    assert (run.status, ProcrastinateJob.objects.count()) == (ImportRun.Status.QUEUED, 1)


@pytest.mark.django_db
def test_import_that_was_killed_says_so(as_admin):
    run = ImportRun.objects.create(file_name="people.csv", status="running", rows=50, created=50)

    part, page = as_admin.get(url(ImportRun, "progress", run.pk)), as_admin.get(run_page(run))

    assert part.headers["HX-Refresh"] == "true"
    assert INTERRUPTED in page.content.decode()
    assert url(ImportRun, "again", run.pk) in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("is_held", "status", "jobs"), [(False, "queued", 1), (True, "running", 0)])
def test_import_that_was_killed_goes_on_and_one_that_runs_does_not_twice(as_admin, is_held, status, jobs):
    run = interrupted(as_admin, status="running")

    with held(run) if is_held else nullcontext():
        as_admin.post(url(ImportRun, "again", run.pk))

    run.refresh_from_db()
    assert (run.status, ProcrastinateJob.objects.count()) == (status, jobs)


@pytest.mark.django_db
def test_import_with_rows_in_keeps_its_encoding_and_its_columns(as_admin):
    run = interrupted(as_admin, status="failed")

    as_admin.post(url(ImportRun, "encoding", run.pk), {"encoding": "cp1252"})
    queue_plan(run, {"Vorname": "last_name"})
    queue_import(run)

    kept = ImportRun.objects.get(pk=run.pk)
    assert (kept.encoding, kept.mapping, kept.status) == ("", run.mapping, "queued")


@pytest.mark.django_db
def test_import_without_failed_rows_has_no_file_of_them(as_admin):
    run = ImportRun.objects.create(file_name="people.csv", status="done")

    assert as_admin.get(url(ImportRun, "failed_rows", run.pk)).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.django_db(transaction=True)
def test_worker_imports_the_file(as_admin, admin):
    run = imported(as_admin)

    contact = Contact.objects.get()
    assert (run.status, run.counts()["created"], run.failed) == ("done", 1, 1)
    assert (contact.first_name, contact.email) == ("Jané", "jane@example.com")
    assert (run.change_set.actor, run.change_set.door) == (admin, ChangeSet.Door.JOB)


@pytest.mark.django_db(transaction=True)
def test_preview_tells_what_would_happen_and_nothing_is_written(as_admin):
    make_contact(email="jane@example.com", first_name="Jana")

    run = previewed(as_admin)
    shown = as_admin.get(run_page(run)).context["shown"]

    rows = [(row.line, row.label, [(c.name, c.old, c.new) for c in row.changes], row.reason) for row in shown.rows]
    assert rows == [
        (2, "Update", [("First name", "Jana", "Jané")], ""),
        (3, "Fails", [], "An e-mail address has an @ between name and domain."),
    ]
    assert [(label, count) for _, label, count in shown.tabs] == [("Update", 1), ("Fails", 1)]
    assert Contact.objects.get().first_name == "Jana"


@pytest.mark.django_db(transaction=True)
def test_preview_shows_one_kind_of_rows_and_goes_on_from_a_line(as_admin):
    lines = "".join(f"p{number}@example.com;P;x\n" for number in range(60))
    run = previewed(as_admin, PEOPLE + lines)

    failed = as_admin.get(run_page(run), {"show": "f"}).context["shown"]
    first = as_admin.get(run_page(run)).context["shown"]
    rest = as_admin.get(run_page(run), {"from": first.next_line}).context["shown"]
    odd = as_admin.get(run_page(run), {"from": "x", "show": "nonsense"}).context["shown"]

    assert [row.line for row in failed.rows] == [3]
    assert (len(first.rows), first.next_line, len(rest.rows), rest.next_line) == (50, 52, 12, None)
    assert len(odd.rows) == 50


@pytest.mark.django_db(transaction=True)
def test_preview_comes_as_a_file(as_admin):
    make_contact(email="jane@example.com", first_name="Jana")
    run = previewed(as_admin)

    lines = as_admin.get(url(ImportRun, "preview_rows", run.pk)).getvalue().decode("utf-8-sig").splitlines()

    assert lines == [
        "line,what happens,field,old,new,reason",
        "2,Update,First name,Jana,Jané,",
        "3,Fails,,,,An e-mail address has an @ between name and domain.",
    ]


@pytest.mark.django_db(transaction=True)
def test_contact_whom_one_may_not_see_is_not_named_in_the_preview(client, settings):
    settings.REPS_SEE_ALL = False
    clerk = make_user(is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=["import_contact", "view_contact"]))
    client.force_login(clerk)
    make_contact(email="jane@example.com", last_name="Hidden")

    run = previewed(client)

    assert "Hidden" not in client.get(run_page(run)).content.decode()


@pytest.mark.django_db(transaction=True)
def test_columns_can_be_changed_after_the_preview(as_admin):
    run = previewed(as_admin)
    columns = as_admin.get(url(ImportRun, "columns", run.pk))

    as_admin.post(url(ImportRun, "columns", run.pk), posted(columns, column_1="last_name"))
    work_off()
    as_admin.post(url(ImportRun, "start", run.pk))
    work_off()

    assert (Contact.objects.get().first_name, Contact.objects.get().last_name) == ("", "Jané")


@pytest.mark.django_db(transaction=True)
def test_import_starts_only_after_its_preview(as_admin):
    upload(as_admin, PEOPLE.encode())
    run = ImportRun.objects.get()

    as_admin.post(url(ImportRun, "start", run.pk))

    run.refresh_from_db()
    assert (run.status, ProcrastinateJob.objects.count()) == ("uploaded", 0)


@pytest.mark.django_db(transaction=True)
def test_import_that_is_stopped_says_what_is_not_in(as_admin):
    run = previewed(as_admin)
    as_admin.post(url(ImportRun, "start", run.pk))
    as_admin.post(url(ImportRun, "stop", run.pk))
    work_off()

    run.refresh_from_db()
    page = as_admin.get(run_page(run)).content.decode()
    left = as_admin.get(url(ImportRun, "unprocessed_rows", run.pk)).getvalue().decode("utf-8-sig").splitlines()

    assert (run.status, run.rows, run.unprocessed) == ("cancelled", 0, 2)
    assert "was stopped" in page
    assert left == PEOPLE.replace(";", ",").splitlines()


@pytest.mark.django_db(transaction=True)
def test_rows_that_are_in_come_back_with_what_became_of_them(as_admin):
    run = imported(as_admin)

    lines = as_admin.get(url(ImportRun, "done_rows", run.pk)).getvalue().decode("utf-8-sig").splitlines()

    assert lines == [
        "E-mail,Vorname,Lieblingsfarbe,What became of the row",
        "jane@example.com,Jané,rot,Created",
    ]


@pytest.mark.django_db(transaction=True)
def test_result_tells_what_became_of_the_rows(as_admin):
    run = imported(as_admin)

    response = as_admin.get(run_page(run))
    groups = [(group.is_error, group.column, group.count, group.lines) for group in response.context["groups"]]

    assert groups == [(True, "E-mail", 1, [3])]
    assert "Lieblingsfarbe" in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_failed_rows_come_back_as_a_file(as_admin):
    run = imported(as_admin)

    response = as_admin.get(url(ImportRun, "failed_rows", run.pk))

    assert response.headers["Content-Disposition"] == 'attachment; filename="people - failed rows.csv"'
    assert b"nobody,Joan,blau" in response.getvalue()


@pytest.mark.django_db(transaction=True)
def test_column_goes_into_a_custom_field(as_admin):
    make_custom_field(key="colour", label="Colour")
    shown = upload(as_admin, PEOPLE.encode())
    run = ImportRun.objects.get()
    carried_out(as_admin, run, posted(shown, column_2="custom.colour"))

    assert Contact.objects.get().custom_fields == {"colour": "rot"}


@pytest.mark.django_db
def test_every_field_of_the_vocabulary_can_be_chosen():
    chosen = [name for names in GROUPS.values() for name in names]

    assert sorted(chosen) == sorted(FIELDS)


@pytest.mark.parametrize("step", ["done-rows", "unprocessed-rows", "failed-rows", "preview-rows"])
def test_files_that_were_deleted_are_answered_in_words(as_admin, step):
    upload(as_admin, PEOPLE.encode())
    run = ImportRun.objects.get()
    deleted_at = datetime(2026, 3, 4, tzinfo=UTC)
    ImportRun.objects.update(
        status="done", rows=2, failed=1, finished_at=deleted_at, files_deleted_at=deleted_at, file=""
    )

    response = as_admin.get(f"{run_page(run).removesuffix('change/')}{step}/", follow=True)

    page = response.content.decode()
    assert response.redirect_chain == [(run.get_absolute_url(), 302)]
    assert "The file of this import was deleted on 4 March 2026" in page
    assert "The file was deleted on 4 March 2026" in page
    assert "Download" not in page


@pytest.mark.parametrize("step", ["change", "columns", "encoding"])
def test_import_that_was_never_begun_cannot_be_once_its_file_is_deleted(as_admin, step):
    upload(as_admin, PEOPLE.encode())
    delete_old_files(now=timezone.now() + timedelta(days=31))
    run = ImportRun.objects.get()

    page = as_admin.get(f"{run_page(run).removesuffix('change/')}{step}/", follow=True).content.decode()

    assert "The file of this import was deleted on " in page
    assert "Try again with another encoding" not in page
