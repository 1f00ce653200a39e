"""Deleting rows so that they can be wanted back, and restoring them."""

from django.apps import apps
from django.db import IntegrityError
from django.db.models import BaseConstraint
from psycopg.errors import UniqueViolation

from contacts import guards
from contacts.exceptions import CannotRestore, PlaceTaken
from contacts.history import change_set
from contacts.models import ChangeSet, Contact
from contacts.querysets import LiveQuerySet
from crm.models import User


def delete(rows: LiveQuerySet, *, by: User | None, door: ChangeSet.Door) -> int:
    """Mark the live rows of a set as deleted; returns how many there were. Raises BelongsToOthers."""
    rows.require_editable_by(by)
    with change_set(ChangeSet.Kind.DELETE, door=door, by=by):
        return rows.soft_delete()


def restore(rows: LiveQuerySet, *, by: User | None, door: ChangeSet.Door) -> int:
    """Make the deleted rows of a set live again, all or none; returns how many there were.

    Raises PlaceTaken where another row has taken the place of one since, CannotRestore where one must stay deleted,
    NotWelcome, BelongsToOthers.
    """
    rows.require_editable_by(by)
    if rows.model is Contact:
        guards.require_welcome(guards.as_stored(rows.deleted().filter(erased_at=None)))
    try:
        with change_set(ChangeSet.Kind.RESTORE, door=door, by=by):
            return rows.restore()
    except IntegrityError as error:
        refusal = PlaceTaken if isinstance(error.__cause__, UniqueViolation) else CannotRestore
        raise refusal(reason=reason(error)) from error


def reason(error: IntegrityError) -> str:
    """What the violated constraint says to people; nothing where it is one that says nothing."""
    name = error.__cause__.diag.constraint_name
    constraints = (constraint for model in apps.get_models() for constraint in model._meta.constraints)
    said = (constraint.violation_error_message for constraint in constraints if constraint.name == name)
    message = str(next(said, ""))
    return "" if message == BaseConstraint.default_violation_error_message else message
