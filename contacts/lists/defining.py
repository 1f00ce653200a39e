"""By what a dynamic list is filled: its filter, which may ask for other lists, but never in a circle."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from contacts.editing import add, edit
from contacts.exceptions import CircularLists, NotADynamicList
from contacts.filters import Node, as_json, fields_for, leaves, parse
from contacts.models import ChangeSet, ContactList
from crm.models import User

LISTS = "lists"
# One filter at a time: two that are saved together could close a circle that neither sees.
ALONE = "SELECT pg_advisory_xact_lock(hashtext('filters of lists'))"


def make_dynamic_list(name: str, filters: Any, *, by: User | None, door: ChangeSet.Door, **columns: Any) -> ContactList:
    """A new list that its filter fills: within seconds, by the job that follows changes.

    `columns` are others of the list's. Raises UnusableFilter, CircularLists, Taken, ValidationError.
    """
    with transaction.atomic():
        contact_list = ContactList(name=name, type=ContactList.Type.DYNAMIC, created_by=by, **columns)
        contact_list.filters = judged(contact_list, filters, by=by)
        return add(contact_list, by=by, door=door)


def define(
    contact_list: ContactList, filters: Any, *, by: User | None, door: ChangeSet.Door, **columns: Any
) -> ContactList:
    """Fill a dynamic list by another filter; returns it as it is then. The filter that it has already may stay.

    `columns` are others to change. Raises NotADynamicList, UnusableFilter, CircularLists, Taken, ValidationError,
    BelongsToOthers, DoesNotExist.
    """
    require_dynamic(contact_list)
    with transaction.atomic():
        if filters != contact_list.filters:
            columns["filters"] = judged(contact_list, filters, by=by)
        return edit(contact_list, columns, by=by, door=door)


def judged(contact_list: ContactList, filters: Any, *, by: User | None = None) -> dict[str, Any]:
    """The filter as the list keeps it; nobody else saves one until the transaction ends.

    Raises UnusableFilter, also for fields that `by` may not ask about, and CircularLists.
    """
    kept = as_json(parse(filters, fields=fields_for(by)))
    with connection.cursor() as cursor:
        cursor.execute(ALONE)
    require_no_circle(ContactList(pk=contact_list.pk, name=contact_list.name, filters=kept))
    return kept


def tree_of(contact_list: ContactList) -> Node:
    """The filter of a dynamic list. Raises NotADynamicList, UnusableFilter."""
    require_dynamic(contact_list)
    return parse(contact_list.filters)


def require_dynamic(contact_list: ContactList) -> None:
    """Raise NotADynamicList for a list that is filled by hand."""
    if contact_list.type != ContactList.Type.DYNAMIC:
        raise NotADynamicList


def require_no_circle(contact_list: ContactList) -> None:
    """Raise CircularLists where the list would depend on itself, through others as well."""
    dynamic = ContactList.objects.live().filter(type=ContactList.Type.DYNAMIC).exclude(pk=contact_list.pk)
    names = dict(dynamic.values_list("pk", "name")) | {contact_list.pk: contact_list.name}
    asked = {pk: set(lists_asked(filters)) for pk, filters in dynamic.values_list("pk", "filters")}
    waiting, seen = [(pk, pk, place) for place, pk in _places_of_lists(contact_list.filters)], set()
    while waiting:
        pk, first, place = waiting.pop()
        if pk == contact_list.pk:
            raise CircularLists(name=names[first], place=place)
        if pk not in seen:
            seen.add(pk)
            waiting += [(further, first, place) for further in asked.get(pk, ())]


def lists_asked(filters: Any) -> Iterator[UUID]:
    """The ids of the lists that a stored filter asks for; it need not be sound any more."""
    return (pk for _, pk in _places_of_lists(filters))


def watches_of(node: Node) -> dict[str, list[str]]:
    """The columns, by table, that decide who is on the list."""
    found: dict[str, set[str]] = {"contacts_contact": {"deleted_at", "restricted_at"}}
    for leaf in leaves(node):
        for table, columns in leaf.field.sources().items():
            found[table] = found.get(table, set()) | columns
    return {table: sorted(columns) for table, columns in found.items()}


def _places_of_lists(filters: Any, place: str = "") -> Iterator[tuple[str, UUID]]:
    """The lists asked for, each with the place of the condition, such as `all[2].value`."""
    if isinstance(filters, list):
        for number, part in enumerate(filters):
            yield from _places_of_lists(part, f"{place}[{number}]")
    elif isinstance(filters, dict):
        if filters.get("field") == LISTS and filters.get("value"):
            given = filters["value"]
            for pk in given if isinstance(given, list) else [given]:
                with suppress(ValueError, TypeError, AttributeError):
                    yield f"{place}.value".removeprefix("."), UUID(pk)
        for key in ("all", "any", "not"):
            yield from _places_of_lists(filters.get(key), f"{place}.{key}".removeprefix("."))
