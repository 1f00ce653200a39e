"""Groups of contacts that are so surely one person that they need not be looked at one by one."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import combinations
from uuid import UUID

from django.db.models.expressions import RawSQL

from contacts.duplicates.grouping import groups
from contacts.duplicates.model import shipped
from contacts.exceptions import NotAllowed
from contacts.merging.applying import PERMISSION
from contacts.models import Contact, DuplicateMark, DuplicatePair
from crm.models import User

DEFAULT = 0.99
# Of larger groups somebody ought to look at each contact.
MOST_IN_GROUP = 20
SAMPLES = 10
# Of more pairs only the surest are taken at a time.
MOST_PAIRS = 20_000

Status = DuplicatePair.Status
Ends = tuple[UUID, UUID]


class LeftOut(StrEnum):
    """Why a group is not merged with the others, the first that holds."""

    LARGE = "large"
    DECIDED = "decided"
    CHANGED = "changed"
    NOT_YOURS = "not yours"


@dataclass(frozen=True)
class Group:
    """Contacts that are one person, each with its version, the oldest first: that one stays."""

    contacts: tuple[tuple[UUID, int], ...]
    pairs: int

    @property
    def ids(self) -> tuple[UUID, ...]:
        """Of the contacts, in the same order."""
        return tuple(pk for pk, _ in self.contacts)

    def as_json(self) -> list[list]:
        """The group for a JSON column."""
        return [[str(pk), version] for pk, version in self.contacts]


@dataclass(frozen=True)
class SurePlan:
    """What would be merged, the surest group first, and how many groups are left out, by reason.

    `is_all` tells whether all pairs that are so probable were looked at, or only the surest.
    """

    threshold: float
    groups: tuple[Group, ...]
    left_out: Counter[LeftOut]
    is_all: bool = True

    @property
    def contacts(self) -> int:
        """How many contacts are in the groups."""
        return sum(len(group.contacts) for group in self.groups)

    @property
    def pairs(self) -> int:
        """How many pairs are within the groups."""
        return sum(group.pairs for group in self.groups)

    @property
    def fingerprint(self) -> str:
        """The same for the same groups of contacts as they are: so what was shown can be told from another plan."""
        return hashlib.sha256(repr((self.threshold, self.groups)).encode()).hexdigest()


@dataclass(frozen=True)
class Sample:
    """A group for people: its contacts, who stays first, and its pairs."""

    contacts: list[Contact]
    pairs: list[DuplicatePair]


def least_threshold() -> float:
    """Below it pairs are not even called likely."""
    return shipped().threshold


def plan_sure(threshold: float, *, by: User) -> SurePlan:
    """Look at which groups of contacts would be merged whose pairs are so probable on average, and write nothing.

    A threshold below that of the model counts as that one. The `MOST_PAIRS` surest pairs are looked at. Groups that the
    user may not change are counted and left out; so are those of which a contact was changed since it was compared, or
    somebody has decided otherwise. Raises NotAllowed.
    """
    if not by.has_perm(PERMISSION):
        raise NotAllowed(permission=PERMISSION)
    threshold = max(threshold, least_threshold())
    waiting = DuplicatePair.objects.waiting().visible_to(by)
    surest = waiting.filter(probability__gte=threshold).values_list("low", "high")[: MOST_PAIRS + 1]
    ends = list(surest)
    among = {pk for pair in ends[:MOST_PAIRS] for pk in pair}
    # Those that are less probable, too, for they make a group less sure.
    within = waiting.filter(low__in=_these(among), high__in=_these(among))
    probable = {(low, high): mean for low, high, mean in within.values_list("low", "high", "probability")}
    found = groups(((*ends, mean) for ends, mean in probable.items()), threshold=threshold)
    ids = [pk for group in found for pk in group]
    known = _Known.of(ids, by)
    left_out: Counter[LeftOut] = Counter()
    kept = []
    for members in found:
        if reason := known.obstacle(members):
            left_out[reason] += 1
        else:
            pairs = sum(ends in probable for ends in combinations(sorted(members), 2))
            kept.append(Group(known.in_order(members), pairs))
    return SurePlan(threshold, tuple(kept), left_out, is_all=len(ends) <= MOST_PAIRS)


def samples(plan: SurePlan) -> list[Sample]:
    """The first few groups of the plan."""
    shown = plan.groups[:SAMPLES]
    ids = [pk for group in shown for pk in group.ids]
    people = Contact.objects.select_related("company").in_bulk(ids)
    pairs = list(DuplicatePair.objects.waiting().filter(low__in=ids, high__in=ids))
    return [Sample([people[pk] for pk in group.ids], list(_within(group, pairs))) for group in shown]


def _within(group: Group, pairs: Iterable[DuplicatePair]) -> Iterator[DuplicatePair]:
    return (pair for pair in pairs if {pair.low_id, pair.high_id} <= set(group.ids))


@dataclass(frozen=True)
class _Known:
    """What decides whether a group is merged, of all contacts in question."""

    # When each was made, its id, its version.
    people: dict[UUID, tuple[datetime, UUID, int]]
    editable: Collection[UUID]
    changed: Collection[UUID]
    decided: Collection[Ends]

    @classmethod
    def of(cls, ids: Collection[UUID], by: User) -> "_Known":
        people = Contact.objects.filter(pk__in=_these(ids)).order_by()
        decided = DuplicatePair.objects.filter(status__in=(Status.DISMISSED, Status.SNOOZED), low__in=_these(ids))
        return cls(
            {pk: (created, pk, version) for pk, created, version in people.values_list("pk", "created_at", "version")},
            set(people.editable_by(by).values_list("pk", flat=True)),
            set(DuplicateMark.objects.filter(pk__in=_these(ids)).values_list("pk", flat=True)),
            set(decided.order_by().values_list("low", "high")),
        )

    def obstacle(self, members: list[UUID]) -> LeftOut | None:
        """Why the group is left out, if it is."""
        return next(self._obstacles(members), None)

    def _obstacles(self, members: list[UUID]) -> Iterator[LeftOut]:
        if len(members) > MOST_IN_GROUP:
            yield LeftOut.LARGE
        elif any(ends in self.decided for ends in combinations(sorted(members), 2)):
            yield LeftOut.DECIDED
        if any(pk in self.changed for pk in members):
            yield LeftOut.CHANGED
        if any(pk not in self.editable for pk in members):
            yield LeftOut.NOT_YOURS

    def in_order(self, members: list[UUID]) -> tuple[tuple[UUID, int], ...]:
        """Ids and versions, in the order in which the contacts were made."""
        return tuple((pk, version) for _, pk, version in sorted(self.people[pk] for pk in members))


def _these(ids: Collection[UUID]) -> RawSQL:
    # One parameter, where a list would be thousands.
    return RawSQL("SELECT unnest(%s::uuid[])", [list(ids)])
