"""Giving many contacts a tag, or a place on a list, and taking it from them."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from contacts.bulk.operation import Operation, lacking
from contacts.exceptions import UnusableValue
from contacts.models import ContactList, ContactTag, ListMember, Tag
from contacts.querysets import ContactQuerySet
from crm.models import User

INSERT = "INSERT INTO {table} (contact_id, {column}) SELECT unnest(%s::uuid[]), %s ON CONFLICT DO NOTHING"


@dataclass(frozen=True)
class Belonging(Operation):
    """Contacts come to belong to a row of another table, or no longer do; `to` is its id."""

    to: str

    # The table that says who belongs to what, its column for that, and what it is called.
    through: ClassVar[type[Model]]
    column: ClassVar[str]
    noun: ClassVar[str]

    def require(self, by: User) -> None:
        super().require(by)
        with suppress(ValidationError):
            if self.targets(by).filter(pk=self.to).exists():
                return
        raise UnusableValue(reason=f"the {self.noun} is not there any more, or is not yours to change.")

    def targets(self, by: User) -> QuerySet:
        """The rows that contacts can belong to."""
        raise NotImplementedError

    @property
    def like(self) -> Q:
        """What rows say of those who belong to it."""
        return Q(**{self.column: self.to})

    @property
    def held(self) -> QuerySet:
        """Who belongs to it."""
        return self.through._default_manager.filter(self.like)

    @cached_property
    def words(self) -> str:
        """The name of the row."""
        return str(self.through._meta.get_field(self.column).related_model._default_manager.get(pk=self.to))


class Adding(Belonging):
    """Contacts come to belong to it."""

    def changing(self, contacts: ContactQuerySet) -> ContactQuerySet:
        return lacking(contacts, self.through, self.like)

    def write(self, ids: Sequence[UUID]) -> int:
        table, column = self.through._meta.db_table, self.through._meta.get_field(self.column).column
        with connection.cursor() as cursor:
            cursor.execute(INSERT.format(table=table, column=column), [ids, self.to])
            return cursor.rowcount

    def told(self, contact: object) -> tuple[str, str]:
        return "", self.words


class Removing(Belonging):
    """Contacts no longer belong to it."""

    def changing(self, contacts: ContactQuerySet) -> ContactQuerySet:
        return contacts.filter(Exists(self.held.filter(contact=OuterRef("pk"))))

    def write(self, ids: Sequence[UUID]) -> int:
        count, _ = self.held.filter(contact__in=RawSQL("SELECT unnest(%s::uuid[])", [ids])).delete()
        return count

    def told(self, contact: object) -> tuple[str, str]:
        return self.words, ""


class OfTags:
    """The tags of contacts."""

    through, column, noun = ContactTag, "tag", "tag"
    told_by = (ContactTag,)

    def targets(self, by: User) -> QuerySet[Tag]:
        return Tag.objects.live()


class OfLists:
    """The static lists that contacts stand on; who is on others follows from their filters."""

    through, column, noun = ListMember, "list", "list"
    told_by = (ListMember,)

    def targets(self, by: User) -> QuerySet[ContactList]:
        return ContactList.objects.live().filter(type=ContactList.Type.STATIC).editable_by(by)


class AddTag(OfTags, Adding):
    key, label, permission = "add_tag", "Add a tag", "contacts.add_contacttag"

    def __str__(self) -> str:
        return f"Add the tag “{self.words}”"


class RemoveTag(OfTags, Removing):
    key, label, permission = "remove_tag", "Remove a tag", "contacts.delete_contacttag"

    def __str__(self) -> str:
        return f"Remove the tag “{self.words}”"


class AddToList(OfLists, Adding):
    key, label, permission = "add_to_list", "Add to a list", "contacts.add_listmember"

    def __str__(self) -> str:
        return f"Add to the list “{self.words}”"


class RemoveFromList(OfLists, Removing):
    key, label, permission = "remove_from_list", "Remove from a list", "contacts.delete_listmember"

    def __str__(self) -> str:
        return f"Remove from the list “{self.words}”"
