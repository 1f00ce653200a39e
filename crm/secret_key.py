"""The secret keys of an installation that names none."""

import secrets
from contextlib import closing, suppress
from pathlib import Path

from crm.embedded.files import make_folder
from crm.embedded.locks import FileLock
from crm.exceptions import FolderUnusableError, SecretKeyUnreadableError


def kept_secret_key(folder: Path, name: str = "secret_key") -> str:
    """The key of that name in the folder, made by whoever is first; a blank file, as a full disk leaves, holds none.

    Raises SecretKeyUnreadableError, FolderUnusableError: with a key of its own each process would refuse the
    others' sessions.
    """
    path = folder / name
    try:
        with suppress(FileNotFoundError, NotADirectoryError):
            if key := path.read_text().strip():
                return key
    except OSError as error:
        raise SecretKeyUnreadableError(path=path, reason=error.strerror) from error
    try:
        make_folder(folder)
        return _make_key(path)
    except OSError as error:
        raise FolderUnusableError(folder=folder, reason=error.strerror) from error


def _make_key(path: Path) -> str:
    with closing(FileLock.exclusive(path)):
        if key := path.read_text().strip():
            return key
        key = secrets.token_urlsafe(50)
        path.write_text(key)
        return key
