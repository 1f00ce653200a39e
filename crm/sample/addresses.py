"""E-mail addresses, none given twice."""

from itertools import count
from zlib import crc32

_SLOTS = 1 << 24


class Addresses:
    """Gives out addresses in constant memory, however many.

    What is given is marked by its checksum, so that no address is given again and some free ones are refused.
    In place of a refused one stands a numbered one. Numbers have three digits or more, are used once, and are
    longer than any year, so they need no marking.
    """

    def __init__(self) -> None:
        self._given = bytearray(_SLOTS)
        self._numbers = count(100)

    def claim(self, local: str, domain: str, year: str = "") -> str:
        """The address of this local part (without digits) and two-digit year, or a numbered one."""
        address = f"{local}{year}@{domain}"
        slot = crc32(address.encode()) % _SLOTS
        if self._given[slot]:
            return f"{local}{next(self._numbers)}@{domain}"
        self._given[slot] = 1
        return address
