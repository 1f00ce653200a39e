"""Carrying out a bulk change: chunk by chunk, each booked on the run's change set together with how far it is."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from psycopg.errors import UniqueViolation

from contacts import history, runs
from contacts.bulk.plan import BulkPlan
from contacts.exceptions import BulkRunning, PlanOutdated, Refused
from contacts.models import BulkRun, ChangeSet

Status = BulkRun.Status
CHUNK = 20_000
# Until when a plan may be carried out.
KEPT = timedelta(days=1)
INTERRUPTED = "It was interrupted. What is done stays done; the rest can still be done."

OnProgress = Callable[[BulkRun], None]


def execute(run: BulkRun, *, door: ChangeSet.Door, on_progress: OnProgress = lambda run: None) -> BulkRun:
    """Change the contacts as planned; one that was interrupted goes on where it stopped, one that has ended stays.

    A contact for whom somebody has written something since the plan was made is left alone. Raises BulkRunning where
    another process is at it, PlanOutdated, and what `plan_bulk` raises.
    """
    with runs.alone(run, otherwise=BulkRunning), runs.noting_interruption(run, INTERRUPTED, but=Refused):
        run.refresh_from_db()
        if run.status not in (Status.DONE, Status.CANCELLED):
            try:
                _execute(run, door, on_progress)
            except Refused as refusal:
                runs.fail(run, str(refusal))
                raise
    return run


def cancel(run: BulkRun) -> BulkRun:
    """Have the run stop where it is, at the end of the chunk that is under way; what is done stays done."""
    open_ones = BulkRun.objects.filter(pk=run.pk).exclude(status__in=(Status.DONE, Status.CANCELLED))
    if open_ones.update(status=Status.CANCELLED, finished_at=timezone.now()) and not runs.is_held(run):
        run.refresh_from_db()
        _end(run)
    return run


def settle_interrupted(run: BulkRun) -> BulkRun:
    """The run as it is now; one that calls itself running while nobody is at it, for they were killed, has failed."""
    return runs.settle_interrupted(run, INTERRUPTED)


def forget_plans() -> int:
    """Remove the plans that nobody has confirmed in time, and those that were refused; returns how many."""
    unused = BulkRun.objects.filter(status__in=(Status.PLANNED, Status.FAILED), change_set=None)
    count, _ = unused.filter(created_at__lt=timezone.now() - KEPT).delete()
    return count


def _execute(run: BulkRun, door: ChangeSet.Door, on_progress: OnProgress) -> None:
    plan = BulkPlan.of(run)
    is_old = run.change_set is None and run.created_at < timezone.now() - KEPT
    if is_old or not plan.watermark.is_of_this_base():
        raise PlanOutdated
    plan.require()
    _begin(run, plan, door)
    while not _is_cancelled(run) and _change_next(run, plan):
        on_progress(run)
    _finish(run)
    on_progress(run)


def _begin(run: BulkRun, plan: BulkPlan, door: ChangeSet.Door) -> None:
    if run.change_set is None:
        reason = f"Bulk change: {plan.operation.label}"
        run.change_set = ChangeSet.objects.create(kind=plan.operation.kind, door=door, actor=plan.by, reason=reason)
        run.save(update_fields=["change_set"])
    # Unless somebody has stopped it at this moment.
    waiting = BulkRun.objects.filter(pk=run.pk).exclude(status=Status.CANCELLED)
    waiting.update(status=Status.RUNNING, message="", finished_at=None)
    run.refresh_from_db(fields=["status", "message", "finished_at"])


def _change_next(run: BulkRun, plan: BulkPlan) -> bool:
    """Change the next chunk of contacts; returns whether there was one."""
    with transaction.atomic(), history.booked_on(run.change_set):
        # Somebody may take the place of a contact at the moment when it is restored.
        changed, last_id = runs.persisting(lambda: _changed(run, plan), UniqueViolation)
        if last_id:
            run.changed, run.last_id = run.changed + changed, last_id
            run.save(update_fields=["changed", "last_id"])
    return last_id is not None


def _changed(run: BulkRun, plan: BulkPlan) -> tuple[int, UUID | None]:
    """How many contacts of the next chunk were changed, and the last of those looked at."""
    rows = plan.rows().order_by("pk")
    rest = rows.filter(pk__gt=run.last_id) if run.last_id else rows
    # Locked in order, so that two runs wait for each other at most.
    ids = list(rest.select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True)[:CHUNK])
    if not ids:
        return 0, None
    # Looked at once they are locked: now nobody else changes them.
    untouched = plan.watermark.untouched(ids, plan.told_by())
    return (plan.operation.write(untouched) if untouched else 0), ids[-1]


def _is_cancelled(run: BulkRun) -> bool:
    return BulkRun.objects.filter(pk=run.pk, status=Status.CANCELLED).exists()


def _finish(run: BulkRun) -> None:
    BulkRun.objects.filter(pk=run.pk, status=Status.RUNNING).update(status=Status.DONE, finished_at=timezone.now())
    run.refresh_from_db()
    _end(run)


def _end(run: BulkRun) -> None:
    """Close the account: who was meant is in the history from now on, and need not be kept a second time."""
    if run.change_set:
        history.finish(run.change_set)
    if run.status == Status.DONE:
        # Beyond zero there are contacts that were free to be restored only after they had been counted.
        run.conflicts = max(run.changing - run.changed, 0)
    run.selection = {}
    run.save(update_fields=["conflicts", "selection"])
