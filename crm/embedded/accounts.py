"""The system user that PostgreSQL runs as, for it refuses to run as root."""

import os
import pwd
import stat
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Account:
    """A system user."""

    name: str
    uid: int
    gid: int

    @property
    def is_other(self) -> bool:
        """Whether programs must change user to run as this account."""
        return self.uid != os.geteuid()

    def take_over(self, path: Path) -> None:
        """Make the account the owner of `path` and of all below it; only root can, and only root needs to."""
        if not self.is_other:
            return
        os.chown(path, self.uid, self.gid, follow_symlinks=False)
        for folder, folders, files in os.walk(path):
            for name in (*folders, *files):
                os.chown(os.path.join(folder, name), self.uid, self.gid, follow_symlinks=False)

    def folders_closed_to_it(self, paths: Iterable[Path]) -> list[Path]:
        """The folders above `paths` that the account cannot pass through, outermost first."""
        above = {folder for path in paths for folder in path.parents}
        return sorted(folder for folder in above if not self.may_execute(folder))

    def may_execute(self, path: Path) -> bool:
        """Whether the mode of `path` lets the account run it or, a folder, pass through it."""
        found = path.stat()
        return bool(found.st_mode & (stat.S_IXUSR if found.st_uid == self.uid else stat.S_IXOTH))


def account_for(data_dir: Path) -> Account:
    """Whoever runs this program; when that is root, the owner of `data_dir` or, before that is made, of the
    nearest folder above it that is there; where that is root too, postgres, else nobody."""
    if os.geteuid() != 0:
        return _account(os.geteuid(), os.getegid())
    if data_dir.is_dir() and (owner := data_dir.stat()).st_uid != 0:
        return _account(owner.st_uid, owner.st_gid)
    # initdb refuses a user that has no name.
    with suppress(KeyError):
        if owner := _nearest(data_dir).stat().st_uid:
            return _named(pwd.getpwuid(owner))
    with suppress(KeyError):
        return _named(pwd.getpwnam("postgres"))
    return _named(pwd.getpwnam("nobody"))


def _named(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _nearest(folder: Path) -> Path:
    return next(above for above in folder.parents if above.is_dir())


def _account(uid: int, gid: int) -> Account:
    try:
        return Account(pwd.getpwuid(uid).pw_name, uid, gid)
    except KeyError:
        # Containers like to run under a number that has no name.
        return Account(str(uid), uid, gid)
