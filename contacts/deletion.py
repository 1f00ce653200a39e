"""Deleting rows so that they can be wanted back, and restoring them."""

from django.apps import apps
from django.db import IntegrityError

from contacts.exceptions import CannotRestore
from contacts.history import change_set
from contacts.models import ChangeSet
from contacts.querysets import LiveQuerySet
from crm.models import User


def delete(rows: LiveQuerySet, *, by: User | None, door: ChangeSet.Door) -> int:
    """Mark the live rows of a set as deleted; returns how many there were. Raises BelongsToOthers."""
    rows.require_editable_by(by)
    with change_set(ChangeSet.Kind.DELETE, door=door, by=by):
        return rows.soft_delete()


def restore(rows: LiveQuerySet, *, by: User | None, door: ChangeSet.Door) -> int:
    """Make the deleted rows of a set live again, all or none; returns how many there were.

    Raises CannotRestore where another row has taken the place of one since, BelongsToOthers.
    """
    rows.require_editable_by(by)
    try:
        with change_set(ChangeSet.Kind.RESTORE, door=door, by=by):
            return rows.restore()
    except IntegrityError as error:
        raise CannotRestore(reason=_reason(error)) from error


def _reason(error: IntegrityError) -> str:
    """What the violated constraint says to people."""
    name = error.__cause__.diag.constraint_name
    constraints = (constraint for model in apps.get_models() for constraint in model._meta.constraints)
    return next((str(constraint.violation_error_message) for constraint in constraints if constraint.name == name), "")
