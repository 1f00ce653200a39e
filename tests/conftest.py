"""The PostgreSQL of the suite, standing people, and the rules that every test of the database obeys."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models.signals import post_migrate

from contacts.lists.segments import make_segments
from contacts.models.event import Event
from crm.embedded.server import EmbeddedServer
from crm.models import User
from tests.factories import make_user

TRUNCATE_GUARDS = """
SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname ~ '(append_only|tracked)_truncate'
"""
# Their models are unmanaged, so a flush passes them by.
EMPTY_QUEUE = """
TRUNCATE procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers, procrastinate_workers
"""

MEMORY = "django.core.files.storage.InMemoryStorage"
IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ
SERVER = pytest.StashKey[EmbeddedServer]()


def pytest_configure(config: pytest.Config) -> None:
    """The process that starts the run holds the server from the first test to the last."""
    # Tests count the lists that they make.
    post_migrate.disconnect(make_segments, sender=apps.get_app_config("contacts"))
    if not IS_WORKER and not os.environ.get("DATABASE_URL"):
        config.stash[SERVER] = EmbeddedServer(Path(settings.DATA_DIR, "postgres"), durable=False)
        config.stash[SERVER].acquire()


def pytest_unconfigure(config: pytest.Config) -> None:
    if server := config.stash.get(SERVER, None):
        server.release()
    if settings.MADE_FOLDER:
        shutil.rmtree(settings.MADE_FOLDER, ignore_errors=True)


@pytest.fixture
def admin(db: None) -> User:
    return make_user(username="admin", first_name="Ada", is_staff=True, is_superuser=True)


@pytest.fixture
def sales_rep(db: None) -> User:
    return make_user(username="sales", first_name="Sam", is_staff=True)


@pytest.fixture
def outsider(db: None) -> User:
    return make_user(username="outsider")


@pytest.fixture(autouse=True)
def _own_ledger_and_mail(settings) -> None:
    """What stands outside the database begins anew, and mails can be sent."""
    settings.STORAGES = settings.STORAGES | {"erasure_ledger": {"BACKEND": MEMORY}}
    settings.SENDS_MAIL = True


@pytest.fixture(autouse=True)
def _flush_may_truncate(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let the flush after a transactional test empty what nobody may empty; guarded again at its end."""
    if not is_transactional(request):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    with connection.cursor() as cursor:
        cursor.execute(EMPTY_QUEUE)
    _switch_guards("DISABLE")
    post_migrate.connect(_guard_again, sender=apps.get_app_config("gdpr"))


@pytest.fixture(autouse=True)
def _every_tracked_write_is_booked(request: pytest.FixtureRequest, _flush_may_truncate: None) -> Iterator[None]:
    """Fail a test that wrote to a tracked table without a change set; `unbooked` marks the ones that must."""
    if not uses_database(request) or request.node.get_closest_marker("unbooked"):
        yield
        return
    request.getfixturevalue("db")
    yield
    tables = [model._meta.db_table for model in apps.get_models() if issubclass(model, Event)]
    query = " UNION ".join(f"SELECT '{table}' FROM {table} WHERE pgh_context_id IS NULL" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(query)
        assert cursor.fetchall() == []


def uses_database(request: pytest.FixtureRequest) -> bool:
    marked = request.node.get_closest_marker("django_db") is not None
    return marked or not {"db", "transactional_db", "live_server"}.isdisjoint(request.fixturenames)


def is_transactional(request: pytest.FixtureRequest) -> bool:
    marker = request.node.get_closest_marker("django_db")
    marked = marker is not None and marker.kwargs.get("transaction", False)
    return marked or not {"transactional_db", "live_server"}.isdisjoint(request.fixturenames)


def _guard_again(**signal: Any) -> None:
    post_migrate.disconnect(_guard_again, sender=apps.get_app_config("gdpr"))
    _switch_guards("ENABLE")


def _switch_guards(state: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TRUNCATE_GUARDS)
        for table, guard in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} {state} TRIGGER {guard}")
