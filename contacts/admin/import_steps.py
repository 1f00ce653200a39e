"""The pages of one import: its columns, its progress, its result."""

from collections.abc import Iterator

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode
from django.views.decorators.http import require_POST

from contacts.admin import run_pages
from contacts.admin.import_columns import ColumnsForm
from contacts.admin.import_forms import EncodingForm, sentence
from contacts.admin.import_preview import plan_lines, plan_page
from contacts.admin.import_result import problem_groups
from contacts.admin.keys import is_key
from contacts.admin.run_pages import load_anew, page, progress_page
from contacts.importing.columns import mapping_of, open_run, samples
from contacts.importing.decisions import decide
from contacts.importing.exceptions import FileDeleted, ImportingError, NoSuchDecision
from contacts.importing.mapping import Mapping
from contacts.importing.row_files import done_rows, unprocessed_rows
from contacts.importing.run import INTERRUPTED, cancel, settle_interrupted
from contacts.importing.saved_mappings import mapping_for, newest_mappings, save_mapping, use_mapping
from contacts.importing.sources import Source
from contacts.models import ImportMapping, ImportRun
from contacts.tasks import queue_import, queue_plan
from crm.models import User

SAMPLES = 3
UNFINISHED = (ImportRun.Status.UPLOADED, ImportRun.Status.FAILED)


