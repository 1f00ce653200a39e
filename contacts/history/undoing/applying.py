"""Undoing a change set: what it did is taken back, as far as nobody has worked on it since."""

from dataclasses import replace

from django.db import IntegrityError, OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected, ForeignKeyViolation, UniqueViolation

from contacts import runs
from contacts.exceptions import PlanOutdated, UndoOvertaken
from contacts.history.change_sets import change_set as booked
from contacts.history.undoing import verdicts, writing
from contacts.history.undoing.permitted import require_undoable
from contacts.history.undoing.plan import UndoPlan, planned
from contacts.models import ChangeSet
from crm.models import User

OBSTACLES = (DeadlockDetected, UniqueViolation, ForeignKeyViolation)


def undo(change_set: ChangeSet, *, by: User | None, door: ChangeSet.Door, shown: str = "") -> UndoPlan:
    """Take back what the change set did; what somebody has changed since stays, and is told in the plan.

    The undo is one transaction and a change set itself, which can be undone as well. Where there is nothing to take
    back, nothing is written. `shown` is the fingerprint of the plan that somebody has agreed to: PlanOutdated is raised
    where it would be another one now. Raises CannotUndo, NotAllowed and BelongsToOthers, UndoOvertaken where others
    write to the same rows at the same moment.
    """
    try:
        # Who was quicker by a moment is seen at the next attempt: then it is known what cannot go back.
        return runs.persisting(lambda: _undo(change_set, by, door, shown), *OBSTACLES)
    except (IntegrityError, OperationalError) as error:
        if isinstance(error.__cause__, OBSTACLES):
            raise UndoOvertaken from None
        raise


@transaction.atomic
def _undo(change_set: ChangeSet, by: User | None, door: ChangeSet.Door, shown: str) -> UndoPlan:
    with connection.cursor() as cursor:
        touched = verdicts.touched(cursor, change_set)
        writing.lock(cursor, touched, change_set)
        require_undoable(change_set, by=by)
        plan = planned(cursor, touched, change_set)
        if shown and shown != plan.fingerprint:
            raise PlanOutdated
        if not plan.changes:
            return plan
        with booked(ChangeSet.Kind.UNDO, door=door, by=by) as made:
            writing.write(cursor, touched, made)
            ChangeSet.objects.filter(pk=made.pk).update(undoes=change_set)
    made.undoes = change_set
    return replace(plan, undo=made)
