"""All contacts of a relation side by side: as they are compared, with their keys, and how common what they have is."""

from collections.abc import Iterable
from functools import cached_property
from uuid import UUID

import numpy as np

from contacts.duplicates.blocks import Blocks, Pairs
from contacts.duplicates.columns import Columns
from contacts.duplicates.evidence import MOST_COUNTED, Frequencies
from contacts.duplicates.keys import Kind, passing_keys
from contacts.duplicates.profile import Profile


class Base:
    """Contacts in the order in which they came: about 700 bytes each."""

    def __init__(self, profiles: Iterable[tuple[bytes, Profile]]) -> None:
        """`profiles` are ids (UUIDs as 16 bytes) with what is compared of them."""
        self.columns, self._blocks = Columns(), Blocks()
        self._ids = bytearray()
        for row, (pk, profile) in enumerate(profiles):
            self._ids += pk
            self.columns.add(profile)
            self._blocks.add(row, passing_keys(profile))
        self.columns.close()

    def __len__(self) -> int:
        return len(self.columns)

    def id_of(self, row: int) -> UUID:
        """The id of the contact in a row."""
        return UUID(bytes=bytes(self._ids[16 * row : 16 * row + 16]))

    def row_after(self, pk: UUID) -> int:
        """The last row whose id is not beyond this one, -1 for none; the contacts must have come in that order."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self.id_of(middle) <= pk else (low, middle)
        return low - 1

    def pairs(self) -> Pairs:
        """Who is to be compared with whom; once only, for the keys are forgotten on the way."""
        _ = self.frequencies  # counted by the keys, as long as they are there
        return self._blocks.pairs()

    @cached_property
    def frequencies(self) -> Frequencies:
        """How common names, addresses and numbers of each contact are here."""
        first, last = (self.columns.counts(name).astype(np.float64) for name in ("first", "last"))
        size = len(self)
        return Frequencies(
            size,
            first * last / max(size, 1),
            np.minimum(self.columns.namesakes(), MOST_COUNTED),
            self._blocks.counts(Kind.MAIL, size),
            np.minimum(self.columns.sharing_mailbox(), MOST_COUNTED),
            self._blocks.counts(Kind.PHONE, size),
        )
