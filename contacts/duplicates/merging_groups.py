"""Merging groups of duplicates: one after the other, all booked on one change set, so that one undo brings all back."""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from contacts import history, runs
from contacts.duplicates.sure_groups import SurePlan
from contacts.exceptions import CannotMerge, MergeRunning, NotAllowed, NothingToChange, Refused
from contacts.merging import merge, plan_merge
from contacts.merging.applying import PERMISSION
from contacts.models import ChangeSet, Contact, MergeRun
from crm.models import User

Status = MergeRun.Status
INTERRUPTED = "It was interrupted. What is merged stays merged; the rest can still be done."
NONE_SURE = "there is no group of which all that is sure enough."

OnProgress = Callable[[MergeRun], None]


def keep(plan: SurePlan, *, by: User) -> MergeRun:
    """Keep what somebody has seen and confirmed as a run that waits to be carried out. Raises NothingToChange."""
    if not plan.groups:
        raise NothingToChange(reason=NONE_SURE)
    found = [group.as_json() for group in plan.groups]
    return MergeRun.objects.create(threshold=plan.threshold, groups=found, planned=len(found), created_by=by)


def merge_groups(run: MergeRun, *, door: ChangeSet.Door, on_progress: OnProgress = lambda run: None) -> MergeRun:
    """Merge each group into the contact that stands first; one that was interrupted goes on where it stopped.

    A group is left alone of which a contact has changed since it was shown, or may not be changed or merged any more.
    What one contact says stays, blanks are filled from the others, as `plan_merge` proposes. Raises MergeRunning where
    another process is at it, NotAllowed.
    """
    with runs.alone(run, otherwise=MergeRunning), runs.noting_interruption(run, INTERRUPTED, but=Refused):
        run.refresh_from_db()
        if run.status not in (Status.DONE, Status.CANCELLED):
            _merge_groups(run, door, on_progress)
    return run


def cancel(run: MergeRun) -> MergeRun:
    """Have the run stop at the end of the group that it is at; what is merged stays merged, and can be undone."""
    open_ones = MergeRun.objects.filter(pk=run.pk).exclude(status__in=(Status.DONE, Status.CANCELLED))
    if open_ones.update(status=Status.CANCELLED, finished_at=timezone.now()) and not runs.is_held(run):
        run.refresh_from_db()
        _end(run)
    return run


def settle_interrupted(run: MergeRun) -> MergeRun:
    """The run as it is now; one that calls itself running while nobody is at it, for they were killed, has failed."""
    return runs.settle_interrupted(run, INTERRUPTED)


def _merge_groups(run: MergeRun, door: ChangeSet.Door, on_progress: OnProgress) -> None:
    if not run.created_by.has_perm(PERMISSION):
        refusal = NotAllowed(permission=PERMISSION)
        runs.fail(run, str(refusal))
        raise refusal
    _begin(run, door)
    for group in run.groups[run.done :]:
        if MergeRun.objects.filter(pk=run.pk, status=Status.CANCELLED).exists():
            break
        _merge_next(run, {UUID(pk): version for pk, version in group}, door)
        on_progress(run)
    MergeRun.objects.filter(pk=run.pk, status=Status.RUNNING).update(status=Status.DONE, finished_at=timezone.now())
    run.refresh_from_db()
    _end(run)


def _begin(run: MergeRun, door: ChangeSet.Door) -> None:
    if run.change_set is None:
        made = {"kind": ChangeSet.Kind.MERGE, "door": door, "actor": run.created_by, "reason": str(run)}
        run.change_set = ChangeSet.objects.create(**made)
        run.save(update_fields=["change_set"])
    # Unless somebody has stopped it at this moment.
    waiting = MergeRun.objects.filter(pk=run.pk).exclude(status=Status.CANCELLED)
    waiting.update(status=Status.RUNNING, message="", finished_at=None)
    run.refresh_from_db(fields=["status", "message", "finished_at"])


def _merge_next(run: MergeRun, versions: dict[UUID, int], door: ChangeSet.Door) -> None:
    with transaction.atomic(), history.booked_on(run.change_set):
        try:
            _merge(versions, run.created_by, door)
        except Refused:
            # Nothing of the group was written: it is refused before that.
            run.left += 1
        else:
            run.merged += len(versions) - 1
        run.done += 1
        run.save(update_fields=["left", "merged", "done"])


def _merge(versions: dict[UUID, int], by: User, door: ChangeSet.Door) -> None:
    people = Contact.objects.in_bulk(versions)
    if any(pk not in people or people[pk].version != version for pk, version in versions.items()):
        raise CannotMerge(reason="one of them was changed meanwhile.")
    winner, *losers = (people[pk] for pk in versions)
    merge(plan_merge(winner, losers), by=by, door=door)


def _end(run: MergeRun) -> None:
    """Close the account: who was merged is in the history from now on."""
    if run.change_set:
        history.finish(run.change_set)
    run.groups = []
    run.save(update_fields=["groups"])
