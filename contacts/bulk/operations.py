"""The operations that there are."""

from collections.abc import Mapping
from typing import Any

from contacts.bulk.belongings import AddTag, AddToList, RemoveFromList, RemoveTag
from contacts.bulk.columns import SetCustomField, SetField
from contacts.bulk.deletion import Delete, Restore
from contacts.bulk.operation import Operation
from contacts.bulk.tasks import AddTask
from contacts.exceptions import UnknownOperation

OPERATIONS: dict[str, type[Operation]] = {
    operation.key: operation
    for operation in (
        SetField, SetCustomField, AddTag, RemoveTag, AddToList, RemoveFromList, AddTask, Delete, Restore,
    )
}  # fmt: skip


def operation_of(json: Mapping[str, Any]) -> Operation:
    """The operation that was written as JSON. Raises UnknownOperation."""
    fields = {name: value for name, value in json.items() if name != "do"}
    try:
        return OPERATIONS[json["do"]](**fields)
    except (KeyError, TypeError):
        raise UnknownOperation from None
