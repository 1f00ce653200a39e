"""What the tables hold, so that two moments can be compared row by row and column by column."""

from typing import Any

from django.apps import apps
from django.db import models

# They count and date writes, so undo writes them anew.
UNCOMPARED = {"version", "updated_at", "name_key"}

Cell = tuple[str, Any, str]


def cells() -> dict[Cell, Any]:
    """Each value of each row of the tables that have a history, by (table, id, column)."""
    return {
        (model._meta.model_name, row["id"], column): value
        for model in apps.get_models()
        if hasattr(model, "pgh_event_model")
        for row in model._default_manager.values(*_columns(model))
        for column, value in row.items()
    }


def rows(found: dict[Cell, Any]) -> set[tuple[str, Any]]:
    """The rows that the cells belong to."""
    return {(table, pk) for table, pk, _ in found}


def differences(before: dict[Cell, Any], after: dict[Cell, Any]) -> dict[Cell, tuple[Any, Any]]:
    """What is not the same, with both values."""
    return {
        cell: (before.get(cell), after.get(cell))
        for cell in before.keys() | after.keys()
        if before.get(cell, ...) != after.get(cell, ...)
    }


def _columns(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.local_concrete_fields if field.name not in UNCOMPARED]
