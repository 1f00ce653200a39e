"""The chart of a list: how many were on it, and how many have joined and left."""

import json
from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format

from contacts.lists import Day, growth
from contacts.models import ContactList

SPANS = {30: "30 days", 90: "90 days", 365: "a year"}
USUAL = 90


def chart_of(contact_list: ContactList, asked: str, *, now) -> dict[str, Any]:
    """What the card of the chart needs; `asked` is for how many days."""
    span = int(asked) if asked in map(str, SPANS) else USUAL
    days = growth(contact_list, days=span, now=now)
    joined, left = [day.joined for day in days], [day.left for day in days]
    return {
        "span": span,
        "spans": SPANS,
        "joined": sum(joined),
        "left": sum(left),
        "size": _data(days, _line("On the list", [day.size for day in days])),
        "moves": _data(
            days, _bars("Joined", joined, "green-600"), _bars("Left", [-count for count in left], "red-500")
        ),
    }


def _data(days: Iterable[Day], *datasets: dict[str, Any]) -> str:
    """As the script that draws charts reads it."""
    return json.dumps({"labels": [date_format(day.day, "j M") for day in days], "datasets": datasets})


def _line(label: str, values: list[int]) -> dict[str, Any]:
    return _drawn(label, values) | {"borderColor": "var(--color-primary-600)"}


def _bars(label: str, values: list[int], colour: str) -> dict[str, Any]:
    return _drawn(label, values) | {"backgroundColor": f"var(--color-{colour})", "stack": "moves"}


def _drawn(label: str, values: list[int]) -> dict[str, Any]:
    return {"label": label, "data": values, "displayYAxis": True, "maxTicksXLimit": 6}
