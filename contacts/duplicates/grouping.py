"""Groups of contacts that are one person, out of pairs: by average linkage, lest a chain of likenesses make one."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import TypeVar

Member = TypeVar("Member", bound=Hashable)


def groups(pairs: Iterable[tuple[Member, Member, float]], *, threshold: float = 0.5) -> list[list[Member]]:
    """Groups of two or more, from pairs with their probabilities; pairs that are not given count as impossible.

    The likeliest pair first, two groups become one where the mean probability of all pairs between them reaches the
    threshold. Members stand in the order in which they came.
    """
    ranked = sorted(pairs, key=lambda pair: -pair[2])
    probable: dict[Member, dict[Member, float]] = defaultdict(dict)
    for one, other, probability in ranked:
        probable[one][other] = probable[other][one] = probability
    group_of = {member: [member] for member in probable}
    for one, other, _ in ranked:
        mine, theirs = group_of[one], group_of[other]
        if mine is not theirs and _mean(mine, theirs, probable) >= threshold:
            mine += theirs
            group_of |= dict.fromkeys(theirs, mine)
    return [group for member, group in group_of.items() if group[0] == member and len(group) > 1]


def _mean(mine: list[Member], theirs: list[Member], probable: dict[Member, dict[Member, float]]) -> float:
    total = sum(probable[one].get(other, 0) for one in mine for other in theirs)
    return total / (len(mine) * len(theirs))
