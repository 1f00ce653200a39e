"""The record as people, programs and spreadsheets read it: each writer takes the activities and returns a text."""

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings

from crm.privacy import Sort
from gdpr.classification import Classified, classified
from gdpr.record.activities import Activity

CONTROLLER_MISSING = "not named yet: set CRM_CONTROLLER"
TITLES = {
    Sort.PERSONAL: "Data",
    Sort.SPECIAL: "Special data (Art. 9)",
    Sort.CREDENTIAL: "Credentials",
    Sort.FREE_TEXT: "Free text",
}
HEADINGS = ("table", "column", "what it tells", "kept for", "when a person is erased", "given to the person")


def as_markdown(activities: Iterable[Activity]) -> str:
    """The whole record, headed by the controller."""
    return f"# Record of processing activities\n\nController: {_controller()}\n\n{in_sections(activities)}"


def in_sections(activities: Iterable[Activity]) -> str:
    """The activities in Markdown, a section with a table each."""
    return "\n".join(_section(activity) for activity in activities)


def as_json(activities: Iterable[Activity]) -> str:
    """The controller, the activities, and each column of each table."""
    record = {
        "controller": settings.CONTROLLER,
        "activities": [_fields(activity) for activity in activities],
        "columns": [dict(zip(HEADINGS, _cells(each), strict=True)) for each in classified()],
    }
    return json.dumps(record, indent=2, ensure_ascii=False) + "\n"


def as_csv(activities: Iterable[Activity]) -> str:
    """Each column of each table, a line each; the activities are its fourth column."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(HEADINGS)
    writer.writerows(_cells(each) for each in classified())
    return file.getvalue()


FORMATS = {"md": as_markdown, "json": as_json, "csv": as_csv}


def _controller() -> str:
    return settings.CONTROLLER or CONTROLLER_MISSING


def _fields(activity: Activity) -> dict[str, Any]:
    facts = activity.circumstances
    return {
        "purpose": activity.use,
        "people": facts.people,
        "basis": facts.basis,
        "tables": list(activity.tables),
        "data": {sort: list(names) for sort, names in activity.data.items()},
        "recipients": facts.recipients,
        "period": facts.period,
    }


def _section(activity: Activity) -> str:
    facts = activity.circumstances
    rows = {
        "Whose data": facts.people,
        "Legal basis": facts.basis,
        **{TITLES[sort]: ", ".join(names) for sort, names in activity.data.items()},
        "Tables": ", ".join(activity.tables),
        "Recipients": facts.recipients,
        "Kept": facts.period,
    }
    lines = [f"| {name} | {value} |" for name, value in rows.items()]
    return "\n".join([f"### {activity.use}", "", "| | |", "|---|---|", *lines, ""])


def _cells(each: Classified) -> tuple[str, ...]:
    return (
        each.model._meta.db_table,
        each.column.column,
        each.sort,
        each.purpose or "",
        each.erasure,
        "yes" if each.is_exported else "no",
    )
