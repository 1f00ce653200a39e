"""What workers do for contacts; arguments are ids only, for jobs are kept after they have failed."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import wraps
from typing import Any

from django.db import close_old_connections, transaction
from django.dispatch import receiver
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Job

from contacts import bulk, exporting, lists
from contacts.duplicates.finding import find
from contacts.duplicates.merging_groups import keep, merge_groups
from contacts.duplicates.merging_groups import settle_interrupted as settle_merge
from contacts.duplicates.queue import wake
from contacts.duplicates.sure_groups import SurePlan
from contacts.duplicates.upkeep import catch_up_with_all
from contacts.exceptions import Refused, SearchRunning
from contacts.history import UndoPlan, deeds, undo
from contacts.importing.exceptions import ImportingError
from contacts.importing.planning import make_plan
from contacts.importing.run import Choices, choose_columns, execute, settle_interrupted
from contacts.kept_files import delete_old_files
from contacts.models import BulkRun, ChangeSet, ContactList, ExportRun, ImportRun, ListBuild, MergeRun
from contacts.saved_views import forget_unsaved
from contacts.selection import MOST
from crm.models import User
from crm.signals import job_given_up

# When the columns of a run may be settled anew.
PLANNABLE = (ImportRun.Status.UPLOADED, ImportRun.Status.PLANNED, ImportRun.Status.FAILED)
# How many rows one request takes back.
MOST_UNDONE_AT_ONCE = 5_000
# How many groups of duplicates one request merges.
MOST_MERGED_AT_ONCE = 20
# One search for duplicates waits at a time, whoever wants it.
SEARCH_LOCK = "duplicates"
# How procrastinate calls jobs that wait, and those that a worker is at.
PENDING = ("todo", "doing")


def closing_connections(work: Callable[..., None]) -> Callable[..., None]:
    """Look after the connections of the work: workers run jobs in threads, whose connections no request looks after."""

    @wraps(work)
    def worked(*args: Any, **kwargs: Any) -> None:
        try:
            work(*args, **kwargs)
        finally:
            close_old_connections()

    return worked


@app.task
@closing_connections
def plan_import(run_id: str) -> None:
    """Look at what a run would do; what is wrong with its file is noted on the run."""
    with suppress(ImportingError):
        make_plan(ImportRun.objects.get(pk=run_id))


@transaction.atomic
def queue_plan(run: ImportRun, choices: Choices, constants: Mapping[str, str] | None = None) -> None:
    """Settle the columns of a run and have the workers look at its rows. Raises ImportingError."""
    now = settle_interrupted(run)
    if now.rows or now.status not in PLANNABLE:
        return
    choose_columns(run, choices, constants)
    _queue(run, planned={})
    plan_import.configure(queueing_lock=f"import {run.pk}").defer(run_id=str(run.pk))


@app.task
@closing_connections
def import_contacts(run_id: str) -> None:
    """Bring the rows of a run into the base; what is wrong with its file is noted on the run."""
    with suppress(ImportingError):
        execute(ImportRun.objects.get(pk=run_id), door=ChangeSet.Door.JOB)


@transaction.atomic
def queue_import(run: ImportRun) -> None:
    """Hand a run that was looked at to the workers, once; or one that was interrupted, which goes on."""
    now = settle_interrupted(run)
    if now.status == ImportRun.Status.PLANNED or (now.status == ImportRun.Status.FAILED and now.rows):
        _queue(run, planned=now.planned)
        import_contacts.configure(queueing_lock=f"import {run.pk}").defer(run_id=str(run.pk))


def _queue(run: ImportRun, *, planned: dict[str, int]) -> None:
    run.status, run.message, run.finished_at, run.planned = ImportRun.Status.QUEUED, "", None, planned
    run.save(update_fields=["status", "message", "finished_at", "planned"])


@app.task
@closing_connections
def change_contacts(run_id: str) -> None:
    """Carry a bulk change out; why one is refused is noted on its run."""
    with suppress(Refused):
        bulk.execute(BulkRun.objects.get(pk=run_id), door=ChangeSet.Door.JOB)


def start_bulk(run: BulkRun, *, door: ChangeSet.Door) -> None:
    """Carry a bulk change out that waits: at once where it is small, else by the workers. Raises Refused."""
    if run.changing <= MOST:
        bulk.execute(run, door=door)
        return
    with transaction.atomic():
        waiting = BulkRun.objects.filter(pk=run.pk, status__in=(BulkRun.Status.PLANNED, BulkRun.Status.FAILED))
        if waiting.update(status=BulkRun.Status.QUEUED, message="", finished_at=None):
            change_contacts.configure(queueing_lock=f"bulk {run.pk}").defer(run_id=str(run.pk))


@app.periodic(cron="47 3 * * *")
@app.task
@closing_connections
def forget_bulk_plans(timestamp: int) -> None:
    """Remove the plans of bulk changes that nobody has confirmed in time: they may hold what somebody searched for."""
    bulk.forget_plans()


@app.periodic(cron="37 3 * * *")
@app.task
@closing_connections
def forget_unsaved_views(timestamp: int) -> None:
    """Delete what somebody has looked at and not saved: its filter may say what they have searched for."""
    forget_unsaved(now=timezone.now())


@app.periodic(cron="27 3 * * *")
@app.task
@closing_connections
def delete_files(timestamp: int) -> None:
    """Delete files and plans that were kept long enough."""
    delete_old_files()


# No more than one waits: what it does not get to, the next one does.
@app.periodic(cron="* * * * * */5", queueing_lock="follow changes")
@app.task(queueing_lock="follow changes")
@closing_connections
def follow_changes(timestamp: int) -> None:
    """Judge anew, for dynamic lists, who was changed within the last seconds."""
    lists.follow_changes(now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="duplicate keys")
@closing_connections
def catch_up_with_keys(timestamp: int) -> None:
    """Write the keys of contacts that other programs have written, or a verb too many at once."""
    catch_up_with_all()


@app.periodic(cron="*/10 * * * *", queueing_lock="refresh lists")
@app.task(queueing_lock="refresh lists")
@closing_connections
def refresh_lists(timestamp: int) -> None:
    """Build the dynamic lists anew whose time has come."""
    lists.refresh_due(now=timezone.now())


@app.task
@closing_connections
def export_contacts(run_id: str) -> None:
    """Make the file of an export; why one is refused is noted on its run."""
    with suppress(Refused):
        exporting.make_file(ExportRun.objects.get(pk=run_id))


def queue_export(run: ExportRun) -> None:
    """Hand an export to the workers, once; or one that was interrupted, which is begun anew."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        waiting = ExportRun.objects.filter(pk=run.pk, status__in=(ExportRun.Status.ASKED, ExportRun.Status.FAILED))
        if waiting.update(status=ExportRun.Status.QUEUED, message="", finished_at=None, rows=0):
            export_contacts.configure(queueing_lock=f"export {run.pk}").defer(run_id=str(run.pk))