def columns(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Which column goes into which field; posted, the rows are looked at."""
    if run.files_deleted_at:
        return result(request, run)
    try:
        with open_run(run) as source:
            mapping, rows = proposed(run, source, request.GET.get("saved")), samples(source, SAMPLES)
    except ImportingError:
        return redirect("admin:contacts_importrun_encoding", run.pk)
    form = ColumnsForm(mapping, run, request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid() and settle(form, mapping, by=request.user):
        return redirect(run)
    shown = {"form": form, "rows": list(form.rows(rows)), "saved_mappings": newest_mappings()}
    return page(request, run, "columns", title="Columns", **shown)


def proposed(run: ImportRun, source: Source, saved: str | None) -> Mapping:
    """What the columns mean: as settled, as in the saved mapping of that id, or as saved last for the same headers.

    Any other word instead of an id asks for what the headers suggest.
    """
    if run.mapping and saved is None:
        return mapping_of(run, source)
    run.mapping, run.saved_mapping = {}, None
    suggested = mapping_of(run, source)
    if saved is None:
        found = mapping_for(source.headers)
    else:
        found = ImportMapping.objects.filter(pk=saved).first() if is_key(ImportMapping._meta.pk, saved) else None
    return use_mapping(run, found, suggested) if found else suggested


def settle(form: ColumnsForm, mapping: Mapping, *, by: User) -> bool:
    """Settle the columns and have the rows looked at; whether that could be, else the form says why not."""
    # With its mapping at hand the run need not open the file again.
    run = form.run
    run.mapping = mapping.as_json()
    for name in form.cleaned_data.keys() & {"match_by", "id_system", "finds_lookalikes", "contact_list"}:
        setattr(run, name, form.cleaned_data[name])
    try:
        queue_plan(run, form.choices(), form.constants())
    except ImportingError as error:
        form.add_error(None, str(error))
        return False
    if form.cleaned_data["save_as"]:
        save_mapping(run, form.cleaned_data["save_as"], by=by)
    return True


def encoding(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """In which encoding the file is; posted, it is opened once more."""
    if run.status not in UNFINISHED or run.rows or run.files_deleted_at:
        return redirect(run)
    form = EncodingForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.apply_to(run):
        return redirect(run)
    said = "" if form.is_bound else complaint(run)
    return page(request, run, "encoding", title="Encoding", form=form, complaint=said)


@require_POST
def again(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Queue a run that was interrupted; it goes on where it stopped."""
    if run.rows:
        queue_import(run)
    elif run.mapping:
        queue_plan(run, {})
    return redirect(run)


@require_POST
def decide_rows(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Note what is to be done with a row that the program would not decide by itself, or with all of its kind."""
    line, shown = request.POST.get("line", ""), request.POST.get("show", "")
    try:
        one = {"line": int(line)} if line.isdecimal() and len(line) < 10 else {"disposition": shown}
        decide(run, request.POST.get("decision", "?"), **one)
    except NoSuchDecision as refusal:
        messages.error(request, str(refusal))
    first = request.POST.get("from", "")
    query = urlencode({"show": shown, "from": first if first.isdecimal() else "0"})
    return redirect(f"{run.get_absolute_url()}?{query}" + (f"#line-{line}" if line.isdecimal() else ""))


@require_POST
def start(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Have done what the preview has shown."""
    queue_import(run)
    return redirect(run)


@require_POST
def stop(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Have the run stop; what is in stays."""
    cancel(run)
    return redirect(run)


def map_again(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """The columns once more, as long as no row is in."""
    if run.rows or run.status not in (*UNFINISHED, ImportRun.Status.PLANNED):
        return redirect(run)
    return columns(request, run)


def preview(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """What the import would do: counts, and the rows one by one."""
    shown = plan_page(run, request.GET, user=request.user)
    return page(request, run, "preview", title="Preview", shown=shown)


def preview_file(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """The whole preview as CSV."""
    return csv_download(request, run, "preview", plan_lines(run))


def done_file(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """The rows that are in."""
    return csv_download(request, run, "done", done_rows(run))


def unprocessed_file(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """The rows that nothing was done to."""
    return csv_download(request, run, "unprocessed", unprocessed_rows(run))


def csv_download(request: HttpRequest, run: ImportRun, kind: str, lines: Iterator[str]) -> HttpResponse:
    """A file of rows, named after the one that was imported; where that one is gone, there is none."""
    if run.files_deleted_at:
        return tell_deleted(request, run)
    if not run.file or not run.file.storage.exists(run.file.name):
        raise Http404
    name = f"{run.file_name.rpartition('.')[0] or run.file_name} - {kind} rows.csv"
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


def progress(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """How far the import is; if it was killed, its result so far."""
    run = settle_interrupted(run)
    if run.is_finished or run.status == ImportRun.Status.PLANNED:
        return STEPS[run.status](request, run)
    return progress_page(
        request, run, title="Import", heading=run.file_name, may_stop=may_stop(run), rows_a_second=pace(run)
    )


def progress_part(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """The moving part of the page; tells the browser to load the result once there is one."""
    run = settle_interrupted(run)
    if run.is_finished or run.status == ImportRun.Status.PLANNED:
        return load_anew()
    return run_pages.progress_part(request, run, heading=run.file_name, rows_a_second=pace(run))


def result(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """What became of the rows."""
    goes_on = bool(run.rows) or (bool(run.mapping) and run.message == INTERRUPTED)
    return page(request, run, "result", title="Import", groups=problem_groups(run), goes_on=goes_on)


def failed_rows(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """The rows that failed, as a file to be mended and imported again."""
    if run.files_deleted_at:
        return tell_deleted(request, run)
    if not run.failed_rows or not run.failed_rows.storage.exists(run.failed_rows.name):
        raise Http404
    name = f"{run.file_name.rpartition('.')[0] or run.file_name} - failed rows.csv"
    file = run.failed_rows.open("rb")
    return FileResponse(file, as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")


def tell_deleted(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Answer in words that there are no files any more."""
    messages.error(request, sentence(FileDeleted.of(run)))
    return redirect(run)


def may_stop(run: ImportRun) -> bool:
    """Whether there is anything to stop: a preview is simply left."""
    return run.status == ImportRun.Status.RUNNING or (run.status == ImportRun.Status.QUEUED and bool(run.planned))


def pace(run: ImportRun) -> float:
    """How many rows a second go in, or are looked at."""
    if run.status == ImportRun.Status.PLANNING:
        return run.planned.get("rows", 0) / run.seconds if run.seconds else 0
    is_running = run.status == ImportRun.Status.RUNNING and run.change_set
    elapsed = (timezone.now() - run.change_set.started_at).total_seconds() if is_running else run.seconds
    return run.rows / elapsed if elapsed else 0


def complaint(run: ImportRun) -> str:
    """Why the file cannot be read as it is."""
    try:
        with open_run(run) as source:
            mapping_of(run, source)
    except ImportingError as error:
        return sentence(error)
    return run.message


STEPS = {
    ImportRun.Status.UPLOADED: columns,
    ImportRun.Status.PLANNING: progress,
    ImportRun.Status.PLANNED: preview,
    ImportRun.Status.QUEUED: progress,
    ImportRun.Status.RUNNING: progress,
    ImportRun.Status.DONE: result,
    ImportRun.Status.CANCELLED: result,
    ImportRun.Status.FAILED: result,
}
