"""The segments that every team asks for, and those of what wants cleaning."""

from typing import Any

from django.apps import apps as installed
from django.apps.registry import Apps
from django.db import transaction

from contacts.history import booked_on, finish
from contacts.models import ChangeSet


def _leaf(field: str, operator: str, value: Any = None, where: Any = None) -> dict[str, Any]:
    parts = {"field": field, "operator": operator, "value": value, "where": where}
    return {name: part for name, part in parts.items() if part is not None}


WON = {"all": [_leaf("outcome", "equals", "won")]}
SEGMENTS = {
    "High value": {"all": [_leaf("deals.sum", "greater_than", 10_000, WON)]},
    "Active": {"all": [_leaf("last_contacted_at", "in_last_days", 30)]},
    "Inactive": {"all": [{"not": _leaf("last_contacted_at", "in_last_days", 90)}]},
    "New this month": {"all": [_leaf("created_at", "this", "month")]},
    "Customers without owner": {"all": [_leaf("lifecycle_stage", "equals", "customer"), _leaf("owner", "is_empty")]},
}


def make_segments(*, using: str, apps: Apps = installed, **signal: Any) -> None:
    """Make the usual segments after the first migration; what an admin has deleted does not come back."""
    try:
        apps.get_model("contacts.ListBuild")
    except LookupError:
        # Migrated back to a time before dynamic lists.
        return
    lists = apps.get_model("contacts.ContactList").objects.using(using)
    if lists.exists():
        return
    with transaction.atomic(using):
        change_sets = apps.get_model("contacts.ChangeSet").objects.using(using)
        made = change_sets.create(kind=ChangeSet.Kind.CONFIGURATION, door=ChangeSet.Door.COMMAND)
        with booked_on(made):
            lists.bulk_create(
                lists.model(name=name, type="dynamic", filters=filters) for name, filters in SEGMENTS.items()
            )
        finish(made)
