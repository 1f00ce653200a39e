"""The temporary tables through which a chunk passes.

They live in the session and are emptied with each transaction: a crash leaves nothing of them, and the chunk is read
again from the kept file. They are never analysed, for planner statistics would keep addresses.
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.backends.utils import CursorWrapper

TEXT_COLUMNS = (
    "first_name",
    "last_name",
    "phone",
    "mobile",
    "title",
    "department",
    "address_line1",
    "address_line2",
    "city",
    "state",
    "postal_code",
    "country",
    "lifecycle_stage",
    "lead_status",
    "lead_source",
    "linkedin_url",
    "twitter_handle",
)
JSON_COLUMNS = ("emails", "phones", "tags", "external_id", "notes", "custom")
COPIED = (
    "line",
    "match_key",
    "email",
    *TEXT_COLUMNS,
    "phone_e164",
    "mobile_e164",
    "birth_date",
    "company",
    "company_domain",
    "email_opt_out",
    "keys",
    *JSON_COLUMNS,
)
_TYPES = {"line": "integer", "birth_date": "date", "email_opt_out": "boolean", "keys": "bigint[]"}
_TYPES |= dict.fromkeys(JSON_COLUMNS, "jsonb")

CREATE = f"""
CREATE TEMPORARY TABLE IF NOT EXISTS staged (
    {", ".join(f"{name} {_TYPES.get(name, 'text')}" for name in COPIED)},
    contact_id uuid,
    found_by "char",
    company_id uuid,
    is_new boolean NOT NULL DEFAULT false,
    is_changed boolean NOT NULL DEFAULT false,
    is_repeat boolean NOT NULL DEFAULT false,
    fills_only boolean NOT NULL DEFAULT false,
    first_line integer,
    set_aside text,
    why text
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS staged_repeat (line integer, first_line integer) ON COMMIT DELETE ROWS;
"""
COPY_ROWS = "COPY staged ({}) FROM STDIN (FORMAT csv)"
COPY_REPEATS = "COPY staged_repeat (line, first_line) FROM STDIN"
# Within a larger transaction the rows of the chunk before are still there.
CLEAR = "DELETE FROM staged; DELETE FROM staged_repeat"


class Payload(NamedTuple):
    """Rows for the staging table: the columns that any of them fills, and the values as CSV."""

    columns: list[str]
    text: str


EMPTY = Payload(["line"], "")


def create(cursor: CursorWrapper) -> None:
    """Make the session's staging tables unless it has them."""
    cursor.execute(CREATE)


def stage(cursor: CursorWrapper, payload: Payload, repeats: Iterable[tuple[int, int]]) -> None:
    """Fill the staging tables with one chunk, and nothing else."""
    cursor.execute(CLEAR)
    with cursor.copy(COPY_ROWS.format(", ".join(payload.columns))) as copy:
        copy.write(payload.text)
    copy_rows(cursor, COPY_REPEATS, repeats)


def copy_rows(cursor: CursorWrapper, statement: str, rows: Iterable[tuple]) -> None:
    """COPY rows of Python values into a table."""
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
