"""A labelled list as other finders get it: columns as they stand in the file, prepared as both their manuals ask for.

That is: lower case, no needless blanks, nothing rather than an empty text, dates in ISO 8601.
They get nothing that we have normalised.
"""

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path

Row = dict[str, str | None]


def read(path: Path, fields: Mapping[str, str]) -> tuple[list[Row], list[str]]:
    """The rows by our names of their fields, and the cluster of each; columns of one field are joined."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    return [_row(line, fields) for line in lines], [line["cluster"] for line in lines]


def _row(line: Mapping[str, str], fields: Mapping[str, str]) -> Row:
    parts: dict[str, list[str]] = {field: [] for field in fields.values()}
    for header, field in fields.items():
        parts[field] += (line.get(header) or "").lower().split()
    row = {field: " ".join(words) or None for field, words in parts.items()}
    return row | {"birth_date": _in_iso(row["birth_date"])} if row.get("birth_date") else row


def _in_iso(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return text
