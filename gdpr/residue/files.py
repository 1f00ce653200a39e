"""Every file below a folder, and what is packed into it."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from gdpr.residue.archives import Budget, Damaged, Member, TooLarge, parts_of, unpacked
from gdpr.residue.findings import Finding, Progress, Unread
from gdpr.residue.matching import Matcher
from gdpr.residue.terms import Term

# What stands across the end of a piece is found in the next one; even, so that characters of two bytes stay whole.
OVERLAP = 1 << 12
NARROW = 1 << 13
WITHHELD = "(name withheld)"
# The files of a server of PostgreSQL: its tables are looked into as tables.
CLUSTER = "PG_VERSION"


def look_into_files(folder: Path, matcher: Matcher, progress: Progress) -> Iterator[Finding | Unread]:
    """What the files below the folder hold of the terms, in their names too, and in archives within them."""
    closed: list[OSError] = []
    for path in _files(folder, closed):
        place = _place(path, folder, matcher)
        for term in matcher.found(os.fsencode(path.relative_to(folder))):
            yield Finding(term.line, "name of the file", place)
        try:
            with path.open("rb") as file:
                yield from _in_file(file, place, matcher, progress)
        except OSError as error:
            yield Unread(place, _reason(error))
    for error in closed:
        yield Unread(_place(Path(error.filename), folder, matcher), _reason(error))


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _files(folder: Path, closed: list[OSError]) -> Iterator[Path]:
    """The files, in order; what keeps a folder closed is added to `closed`."""
    for root, folders, names in os.walk(folder, onerror=closed.append):
        if CLUSTER in names:
            folders.clear()
            continue
        folders.sort()
        paths = (Path(root, name) for name in sorted(names))
        yield from (path for path in paths if path.is_file() and not path.is_symlink())


def _place(path: Path, folder: Path, matcher: Matcher) -> str:
    """The path below the folder, in which no name tells about somebody; the number finds it (`find -inum`)."""
    shown = _shown(path.relative_to(folder).parts or [folder.name], "/", matcher)
    return f"{shown} inode {path.stat().st_ino}" if WITHHELD in shown else shown


def _shown(names: Sequence[str], between: str, matcher: Matcher) -> str:
    """The names without those that tell about somebody, and without all where only together they do."""
    shown = between.join(WITHHELD if matcher.found(os.fsencode(name)) else name for name in names)
    return WITHHELD if matcher.found(os.fsencode(shown)) else shown


def _in_file(file: BinaryIO, place: str, matcher: Matcher, progress: Progress) -> Iterator[Finding | Unread]:
    budget = Budget(os.fstat(file.fileno()).st_size)
    try:
        for member in unpacked(file, budget):
            yield from _in_member(member, place, matcher, progress)
    except (Damaged, TooLarge) as error:
        yield Unread(place, str(error))
        file.seek(0)
        yield from _in_member(Member((), parts_of(file)), place, matcher, progress)


def _in_member(member: Member, place: str, matcher: Matcher, progress: Progress) -> Iterator[Finding | Unread]:
    shown, seen = _shown(member.names, " › ", matcher), set()
    if member.reason:
        yield Unread(f"{place} › {shown}" if shown else place, member.reason)
        return
    if member.names:
        for term in matcher.found(os.fsencode(member.names[-1])):
            yield Finding(term.line, "name of the member", place, member=shown)
    for start, piece in _pieces(member.parts):
        progress.read(len(piece))
        for term in matcher.found(piece):
            if term.line not in seen:
                seen.add(term.line)
                offset, few = _narrowed(piece, term, matcher)
                yield Finding(term.line, matcher.shape(few, term), place, member=shown, offset=start + offset)


def _pieces(parts: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    """Each part with its place, preceded by the end of the one before it."""
    place, end = 0, b""
    for part in parts:
        yield place - len(end), end + part
        place += len(part)
        end = (end + part)[-OVERLAP:]


def _narrowed(piece: bytes, term: Term, matcher: Matcher) -> tuple[int, bytes]:
    """Where in the piece the term is, to some kilobytes."""
    offset = 0
    while len(piece) > NARROW:
        middle = len(piece) // 4 * 2
        halves = ((0, piece[: middle + OVERLAP // 2]), (middle, piece[middle:]))
        holding = ((start, half) for start, half in halves if term in matcher.found(half))
        start, half = next(holding, (0, b""))
        if not half or len(half) >= len(piece):
            break
        offset, piece = offset + start, half
    return offset, piece
