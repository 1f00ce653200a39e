"""Planning the same task for many contacts."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q
from django.utils import formats, timezone

from contacts.bulk.operation import Operation, lacking
from contacts.exceptions import UnusableValue
from contacts.models import Contact, Task
from contacts.querysets import ContactQuerySet
from crm.models import User

INSERT = """
INSERT INTO contacts_task (title, due_at, priority, contact_id, owner_id)
SELECT %s, %s::timestamptz, %s, id, coalesce(%s::uuid, owner_id)
FROM contacts_contact
WHERE id BETWEEN %s AND %s AND id IN (SELECT unnest(%s::uuid[]))
ORDER BY id
"""


@dataclass(frozen=True)
class AddTask(Operation):
    """Each contact gets a task, unless it has that very one to do already.

    `due_at` is a time in ISO 8601, `owner` the id of a user, None for the owner of each contact.
    """

    title: str
    due_at: str | None = None
    owner: str | None = None

    key = "add_task"
    label = "Plan a task"
    permission = "contacts.add_task"
    told_by = (Task,)

    def __str__(self) -> str:
        return f"Plan the task “{self.title}”"

    def require(self, by: User) -> None:
        super().require(by)
        try:
            Task(title=self.title, due_at=self.due_at, owner_id=self.owner).full_clean()
        except ValidationError as error:
            raise UnusableValue(reason=" ".join(error.messages)) from error
        if self.owner and not User.objects.filter(pk=self.owner, is_active=True).exists():
            raise UnusableValue(reason="the owner of the task is not there any more.")

    def changing(self, contacts: ContactQuerySet) -> ContactQuerySet:
        return lacking(contacts, Task, Q(title=self.title, due_at=self.due_at, done_at=None, deleted_at=None))

    def write(self, ids: Sequence[UUID]) -> int:
        with connection.cursor() as cursor:
            cursor.execute(INSERT, [self.title, self.due_at, Task.Priority.NORMAL, self.owner, ids[0], ids[-1], ids])
            return cursor.rowcount

    def told(self, contact: Contact) -> tuple[str, str]:
        return "", self.words

    @cached_property
    def words(self) -> str:
        """The task as people say it."""
        if not self.due_at:
            return self.title
        due_at = timezone.localtime(Task._meta.get_field("due_at").to_python(self.due_at))
        return f"{self.title}, due {formats.date_format(due_at, 'DATETIME_FORMAT')}"
