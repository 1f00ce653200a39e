"""The segments that every team asks for, and those of what wants cleaning."""

from typing import Any

from django.apps import apps as installed
from django.apps.registry import Apps
from django.core.exceptions import FieldDoesNotExist
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
# Of these somebody should put something right: what is wrong, in words, and by what it is found.
TO_CLEAN = {
    "Unreadable telephone number": (
        "A number that cannot be dialled as it stands, for a digit is wrong or the country is missing.",
        {"all": [_leaf("phone_unreadable", "equals", True)]},
    ),
    "Unknown country": (
        "A country that has neither a code nor a name that is known.",
        {"all": [_leaf("country_unknown", "equals", True)]},
    ),
    "No name": ("Neither a first name nor a last name.", {"all": [_leaf("name", "is_empty")]}),
    "Bounced": ("Mail to one of the addresses came back.", {"all": [_leaf("bounced", "equals", True)]}),
    "Stale": (
        "Known for more than a year, and not contacted within the last year.",
        {
            "all": [
                _leaf("created_at", "more_than_days_ago", 365),
                {"not": _leaf("last_contacted_at", "in_last_days", 365)},
            ]
        },
    ),
}


def make_segments(*, using: str, apps: Apps = installed, **signal: Any) -> None:
    """Make the usual segments after the first migration, and of what wants cleaning also those that came later.

    None is made twice: whose name a list bears or has ever borne was renamed or deleted for a reason.
    """
    try:
        lists = apps.get_model("contacts.ContactList").objects.using(using)
        names = apps.get_model("contacts.ContactListEvent").objects.using(using).values_list("name", flat=True)
        apps.get_model("contacts.ContactEmail")._meta.get_field("bounced_at")
    except (LookupError, FieldDoesNotExist):
        # Migrated back to a time before they were known.
        return
    new = [] if lists.exists() else [{"name": name, "filters": filters} for name, filters in SEGMENTS.items()]
    taken = {name.lower() for name in names.order_by().distinct()}
    new += [
        {"name": name, "description": description, "filters": filters, "wants_cleaning": True}
        for name, (description, filters) in TO_CLEAN.items()
        if name.lower() not in taken
    ]
    if not new:
        return
    with transaction.atomic(using):
        change_sets = apps.get_model("contacts.ChangeSet").objects.using(using)
        made = change_sets.create(kind=ChangeSet.Kind.CONFIGURATION, door=ChangeSet.Door.COMMAND)
        with booked_on(made):
            lists.bulk_create(lists.model(type="dynamic", **columns) for columns in new)
        finish(made)
