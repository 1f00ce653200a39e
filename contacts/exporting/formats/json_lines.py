"""JSON Lines (https://jsonlines.org): an object for each contact, by the names of the columns.

All objects have the same names: what is blank is null, and of what there can be several there is a list. Choices and
countries are told by what is stored, dates and times in ISO 8601.
"""

import datetime
import json
from typing import IO, Any

from contacts.exporting.rows import Extract


def write(extract: Extract, file: IO[bytes]) -> None:
    """A line for each contact."""
    to_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=_plain).encode
    file.writelines(f"{to_json(record)}\n".encode() for record in extract.records())


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime.date) else str(value)
