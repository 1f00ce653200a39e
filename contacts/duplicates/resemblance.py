"""What two contacts have in common, field by field: the levels on which all evidence rests."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from contacts.duplicates import comparing
from contacts.duplicates.columns import WIDTH, Columns
from contacts.duplicates.comparing import Level, within
from contacts.normalize import is_role

AGREEING = (Level.SAME, Level.NICKNAME, Level.TYPO, Level.SOUND)
COMPATIBLE = (*AGREEING, Level.INITIAL, Level.PART)
CONTRARY = (Level.DIFFERENT, Level.NEAR)
# How much a level of one name says for an order of first and last name.
_POINTS = np.array([0, 0, 3, 2.4, 1.2, 2.2, 1.5, 1.5, 0.3, -2])
# By how many points first and last name have to agree better when one contact's are exchanged.
_LEAD = 1.2


@dataclass(frozen=True)
class Mail:
    """How the addresses of each pair compare; `role` says that what is the same is a desk, not a person."""

    mailbox: np.ndarray
    user: np.ndarray
    near: np.ndarray
    role: np.ndarray
    known: np.ndarray
    domain: np.ndarray

    @property
    def different(self) -> np.ndarray:
        """Both have addresses, and none is like another."""
        return (self.known == Level.DIFFERENT) & ~self.mailbox & ~self.user & ~self.near


class Resemblance:
    """The levels of pairs of contacts: those in the rows `left` with those in the rows `right`."""

    def __init__(self, columns: Columns, left: np.ndarray, right: np.ndarray) -> None:
        self.columns, self.left, self.right = columns, left, right
        self.first, self.last, self.exchanged = self._names()
        self.mail = self._mail()
        self.phone = self._phone()
        self.company = comparing.texts(columns, *self._sides("company"))
        self.title = comparing.known(*self._sides("title"))
        self.street = comparing.texts(columns, *self._sides("street"))
        self.city = comparing.texts(columns, *self._sides("city"))
        self.postal_code = comparing.digits(columns, *self._sides("postal_code"))
        self.country = comparing.known(*self._sides("country"))
        self.birth_date = comparing.digits(columns, *self._sides("birth_date"))
        self.suffix = comparing.known(*self._sides("suffix"))

    def __len__(self) -> int:
        return len(self.left)

    @cached_property
    def has_names(self) -> np.ndarray:
        """Whether a name of the one can be compared with a name of the other."""
        return (self.first > Level.HALF_KNOWN) | (self.last > Level.HALF_KNOWN)

    def _sides(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        column = self.columns[name]
        return column[self.left], column[self.right]

    def _names(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Levels of first and last names in the order in which they agree best, and whether that exchanges them."""
        (first, other_first), (last, other_last) = self._sides("first"), self._sides("last")
        by_first = comparing.names(self.columns, first, other_first)
        by_last = comparing.names(self.columns, last, other_last)
        exchanged = np.zeros(len(self), bool)
        rest = np.flatnonzero(~(within(by_first, *COMPATIBLE) & within(by_last, *COMPATIBLE)))
        crossed_first = comparing.names(self.columns, first[rest], other_last[rest])
        crossed_last = comparing.names(self.columns, last[rest], other_first[rest])
        lead = _POINTS[crossed_first] + _POINTS[crossed_last] - _POINTS[by_first[rest]] - _POINTS[by_last[rest]]
        better = lead > _LEAD
        exchanged[rest] = better
        by_first[rest[better]], by_last[rest[better]] = crossed_first[better], crossed_last[better]
        return by_first, by_last, exchanged

    def _mail(self) -> Mail:
        users, domains = self._sides("user"), self._sides("domain")
        mailbox, user, near, role = (np.zeros(len(self), bool) for _ in range(4))
        for mine, theirs in _places(*users):
            one, other = users[0][:, mine], users[1][:, theirs]
            alike = comparing.users(self.columns, one, other)
            equal = alike == Level.SAME
            mailbox |= equal & (domains[0][:, mine] == domains[1][:, theirs])
            user |= equal
            near |= alike == Level.TYPO
            role[equal] |= _roles(self.columns, one[equal])
        known = comparing.known(users[0][:, 0], users[1][:, 0])
        known[known == Level.SAME] = Level.DIFFERENT
        same_domain = (domains[0][:, 0] == domains[1][:, 0]) & (domains[0][:, 0] > 0)
        return Mail(mailbox, user & ~mailbox & ~role, near & ~mailbox & ~user, role, known, same_domain)

    def _phone(self) -> np.ndarray:
        """The best level of any two numbers."""
        phones = self._sides("phone")
        best = comparing.phones(phones[0][:, 0], phones[1][:, 0])
        for mine, theirs in _places(*phones):
            if mine or theirs:
                other = comparing.phones(phones[0][:, mine], phones[1][:, theirs])
                better = (other == Level.SAME) | ((other == Level.TYPO) & (best != Level.SAME))
                best[better] = other[better]
        return best


def _places(left: np.ndarray, right: np.ndarray) -> list[tuple[int, int]]:
    """The pairs of columns in which anything stands."""
    filled = [[place for place in range(WIDTH) if side[:, place].any()] for side in (left, right)]
    return [(one, other) for one in filled[0] for other in filled[1]]


def _roles(columns: Columns, codes: np.ndarray) -> np.ndarray:
    distinct, places = np.unique(codes, return_inverse=True)
    return np.fromiter(map(is_role, columns.words(distinct)), bool, len(distinct))[places]
