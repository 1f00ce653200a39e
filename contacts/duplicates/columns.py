"""Profiles of many contacts side by side, as numbers: a word is its place in the vocabulary, nothing is 0."""

from array import array
from collections.abc import Iterable
from functools import cached_property
from operator import attrgetter

import numpy as np

from contacts.duplicates.profile import Profile
from contacts.duplicates.traits import NameTraits, letters_of

TEXTS = ("first", "last", "suffix", "company", "title", "street", "city", "postal_code", "country", "birth_date")
# As many addresses and numbers of a contact are compared; keys there are of all.
WIDTH = 3
_NO_MAILBOXES, _NO_PHONES = (("", ""),) * WIDTH, (0,) * WIDTH
_texts_of = attrgetter(*TEXTS)


class _Codes(dict[str, int]):
    """The number of each word: new ones get the next."""

    def __missing__(self, text: str) -> int:
        code = self[text] = len(self)
        return code


class Columns:
    """The comparison columns of contacts, in the order in which they were added.

    `users`, `domains` and `phones` have `WIDTH` columns. 250 bytes a contact.
    """

    def __init__(self, profiles: Iterable[Profile] = ()) -> None:
        self._codes = _Codes({"": 0})
        self._filled = {name: array("i") for name in (*TEXTS, "user", "domain")} | {"phone": array("q")}
        for profile in profiles:
            self.add(profile)

    def add(self, profile: Profile) -> None:
        """Append one contact."""
        filled, codes = self._filled, self._codes
        for name, text in zip(TEXTS, _texts_of(profile), strict=True):
            filled[name].append(codes[text])
        for user, domain in (*profile.mailboxes, *_NO_MAILBOXES)[:WIDTH]:
            filled["user"].append(codes[user])
            filled["domain"].append(codes[domain])
        filled["phone"].extend((*map(int, profile.phones), *_NO_PHONES)[:WIDTH])

    def __len__(self) -> int:
        return len(self._filled["first"])

    def __getitem__(self, name: str) -> np.ndarray:
        """The codes of a column; of `user`, `domain` and `phone` those of each contact in a row."""
        column = np.frombuffer(self._filled[name], dtype=self._filled[name].typecode)
        return column.reshape(-1, WIDTH) if name in ("user", "domain", "phone") else column

    def close(self) -> None:
        """No contact is added any more: forget what only that needs."""
        _ = self.texts
        self._codes.clear()

    def counts(self, name: str) -> np.ndarray:
        """How many contacts have what each of them has in a column of texts; 1 where nothing stands."""
        codes = self[name]
        counts = np.bincount(codes, minlength=1)
        counts[0] = 1
        return counts[codes]

    def namesakes(self) -> np.ndarray:
        """How many contacts have the first and last name of each."""
        return _repeated(self["first"].astype(np.int64) << 32 | self["last"])

    def sharing_mailbox(self) -> np.ndarray:
        """How many contacts have the commonest mailbox of each; 1 for those who have none."""
        boxes = self["user"].astype(np.int64) << 32 | self["domain"]
        counts = np.where(boxes > 0, _repeated(boxes.ravel()).reshape(boxes.shape), 1)
        return counts.max(axis=1, initial=1)

    def told(self, rows: np.ndarray) -> list[list[str]]:
        """All that is compared of each of these contacts."""
        texts = (self.words(self[name][rows]) for name in (*TEXTS, "user", "domain"))
        return [
            [*own, *sorted(f"{user}@{domain}" for user, domain in zip(users, domains, strict=True) if user),
             *sorted(str(number) for number in numbers if number)]
            for *own, users, domains, numbers in zip(*texts, self["phone"][rows].tolist(), strict=True)
        ]  # fmt: skip

    @cached_property
    def texts(self) -> np.ndarray:
        """By their codes the words, once all contacts are there."""
        return np.array(list(self._codes), object)

    def words(self, codes: np.ndarray) -> list[str]:
        """The words of codes, once all contacts are there."""
        return self.texts[codes].tolist()

    @cached_property
    def names(self) -> NameTraits:
        """What is known of each first and last name, once all contacts are there."""
        return NameTraits(self.texts, np.union1d(self["first"], self["last"]))

    @cached_property
    def letters(self) -> np.ndarray:
        """By the code of a user part, a number for its letters, once all contacts are there."""
        return letters_of(self.texts, np.unique(self["user"]))


def _repeated(values: np.ndarray) -> np.ndarray:
    """How often each value stands there."""
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    return counts.astype(np.int32)[places]