@app.periodic(cron="13 * * * *")
@app.task
@closing_connections
def delete_expired_exports(timestamp: int) -> None:
    """Delete the files of exports whose time is over."""
    exporting.forget_expired()


@app.periodic(cron="17 2 * * *")
@app.task(queueing_lock=SEARCH_LOCK)
@closing_connections
def find_duplicates(timestamp: int) -> None:
    """Search the contacts that were changed since the last search."""
    with suppress(SearchRunning):
        find(changed_only=True)


def start_refresh(contact_list: ContactList, *, by: User | None, door: ChangeSet.Door) -> lists.Refreshed | None:
    """Build a dynamic list anew: at once, or by the workers where it was slow the last time; then None.

    Raises Refused.
    """
    build = ListBuild.objects.filter(list=contact_list).first()
    if build and build.is_slow:
        ListBuild.objects.filter(pk=build.pk).update(is_due=True)
        return None
    return lists.refresh(contact_list, now=timezone.now(), by=by, door=door)


@app.task
@closing_connections
def search_duplicates(user_id: str, changed_only: bool) -> None:
    """Search for duplicates now; where a search is running, that one will do."""
    with suppress(SearchRunning):
        find(changed_only=changed_only, by=User.objects.get(pk=user_id))


def queue_search(*, by: User, changed_only: bool) -> None:
    """Have the workers search for duplicates, once."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        job = search_duplicates.configure(queueing_lock=SEARCH_LOCK)
        job.defer(user_id=str(by.pk), changed_only=changed_only)


def is_search_queued() -> bool:
    """Whether a search waits for a worker."""
    return ProcrastinateJob.objects.filter(queueing_lock=SEARCH_LOCK, status="todo").exists()


@app.periodic(cron="7 0 * * *")
@app.task
@closing_connections
def wake_duplicates(timestamp: int) -> None:
    """Have pairs wait again that were put off until today."""
    wake()


@app.task
@closing_connections
def merge_duplicates(run_id: str) -> None:
    """Merge the groups of a run; why it is refused is noted on it."""
    with suppress(Refused):
        merge_groups(MergeRun.objects.get(pk=run_id), door=ChangeSet.Door.JOB)


def start_merge(plan: SurePlan, *, by: User, door: ChangeSet.Door) -> MergeRun:
    """Merge the groups of a plan: at once where they are few, else by the workers. Raises Refused."""
    run = keep(plan, by=by)
    if run.planned <= MOST_MERGED_AT_ONCE:
        return merge_groups(run, door=door)
    queue_merge(run)
    return run


@transaction.atomic
def queue_merge(run: MergeRun) -> None:
    """Hand a merge of groups to the workers, once; or one that was interrupted, which goes on."""
    waiting = MergeRun.objects.filter(pk=run.pk, status__in=(MergeRun.Status.QUEUED, MergeRun.Status.FAILED))
    if waiting.update(status=MergeRun.Status.QUEUED, message="", finished_at=None):
        with suppress(AlreadyEnqueued), transaction.atomic():
            merge_duplicates.configure(queueing_lock=f"merge {run.pk}").defer(run_id=str(run.pk))


@app.task
@closing_connections
def undo_change_set(change_set_id: str, user_id: str | None) -> None:
    """Take back what a change set did; a refusal makes the job fail, which its page tells."""
    by = User.objects.get(pk=user_id) if user_id else None
    undo(ChangeSet.objects.get(pk=change_set_id), by=by, door=ChangeSet.Door.JOB)


def start_undo(change_set: ChangeSet, *, by: User | None, door: ChangeSet.Door, shown: str) -> UndoPlan | None:
    """Undo a change set: at once where it is small, else by the workers; then None. Raises Refused.

    What changes until a worker is at it stays, as everything that was changed since; so `shown` binds nobody there.
    """
    if sum(each.rows for each in deeds(change_set)) <= MOST_UNDONE_AT_ONCE:
        return undo(change_set, by=by, door=door, shown=shown)
    if undo_state(change_set) not in PENDING:
        # Two clicks are one job.
        with suppress(AlreadyEnqueued), transaction.atomic():
            job = undo_change_set.configure(queueing_lock=f"undo {change_set.pk}")
            job.defer(change_set_id=str(change_set.pk), user_id=str(by.pk) if by else None)
    return None


def undo_state(change_set: ChangeSet) -> str:
    """How the newest job that undoes the change set stands, as procrastinate says it; nothing where there is none."""
    jobs = ProcrastinateJob.objects.filter(
        task_name=undo_change_set.name, args__change_set_id=str(change_set.pk)
    ).order_by("-id")
    return jobs.values_list("status", flat=True).first() or ""


@receiver(job_given_up)
def note_given_up(*, job: Job, **signal: Any) -> None:
    """Say on the run that nobody is at it any more."""
    if job.task_name in (plan_import.name, import_contacts.name):
        settle_interrupted(ImportRun.objects.get(pk=job.task_kwargs["run_id"]))
    if job.task_name == change_contacts.name:
        bulk.settle_interrupted(BulkRun.objects.get(pk=job.task_kwargs["run_id"]))
    if job.task_name == export_contacts.name:
        exporting.settle_interrupted(ExportRun.objects.get(pk=job.task_kwargs["run_id"]))
    if job.task_name == merge_duplicates.name:
        settle_merge(MergeRun.objects.get(pk=job.task_kwargs["run_id"]))
