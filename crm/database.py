"""What this program asks of its database, seen to at the first connection of each process."""

from collections.abc import Iterable
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper

from crm.exceptions import DatabaseNewerError, DatabaseTooOldError

OLDEST_POSTGRESQL = 15
APPS = ("crm", "contacts", "gdpr")

_checked: set[str] = set()


def refuse_unfit(*, connection: BaseDatabaseWrapper, **signal: Any) -> None:
    """Raise CannotRunError, and hang up, where the database is too old or too new for this program."""
    if connection.alias in _checked:
        return
    with ExitStack() as when_refused:
        when_refused.callback(connection.close)
        require_version(connection.pg_version)
        require_known(_applied_migrations(connection))
        when_refused.pop_all()
    _checked.add(connection.alias)


def require_version(number: int) -> None:
    """Raise DatabaseTooOldError unless the server's `number` (150004 is 15.4) is new enough."""
    if number < OLDEST_POSTGRESQL * 10_000:
        raise DatabaseTooOldError(found=f"PostgreSQL {number // 10_000}", needed=OLDEST_POSTGRESQL)


def require_known(applied: Iterable[tuple[str, str]]) -> None:
    """Raise DatabaseNewerError when a migration (app and name) was applied that we do not have."""
    if unknown := sorted(set(applied) - known_migrations()):
        raise DatabaseNewerError(migration=".".join(unknown[-1]))


@cache
def known_migrations() -> frozenset[tuple[str, str]]:
    """App and name of our own migrations, as their files say."""
    folders = {app: Path(apps.get_app_config(app).path, "migrations") for app in APPS}
    return frozenset((app, file.stem) for app, folder in folders.items() for file in folder.glob("0*.py"))


def _applied_migrations(connection: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    # Asked of the driver: Django is still busy connecting.
    with connection.connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_migrations') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return []
        cursor.execute("SELECT app, name FROM django_migrations WHERE app = ANY (%s)", [list(APPS)])
        return cursor.fetchall()
