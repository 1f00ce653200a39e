"""Files and folders that root makes for whom the folder around them belongs to, and files that nobody else reads."""

import os
from pathlib import Path


def make_folder(folder: Path) -> None:
    """Make the folder and those above it where they are missing."""
    if folder.is_dir():
        return
    if not folder.parent.exists():
        make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    if os.geteuid() == 0:
        owner = folder.parent.stat()
        os.chown(folder, owner.st_uid, owner.st_gid, follow_symlinks=False)


def open_private(path: str | Path, flags: int) -> int:
    """A descriptor of the file; an opener of `open`, too."""
    descriptor = os.open(path, flags | os.O_NOFOLLOW, 0o600)
    if os.geteuid() == 0:
        # Else a first run as root would shut the folder's owner out for good.
        owner = Path(path).parent.stat()
        os.fchown(descriptor, owner.st_uid, owner.st_gid)
    return descriptor


def write_private(path: Path, text: str) -> None:
    """Have the file hold the text, or, where that fails, what it held before."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    with open(unfinished, "x", opener=open_private) as file:
        file.write(text)
    unfinished.replace(path)
