"""Labelled lists: CSV files with `id,cluster,…`, and a mapping of their other columns to fields of contacts."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from contacts import normalize
from contacts.importing.vocabulary import EMAIL_FIELDS, PHONE_FIELDS, is_field


class UnknownField(Exception):
    """The mapping names a field that contacts do not have."""

    def __init__(self, names: object) -> None:
        super().__init__(f"{self.__doc__} {names}")


def fields_of(path: Path) -> dict[str, str]:
    """The mapping of a file (header → field); what is mapped to nothing is left out. Raises UnknownField."""
    fields = {header: field for header, field in json.loads(path.read_text("utf-8-sig")).items() if field}
    if unknown := sorted(field for field in fields.values() if not is_field(field)):
        raise UnknownField(unknown)
    return fields


def labelled(path: Path, fields: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each row as its cluster and what is compared of it: the columns of a relation that the finder reads, but `id`."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield row["cluster"], _compared(row, fields)


def _compared(row: Mapping[str, str], fields: Mapping[str, str]) -> tuple[str, ...]:
    values = defaultdict(list)
    for header, field in fields.items():
        if text := (row.get(header) or "").strip():
            values[field].append(text)
    # Several columns of one field are parts of it: a street and its number, say.
    told = {field: " ".join(parts) for field, parts in values.items()}
    first, last = told.get("first_name", ""), told.get("last_name", "")
    if not first and not last and "full_name" in told:
        first, last = normalize.split_name(told["full_name"])
    return (
        first,
        last,
        "\n".join(address for field in EMAIL_FIELDS for address in values[field]),
        "\n".join(number for field in (*PHONE_FIELDS, "mobile") for number in values[field]),
        told.get("company", told.get("company_domain", "")),
        told.get("title", ""),
        told.get("address_line1", told.get("address_line2", "")),
        told.get("city", ""),
        told.get("postal_code", ""),
        _country(told.get("country", "")),
        _birth_date(told.get("birth_date", "")),
    )


def _country(text: str) -> str:
    try:
        return normalize.country(text) if text else ""
    except normalize.Unusable:
        return normalize.folded(text)


def _birth_date(text: str) -> str:
    """The day in ISO 8601; what the calendar does not know as it is, for a slip in a date is still a date."""
    try:
        day = normalize.date(text) if text else None
    except normalize.Unusable:
        return text
    return day.isoformat() if day else ""
