"""The page that lists contacts, ours and that of a stock ModelAdmin on the same table."""

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from crm.models import User
from tests.benchmarks.bases import fresh_base
from tests.benchmarks.contents import NotTheSameWork
from tests.benchmarks.imports import import_ours
from tests.benchmarks.report import Report, thousands
from tests.benchmarks.rows import write_files
from tests.benchmarks.timing import seconds

SMALL = 10_000
TIMES = 15
REMARKS = ("The stock page has the same columns in Django's own templates, and neither search nor filters.",)


def measure(rows: int, folder: Path) -> Report:
    """Compare, with so many contacts and with few."""
    small_ms, _, _ = _pages(min(rows, SMALL), folder)
    ours_ms, stock_ms, queries = _pages(rows, folder)
    figures = {"rows": rows, "ours_ms": ours_ms, "ours_small_ms": small_ms, "stock_ms": stock_ms, "queries": queries}
    table = {
        "contacts": thousands(rows),
        "ours, ms": f"{ours_ms:.1f}",
        f"ours of {min(rows, SMALL):,}, ms": f"{small_ms:.1f}",
        "stock, ms": f"{stock_ms:.1f}",
        "queries of ours": thousands(queries),
    }
    return Report(figures, table, REMARKS)


def _pages(rows: int, folder: Path) -> tuple[float, float, int]:
    """Our page and the stock one in milliseconds, and the queries of ours."""
    with filled_base(rows, folder) as client:
        address = reverse("admin:contacts_contact_changelist")
        ours_ms, queries = page_ms(client, address), page_queries(client, address)
        with stock_pages():
            return ours_ms, page_ms(client, address), queries


@contextmanager
def filled_base(rows: int, folder: Path) -> Iterator[Client]:
    """A base with so many imported contacts, and the browser of somebody who may see them all."""
    files = write_files(folder, rows)
    with fresh_base("list"), override_settings(DEBUG=False, ALLOWED_HOSTS=["testserver"], STATIC_ROOT=folder):
        import_ours(files.first, created=rows)
        with connection.cursor() as cursor:
            # What autovacuum does within minutes of an import.
            cursor.execute("VACUUM ANALYZE")
        client = Client()
        client.force_login(User.objects.create_superuser("benchmark"))
        yield client


def page_ms(client: Client, address: str) -> float:
    """The median time of the page, once everything is warm."""
    visit(client, address)
    return round(1000 * statistics.median(seconds(lambda: visit(client, address)) for _ in range(TIMES)), 1)


def page_queries(client: Client, address: str) -> int:
    """The number of queries that the page takes."""
    with CaptureQueriesContext(connection) as captured:
        visit(client, address)
    return len(captured)


def visit(client: Client, address: str) -> None:
    """Open a page; raises NotTheSameWork unless it comes."""
    response = client.get(address)
    if response.status_code != 200:
        raise NotTheSameWork({"status": response.status_code})


def stock_pages() -> override_settings:
    """Serve Django's own admin, with its own templates before those of the installed apps."""
    templates = Path(admin.__file__).parent / "templates"
    engine = settings.TEMPLATES[0]
    return override_settings(
        ROOT_URLCONF="tests.benchmarks.stock_admin",
        TEMPLATES=[engine | {"DIRS": [templates]}],
    )
