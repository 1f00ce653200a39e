"""Archives taken apart, also within each other, without a temporary file and within limits."""

import bz2
import gzip
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

AT_ONCE = 1 << 20
MOST_LAYERS = 4
MOST_MEMBERS = 10_000
# A file may grow to a hundredfold; one that is small by itself may grow further.
MOST_GROWTH, FREE_OF_GROWTH = 100, 1 << 28
ZIP = b"PK\x03\x04"
_ENCRYPTED = 0x1

_FAULTS = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, NotImplementedError, ValueError)
_COMPRESSED: dict[bytes, Callable[[BinaryIO], BinaryIO]] = {
    b"\x1f\x8b\x08": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ\x00": lzma.open,
}


class TooLarge(Exception):
    """It is larger once unpacked than is looked into."""

    def __str__(self) -> str:
        return self.__doc__


class Damaged(Exception):
    """It is damaged, or packed in a way that is not known."""

    def __str__(self) -> str:
        return self.__doc__


@dataclass(frozen=True)
class Member:
    """What is packed into a file, the innermost name last; no names are the file itself.

    `reason` is why it cannot be looked into.
    """

    names: tuple[str, ...]
    parts: Iterator[bytes]
    reason: str = ""


class Budget:
    """How many bytes may still be unpacked from a file."""

    def __init__(self, packed: int) -> None:
        self._left = max(FREE_OF_GROWTH, packed * MOST_GROWTH)

    def spend(self, size: int) -> None:
        """Raises TooLarge once all is spent."""
        self._left -= size
        if self._left < 0:
            raise TooLarge


def unpacked(file: BinaryIO, budget: Budget, names: tuple[str, ...] = ()) -> Iterator[Member]:
    """The file itself, or where it is an archive all that is in it; its members are read one after the other.

    Raises Damaged and TooLarge, where the rest of it cannot be told.
    """
    start = file.read(len(ZIP) + 2)
    file.seek(0)
    opened = next((opened for magic, opened in _COMPRESSED.items() if start.startswith(magic)), None)
    is_packed = opened or start.startswith(ZIP)
    if is_packed and len(names) == MOST_LAYERS:
        yield Member(names, iter(()), f"It is packed more than {MOST_LAYERS} times.")
    elif opened:
        with opened(file) as inner:
            yield from _sound(unpacked(inner, budget, (*names, "unpacked")))
    elif is_packed:
        yield from _sound(_members(file, budget, names))
    else:
        yield Member(names, parts_of(file, budget if names else None))


def _members(file: BinaryIO, budget: Budget, names: tuple[str, ...]) -> Iterator[Member]:
    with zipfile.ZipFile(file) as archive:
        yield Member((*names, "(comment)"), iter([archive.comment]))
        # In the order in which they are stored: an archive within another one can only be read on.
        members = sorted(archive.infolist(), key=lambda member: member.header_offset)
        if len(members) > MOST_MEMBERS:
            raise TooLarge
        for member in members:
            within = (*names, member.filename)
            if member.flag_bits & _ENCRYPTED:
                yield Member(within, iter(()), "It has a password.")
            else:
                with archive.open(member) as inner:
                    yield from unpacked(inner, budget, within)


def _sound(members: Iterator[Member]) -> Iterator[Member]:
    try:
        yield from members
    except _FAULTS as error:
        raise Damaged from error


def parts_of(file: BinaryIO, budget: Budget | None = None) -> Iterator[bytes]:
    """What the file holds from here on, a megabyte at once. Raises Damaged and TooLarge."""
    try:
        while part := file.read(AT_ONCE):
            if budget:
                budget.spend(len(part))
            yield part
    except _FAULTS as error:
        raise Damaged from error
