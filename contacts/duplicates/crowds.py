"""Looking at many people at once who are not saved yet: who of them is likely a contact, or another one of them."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

import numpy as np
from django.db import connection

from contacts.duplicates import frequencies
from contacts.duplicates.blocks import MOST
from contacts.duplicates.checking import SHARING, counted
from contacts.duplicates.columns import Columns
from contacts.duplicates.evidence import Evidence, Frequencies, evidence
from contacts.duplicates.keys import Kind, keys, kind_of, names_keys
from contacts.duplicates.model import Reason, probability, shipped
from contacts.duplicates.profile import Profile
from contacts.duplicates.relation import profiles_of

# So many contacts are compared with each of the people: those that share most keys.
COMPARED = 10
Other = TypeVar("Other", UUID, int)
KINDS = (Kind.MAIL, Kind.PHONE)


@dataclass(frozen=True)
class Likeliest:
    """Who is likely one of the people (`place` among them), and why: a contact, or an earlier one of the people."""

    place: int
    other: UUID | int
    probability: float
    reasons: list[Reason]


def likeliest(people: Sequence[Profile]) -> list[Likeliest]:
    """Who of the people is likely a live contact or an earlier one of them, and which one; in order, each once at most.

    Keys that too many contacts share lead to nobody here, as they would one by one: that is left to the search.
    """
    own = [keys(each) for each in people]
    sharing = _sharing({key for each in own for key in each})
    met = [(place, pk) for place, each in enumerate(own) for pk in _most_met(each, sharing)]
    others = dict(profiles_of(list({pk for _, pk in met})))
    pairs = [*((place, pk) for place, pk in met if pk in others), *_among_themselves(own)]
    if not pairs:
        return []
    at = {pk: len(people) + number for number, pk in enumerate(others)}
    everybody = [*people, *others.values()]
    rows = np.array([(one, at.get(other, other)) for one, other in pairs], int)
    left, right = rows[:, 0], rows[:, 1]
    found = evidence(Columns(everybody), _frequencies(everybody, own, sharing), left, right)
    return _best(pairs, probability(shipped().log_odds(found)), found)


def _sharing(wanted: set[int]) -> dict[int, list[UUID]]:
    """The contacts under each of the keys, one more than are compared at most."""
    sharing: dict[int, list[UUID]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(SHARING, {"keys": list(wanted), "most": MOST + 1})
        for key, pk in cursor.fetchall():
            sharing[key].append(pk)
    return sharing


def _most_met(own: Sequence[int], sharing: dict[int, list[Other]]) -> list[Other]:
    shared = Counter(pk for key in own if len(sharing.get(key, ())) <= MOST for pk in sharing.get(key, ()))
    return [pk for pk, _ in shared.most_common(COMPARED)]


def _among_themselves(own: Sequence[Sequence[int]]) -> Iterator[tuple[int, int]]:
    """Each of the people with those before them that share most keys."""
    before: dict[int, list[int]] = defaultdict(list)
    for place, each in enumerate(own):
        yield from ((place, other) for other in _most_met(each, before))
        for key in each:
            before[key].append(place)


def _frequencies(
    everybody: Sequence[Profile], own: Sequence[Sequence[int]], sharing: dict[int, list[UUID]]
) -> Frequencies:
    size = frequencies.base_size()
    known = {key: len(pks) for key, pks in sharing.items() if len(pks) <= MOST}
    counts = known | counted({key for each in everybody for key in names_keys(each)} - known.keys())
    common = [key for key, pks in sharing.items() if len(pks) > MOST and kind_of(key) in KINDS]
    counts |= counted(common)
    boxes = Counter(box for each in everybody[len(own) :] for box in each.mailboxes)
    user, phone = ([_most(each, kind, counts) for each in own] for kind in KINDS)
    mailbox = [max((boxes[box] for box in each.mailboxes), default=0) for each in everybody[: len(own)]]
    ones = np.ones(len(everybody) - len(own))
    # None of them is saved yet: each shares with one more than were found.
    return Frequencies(
        size,
        np.array(frequencies.expected(everybody, size)),
        frequencies.namesakes(everybody, counts) + 1,
        *(np.append(np.array(found) + 1, ones) for found in (user, mailbox, phone)),
    )


def _most(own: Sequence[int], kind: Kind, counts: dict[int, int]) -> int:
    return max((counts.get(key, 1) for key in own if kind_of(key) == kind), default=1)


def _best(pairs: Sequence[tuple[int, UUID | int]], likely: np.ndarray, found: Evidence) -> list[Likeliest]:
    model = shipped()
    best: dict[int, int] = {}
    for row in np.argsort(-likely).tolist():
        if likely[row] < model.threshold:
            break
        best.setdefault(pairs[row][0], row)
    rows = [best[place] for place in sorted(best)]
    reasons = model.reasons(found, np.array(rows, int))
    return [Likeliest(*pairs[row], float(likely[row]), why) for row, why in zip(rows, reasons, strict=True)]
