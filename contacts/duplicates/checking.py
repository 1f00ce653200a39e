"""Looking at one person: who of the contacts may be the same, before or after they are saved."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

import numpy as np
from django.db import connection

from contacts.duplicates import frequencies
from contacts.duplicates.blocks import MOST, most
from contacts.duplicates.columns import Columns
from contacts.duplicates.evidence import MOST_COUNTED, Frequencies, evidence
from contacts.duplicates.keys import Kind, keys, kind_of, names_keys
from contacts.duplicates.model import Reason, probability, shipped
from contacts.duplicates.pairs import fingerprint
from contacts.duplicates.profile import Profile
from contacts.duplicates.relation import profiles_of

# So many are compared: those that share most keys.
COMPARED = 80
SHARING = """
SELECT wanted.hash, met.contact_id FROM unnest(%(keys)s::bigint[]) AS wanted (hash)
CROSS JOIN LATERAL contacts_with_keys(ARRAY[wanted.hash], %(most)s) AS met (contact_id)
"""
SHARING_TWO = """
SELECT met.contact_id FROM unnest(%(ones)s::bigint[], %(others)s::bigint[]) AS wanted (one, other)
CROSS JOIN LATERAL contacts_with_keys(ARRAY[wanted.one, wanted.other], %(most)s) AS met (contact_id)
"""
COUNT = """
SELECT wanted.hash, (SELECT count(*) FROM contacts_with_keys(ARRAY[wanted.hash], %(most)s))
FROM unnest(%(keys)s::bigint[]) AS wanted (hash)
"""
_COUNTED = (Kind.NAMES, Kind.MAIL, Kind.PHONE)


@dataclass(frozen=True)
class Candidate:
    """A contact who may be the same person, and why; the reasons' weights add up to the log-odds."""

    contact_id: UUID
    probability: float
    reasons: list[Reason]
    fingerprint: str


def candidates_of(
    compared: Profile, *, besides: UUID | None = None, at_least: float | None = None, limit: int = 10
) -> list[Candidate]:
    """The live contacts who may be the person of the profile, likeliest first; `besides` is the person's own contact.

    Only those at least so probable: by default, as the model takes for likely. Whoever shows them leaves out whom the
    user may not see.
    """
    own = keys(compared)
    met, counts = _met(own)
    met.pop(besides, None)
    others = profiles_of([pk for pk, _ in met.most_common(COMPARED)])
    if not others:
        return []
    everybody = [compared, *(other for _, other in others)]
    columns = Columns(everybody)
    model, rows = shipped(), np.arange(1, len(everybody))
    found = evidence(columns, _frequencies(everybody, counts, is_saved=besides is not None), rows * 0, rows)
    log_odds = model.log_odds(found)
    least = model.threshold if at_least is None else at_least
    likely = probability(log_odds)
    ranked = [place for place in np.argsort(-likely).tolist() if likely[place] >= least][:limit]
    return [
        Candidate(pk := others[place][0], float(likely[place]), reasons, _print(columns, besides, pk, place + 1))
        for place, reasons in zip(ranked, model.reasons(found, np.array(ranked, int)), strict=True)
    ]


def _met(own: Collection[int]) -> tuple[Counter[UUID], dict[int, int]]:
    """Who shares keys, with how many of them, and how many share each; those of common keys share two of these."""
    met: dict[int, list[UUID]] = {key: [] for key in own}
    with connection.cursor() as cursor:
        cursor.execute(SHARING, {"keys": list(own), "most": MOST + 1})
        for key, pk in cursor.fetchall():
            met[key].append(pk)
        common = sorted(key for key, sharing in met.items() if len(sharing) > most(kind_of(key)))
        shared = Counter(pk for key in met.keys() - set(common) for pk in met[key])
        if len(common) > 1:
            ones, others = map(list, zip(*combinations(common, 2), strict=True))
            cursor.execute(SHARING_TWO, {"ones": ones, "others": others, "most": MOST + 1})
            shared.update(pk for (pk,) in cursor.fetchall())
    counts = {key: len(sharing) for key, sharing in met.items()}
    return shared, counts | counted([key for key in common if kind_of(key) in _COUNTED])


def counted(wanted: Collection[int]) -> dict[int, int]:
    """How many contacts share each of the keys: at most `MOST_COUNTED`."""
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"keys": list(wanted), "most": MOST_COUNTED})
        return dict(cursor.fetchall())


def _frequencies(everybody: list[Profile], counts: dict[int, int], *, is_saved: bool) -> Frequencies:
    """How common is what the first of them has, and how common the names of the others are."""
    size = frequencies.base_size()
    named = counts | counted({key for each in everybody for key in names_keys(each)} - counts.keys())
    boxes = Counter(box for each in everybody[1:] for box in each.mailboxes)
    mailbox = max((boxes[box] for box in everybody[0].mailboxes), default=0) + 1
    # Whoever is not saved yet shares with one more than were found.
    more = 0 if is_saved else 1
    user, phone = (max(_of_kind(counts, kind)) + more for kind in (Kind.MAIL, Kind.PHONE))
    ones = np.ones(len(everybody) - 1)
    return Frequencies(
        size,
        np.array(frequencies.expected(everybody, size)),
        frequencies.namesakes(everybody, named) + more,
        *(np.append(count, ones) for count in (user, mailbox, phone)),
    )


def _of_kind(counts: dict[int, int], kind: Kind) -> list[int]:
    return [1, *(count for key, count in counts.items() if kind_of(key) == kind)]


def _print(columns: Columns, own: UUID | None, other: UUID, row: int) -> str:
    """The fingerprint of the pair; of one who is not saved yet, as if it were the lower id."""
    rows = (0, row) if own is None or own < other else (row, 0)
    return fingerprint(*columns.told(np.array(rows)))
