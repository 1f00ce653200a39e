"""The filters of the list of contacts, by plain values: the list itself, and a job that means it, ask the same ones."""

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Model, QuerySet

from contacts.models import (
    Activity,
    Company,
    ContactEmail,
    ContactList,
    ContactPhone,
    ContactTag,
    CustomField,
    FieldChoice,
    ListMember,
    Tag,
)
from contacts.search import matching
from crm.models import User

DELETED = "deleted"
YES_OR_NO = [("true", "Yes"), ("false", "No")]

Type = CustomField.Type


class Filter:
    """One way to narrow rows down."""

    # The tables that tell who matches, beside the rows' own.
    told_by: ClassVar[tuple[type[Model], ...]] = ()
    # Whether it looks at no more than a part of the rows, so that all others have to narrow them down before.
    comes_last: ClassVar[bool] = False

    def choices(self) -> list[tuple[str, str]]:
        """The values that are offered, each with its name."""
        raise NotImplementedError

    def knows(self, value: str) -> bool:
        """Whether the value is one that can match."""
        return value in dict(self.choices())

    def matching(self, rows: QuerySet, value: str, user: User | None = None) -> QuerySet:
        """Those of the rows that match a known value, as far as the user may know; nobody is the program itself."""
        raise NotImplementedError


@dataclass(frozen=True)
class ByWord(Filter):
    """By a column whose words stand in `FieldChoice`."""

    field: str

    def choices(self) -> list[tuple[str, str]]:
        return list(FieldChoice.objects.filter(field=self.field).values_list("value", "label"))

    def matching(self, rows: QuerySet, value: str, user: User | None = None) -> QuerySet:
        return rows.filter(**{self.field: value})


class ByTag(Filter):
    """By a live tag."""

    told_by = (ContactTag,)

    def choices(self) -> list[tuple[str, str]]:
        return [(str(pk), name) for pk, name in Tag.objects.live().order_by("name").values_list("pk", "name")]

    def matching(self, rows: QuerySet, value: str, user: User | None = None) -> QuerySet:
        return rows.filter(pk__in=ContactTag.objects.filter(tag=value).values("contact"))


class ByList(Filter):
    """By a live list."""

    told_by = (ListMember,)

    def choices(self) -> list[tuple[str, str]]:
        return [(str(pk), name) for pk, name in ContactList.objects.live().order_by("name").values_list("pk", "name")]

    def matching(self, rows: QuerySet, value: str, user: User | None = None) -> QuerySet:
        return rows.filter(pk__in=ListMember.objects.filter(list=value).values("contact"))


@dataclass(frozen=True)
class ByCustomField(Filter):
    """By a custom field whose values are few."""

    definition: CustomField

    def choices(self) -> list[tuple[str, str]]:
        if self.definition.type == Type.BOOLEAN:
            return YES_OR_NO
        return [(word, word) for word in self.definition.choices]

    def matching(self, rows: QuerySet, value: str, user: User | None = None) -> QuerySet:
        values: dict[str, Any] = {Type.BOOLEAN: value == "true", Type.MULTIPLE_CHOICE: [value]}
        return rows.filter(custom_fields__contains={self.definition.key: values.get(self.definition.type, value)})


# The types of custom fields that have few values.
FEW_VALUES = (Type.CHOICE, Type.MULTIPLE_CHOICE, Type.BOOLEAN)


@dataclass(frozen=True)
class ById(Filter):
    """By the row that a column names, of which there are too many to offer them all."""

    column: str

    def knows(self, value: str) -> bool:
        try:
            UUID(value)
        except ValueError:
            return False
        return True

    def matching(self, rows: QuerySet, value: str, user: User | None = None) -> QuerySet:
        return rows.filter(**{self.column: value})


class BySearch(Filter):
    """By what somebody has typed into the box."""

    told_by = (ContactEmail, ContactPhone, Company, ContactTag, Activity)
    comes_last = True

    def knows(self, value: str) -> bool:
        return True

    def matching(self, rows: QuerySet, value: str, user: User | None = None) -> QuerySet:
        return matching(rows, value, to=user)


class ByDeletion(Filter):
    """The deleted rows instead of the live ones."""

    def choices(self) -> list[tuple[str, str]]:
        return [("yes", "Deleted")]

    def matching(self, rows: QuerySet, value: str, user: User | None = None) -> QuerySet:
        return rows.deleted()


def filters_of_contacts() -> dict[str, Filter]:
    """The filters of contacts, under the names that the addresses of the list give them."""
    few = CustomField.objects.filter(subject=CustomField.Subject.CONTACT, type__in=FEW_VALUES)
    return {
        "q": BySearch(),
        "lifecycle_stage": ByWord("lifecycle_stage"),
        "lead_status": ByWord("lead_status"),
        "owner__id__exact": ById("owner"),
        "company__id__exact": ById("company"),
        "tag": ByTag(),
        "list": ByList(),
        DELETED: ByDeletion(),
    } | {f"custom_{field.key}": ByCustomField(field) for field in few}
