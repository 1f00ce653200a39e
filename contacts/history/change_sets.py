"""Booking writes on a change set.

The triggers of pghistory take the change set from two settings of the transaction. pghistory's own context manager
would hold them until the transaction ends, and would miss COPY; here they hold exactly as long as the block.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.utils import timezone

from contacts.models import ChangeSet
from contacts.signals import changes_booked
from crm.models import User

SET_CONTEXT = "SELECT set_config('pghistory.context_id', %s, true), set_config('pghistory.context_metadata', %s, true)"


class NoTransaction(RuntimeError):
    """Writes are booked within a transaction: wrap the call in transaction.atomic()."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@contextmanager
def change_set(
    kind: ChangeSet.Kind, *, door: ChangeSet.Door, by: User | None = None, reason: str = ""
) -> Iterator[ChangeSet]:
    """Run the block in one transaction and book all it writes on one new change set.

    Within another change set the block joins that one. An exception takes everything back, the change set too.
    """
    if outer := getattr(connection, "change_set", None):
        yield outer
        return
    with transaction.atomic():
        made = ChangeSet.objects.create(kind=kind, door=door, actor=by, reason=reason)
        with booked_on(made):
            yield made
        finish(made)


@contextmanager
def booked_on(made: ChangeSet) -> Iterator[ChangeSet]:
    """Book what the block writes on a change set that exists: the next chunk of a long run, say.

    Raises `NoTransaction` outside a transaction, for then the settings would end with the first statement.
    """
    if not connection.in_atomic_block:
        raise NoTransaction
    outer = getattr(connection, "change_set", None)
    # After an exception the roll-back puts the settings back; only Python's side is ours to clear.
    with transaction.atomic():
        _book_on(made)
        connection.change_set = made
        try:
            yield made
            if outer is None:
                changes_booked.send(ChangeSet, change_set=made)
            _book_on(outer)
        finally:
            connection.change_set = outer


def finish(made: ChangeSet) -> None:
    """Note that nothing more will be booked on the change set."""
    made.finished_at = timezone.now()
    made.save(update_fields=["finished_at"])


def _book_on(made: ChangeSet | None) -> None:
    settings = ["", ""]
    if made is not None:
        actor = str(made.actor_id) if made.actor_id else None
        settings = [str(made.pk), json.dumps({"kind": made.kind, "door": made.door, "actor": actor})]
    with connection.cursor() as cursor:
        cursor.execute(SET_CONTEXT, settings)
