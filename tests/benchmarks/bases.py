"""Databases to measure in: made on the server that the settings name, and dropped at the end.

The server keeps its settings, for what is measured without fsync tells nothing about a server that has it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import connection
from django.test.utils import override_settings


@contextmanager
def own_bases() -> Iterator[Path]:
    """A database as the migrations leave it, from which `fresh_base` copies; yields a folder for files.

    One benchmark at a time: what an earlier one has left behind after a `kill -9` is dropped.
    """
    users_own = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"benchmark_{users_own}"
    with TemporaryDirectory(prefix="crm-benchmark-") as name, _files_below(Path(name)):
        try:
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            yield Path(name)
        finally:
            _drop_current(users_own)


@contextmanager
def fresh_base(name: str) -> Iterator[None]:
    """Work on a copy of the pristine database. Dropping it makes a checkpoint: the next copy starts level."""
    pristine = connection.settings_dict["NAME"]
    connection.creation.clone_test_db(name, verbosity=0, autoclobber=True)
    connection.settings_dict["NAME"] = connection.creation.get_test_db_clone_settings(name)["NAME"]
    try:
        yield
    finally:
        connection.creation.destroy_test_db(pristine, verbosity=0)


def _drop_current(users_own: str) -> None:
    """Drop the database in use, unless none was made, and turn back to the user's own."""
    if connection.settings_dict["NAME"] != users_own:
        connection.creation.destroy_test_db(users_own, verbosity=0)


@contextmanager
def _files_below(folder: Path) -> Iterator[None]:
    """Keep imported files away from the user's own."""
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder / "files"}}
    with override_settings(STORAGES=settings.STORAGES | {"default": files}):
        yield
