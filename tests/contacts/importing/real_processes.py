"""Imports in processes of their own, on a data folder of their own; and all that came of them."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import psycopg

from crm.embedded.server import EmbeddedServer

ROOT = Path(__file__).parents[3]
SECONDS = 180
BEGIN = """
import django
django.setup()
from contacts.importing import chunks
from contacts.importing.planning import make_plan, plan_file
from contacts.importing.run import choose_columns, execute, import_file, take_in
from contacts.models import ChangeSet, ImportRun
from pathlib import Path
import sys
chunks.CHUNK_ROWS = 500
JOB = ChangeSet.Door.JOB
"""
HEADER = [
    "Email",
    "Email 2",
    "First name",
    "Last name",
    "Phone",
    "Company",
    "Tags",
    "Notes",
    "City",
    "External ID",
    "Opt-out",
]
# What every table says that an import writes to, and nothing that differs from run to run.
TABLES = {
    "contacts": """
        SELECT c.email, first_name, last_name, c.phone, c.phone_e164, c.city, c.version, company.name, email_opt_in,
               c.deleted_at, last_activity_at IS NULL
        FROM contacts_contact c LEFT JOIN contacts_company company ON company.id = company_id
    """,
    "companies": "SELECT name, domain, deleted_at FROM contacts_company",
    "emails": """
        SELECT c.email, e.email, e.is_primary, e.live
        FROM contacts_contactemail e JOIN contacts_contact c ON c.id = contact_id
    """,
    "phones": "SELECT c.email, number, e164 FROM contacts_contactphone JOIN contacts_contact c ON c.id = contact_id",
    "tags": """
        SELECT c.email, t.name FROM contacts_contacttag JOIN contacts_contact c ON c.id = contact_id
        JOIN contacts_tag t ON t.id = tag_id
    """,
    "ids": "SELECT c.email, system, value FROM contacts_externalid JOIN contacts_contact c ON c.id = contact_id",
    "notes": "SELECT c.email, kind, subject, body FROM contacts_activity JOIN contacts_contact c ON c.id = contact_id",
    "consent": "SELECT c.email, kind FROM gdpr_consentevent JOIN contacts_contact c ON c.id = contact_id",
    "rows": """
        SELECT r.file_name, line, outcome, c.email FROM contacts_importrow JOIN contacts_importrun r ON r.id = run_id
        LEFT JOIN contacts_contact c ON c.id = contact_id
    """,
    "problems": """
        SELECT r.file_name, line, "column", severity, value_class, reason
        FROM contacts_importproblem JOIN contacts_importrun r ON r.id = run_id
    """,
    "runs": """
        SELECT file_name, status, planned, rows, created, updated, unchanged, skipped, failed, unprocessed, warnings
        FROM contacts_importrun
    """,
    "sets": "SELECT kind, door FROM contacts_changeset",
    "left of plans": "SELECT count(*) FROM contacts_importplanrow",
}
HISTORY = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ '^contacts_.*event$'"


def begin(data: Path, *arguments: object) -> subprocess.Popen[str]:
    """Begin a process of Python on the data folder."""
    return subprocess.Popen(
        [sys.executable, *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"CRM_DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "crm.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> str:
    """What it has printed, once it has ended in good order."""
    printed, complaints = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, complaints
    return printed


def asked(server: EmbeddedServer, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(**server.address, dbname="crm", autocommit=True) as connection:
        return connection.execute(query).fetchall()


def contents(server: EmbeddedServer) -> dict[str, list[tuple[Any, ...]]]:
    """All that an import can have written, sorted."""
    found = {name: sorted(asked(server, query), key=str) for name, query in TABLES.items()}
    for (table,) in asked(server, HISTORY):
        found[table] = sorted(asked(server, f"SELECT pgh_label, count(*) FROM {table} GROUP BY 1"))
    return found


def wait_until(process: subprocess.Popen[str], is_so: Callable[[], bool]) -> bool:
    """Wait for it; returns False where the process has ended before."""
    deadline = time.monotonic() + SECONDS
    while not is_so():
        if process.poll() is not None:
            return False
        assert time.monotonic() < deadline
        time.sleep(0.005)
    return True


def wait_for_locks(server: EmbeddedServer) -> None:
    """Return once the server has noticed that whoever was at a run is dead."""
    deadline = time.monotonic() + SECONDS
    while asked(server, "SELECT FROM pg_locks WHERE locktype = 'advisory'"):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def people(count: int, *, seed: int, known: int = 0) -> list[Sequence[str]]:
    """Rows of a file: some are known, some repeat others, some are unusable."""
    draw = random.Random(seed)
    rows = []
    for number in range(count):
        who = draw.randrange(number) if number > 100 and draw.random() < 0.02 else number
        row = (
            f"p{who}@example.org" if draw.random() > 0.01 else "nobody",
            f"p{who}@home.example" if draw.random() < 0.2 else "",
            f"First{who}",
            f"Last{who}",
            f"+49 30 9{who:06}" if draw.random() < 0.5 else "",
            f"Company {who // 20}" if draw.random() < 0.5 else "",
            draw.choice(["", "all", f"t{who % 7};all"]),
            f"Note {who}" if draw.random() < 0.1 else "",
            draw.choice(["", "Oslo", "Rome"]) if who < known else "Bonn",
            f"erp:{who}" if draw.random() < 0.5 else "",
            "yes" if draw.random() < 0.02 else "",
        )
        rows.append(row)
    return [HEADER, *rows]
