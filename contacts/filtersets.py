"""The filters of the list of contacts, by plain values: the list itself, and a job that means it, ask the same ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django.apps import apps
from django.db.models import Model, QuerySet
from django.utils import timezone

from contacts.exceptions import UnknownFilterValue, UnusableFilter
from contacts.filters import Node, condition, leaves, parse
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
    SavedView,
    Tag,
)
from contacts.search import matching
from crm.models import User

DELETED = "deleted"
VIEW = "view"
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

    def tables(self, value: str) -> set[type[Model]]:
        """The tables that tell who matches a known value, beside the rows' own."""
        return set(self.told_by)

    def as_condition(self, value: str) -> Mapping[str, Any] | None:
        """The same in the language of filters, as JSON; None where it has no word for it."""
        return None


def equal(field: str, value: Any) -> dict[str, Any]:
    """That the field has this value, in the language of filters."""
    return {"field": field, "operator": "equals", "value": value}


@dataclass(frozen=True)
class ByWord(Filter):
    """By a column whose words stand in `FieldChoice`."""

    field: str

    def choices(self) -> list[tuple[str, str]]:
        return list(FieldChoice.objects.filter(field=self.field).values_list("value", "label"))

    def matching(self, rows: QuerySet, value: str, user: User | None = None) -> QuerySet:
        return rows.filter(**{self.field: value})

    def as_condition(self, value: str) -> Mapping[str, Any]:
        return equal(self.field, value)


class ByTag(Filter):
    """By a live tag."""

    told_by = (ContactTag,)

    def choices(self) -> list[tuple[str, str]]:
        return [(str(pk), name) for pk, name in Tag.objects.live().order_by("name").values_list("pk", "name")]

    def matching(self, rows: QuerySet, value: str, user: User | None = None) -> QuerySet:
        return rows.filter(pk__in=ContactTag.objects.filter(tag=value).values("contact"))

    def as_condition(self, value: str) -> Mapping[str, Any]:
        return equal("tags", value)


class ByList(Filter):
    """By a live list."""

    told_by = (ListMember,)

    def choices(self) -> list[tuple[str, str]]:
        return [(str(pk), name) for pk, name in ContactList.objects.live().order_by("name").values_list("pk", "name")]

    def matching(self, rows: QuerySet, value: str, user: User | None = None) -> QuerySet:
        return rows.filter(pk__in=ListMember.objects.filter(list=value).values("contact"))

    def as_condition(self, value: str) -> Mapping[str, Any]:
        return equal("lists", value)


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

    def as_condition(self, value: str) -> Mapping[str, Any]:
        is_flag = self.definition.type == Type.BOOLEAN
        return equal(f"custom.{self.definition.key}", value == "true" if is_flag else value)


# The types of custom fields that have few values.
FEW_VALUES = (Type.CHOICE, Type.MULTIPLE_CHOICE, Type.BOOLEAN)


@dataclass(frozen=True)
class ById(Filter):
    """By the row that a column names, of which there are too many to offer them all."""

    column: str

    def knows(self, value: str) -> bool:
        return is_uuid(value)

    def matching(self, rows: QuerySet, value: str, user: User | None = None) -> QuerySet:
        return rows.filter(**{self.column: value})

    def as_condition(self, value: str) -> Mapping[str, Any]:
        return equal(self.column, value)


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


class ByView(Filter):
    """By the filter of a view, as it is when it is asked."""

    def knows(self, value: str) -> bool:
        return is_uuid(value) and SavedView.objects.filter(pk=value).exists()

    def matching(self, rows: QuerySet, value: str, user: User | None = None) -> QuerySet:
        return matching_view(rows, SavedView.objects.get(pk=value))

    def tables(self, value: str) -> set[type[Model]]:
        filters = SavedView.objects.get(pk=value).filters
        return tables_asked(parse(filters)) if filters else set()

    def as_condition(self, value: str) -> Mapping[str, Any] | None:
        return SavedView.objects.get(pk=value).filters or None


def matching_view(rows: QuerySet, view: SavedView) -> QuerySet:
    """Those of the contacts that the view shows. Raises UnknownFilterValue where its filter cannot be used any more."""
    if not view.filters:
        return rows
    try:
        return rows.filter(condition(parse(view.filters), timezone.now(), whole=True))
    except UnusableFilter as refusal:
        raise UnknownFilterValue(name=VIEW) from refusal


def tables_asked(node: Node) -> set[type[Model]]:
    """The tables with rows of contacts' own that the filter asks about."""
    asked = {table for leaf in leaves(node) for table in leaf.field.sources()}
    return {
        model
        for model in apps.get_models()
        if model._meta.db_table in asked and hasattr(model, "pgh_event_model") and has_contact(model)
    }


def has_contact(model: type[Model]) -> bool:
    """Whether each row belongs to a contact, or to the company of some."""
    return model is Company or any(field.name == "contact" for field in model._meta.local_fields)


def is_uuid(value: str) -> bool:
    """Whether the text is an id."""
    try:
        UUID(value)
    except ValueError:
        return False
    return True


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
        VIEW: ByView(),
        DELETED: ByDeletion(),
    } | {f"custom_{field.key}": ByCustomField(field) for field in few}
