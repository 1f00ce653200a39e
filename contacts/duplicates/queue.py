"""The queue of pairs that wait for somebody to decide: what comes next, and what comes back by itself."""

from typing import Any

from django.db.models import Q
from django.dispatch import receiver
from django.utils import timezone

from contacts.models import ChangeSet, DuplicatePair
from contacts.signals import changes_booked
from crm.models import User

Status = DuplicatePair.Status
UNDECIDED = {"status": Status.OPEN, "decided_by": None, "decided_at": None, "snoozed_until": None}


def pair_after(pair: DuplicatePair, *, to: User) -> DuplicatePair | None:
    """The next pair that waits and that the user may see: less probable, or as probable and later."""
    return DuplicatePair.objects.waiting().visible_to(to).after(pair).first()


def wake() -> int:
    """Have pairs wait again whose day has come; returns how many."""
    is_due = Q(status=Status.SNOOZED, snoozed_until__lte=timezone.localdate())
    return DuplicatePair.objects.filter(is_due).update(**UNDECIDED)


@receiver(changes_booked, sender=ChangeSet)
def reopen_unmerged(*, change_set: ChangeSet, **signal: Any) -> None:
    """Pairs that were merged wait again once their merge was taken back."""
    if change_set.kind == ChangeSet.Kind.UNDO:
        both_live = Q(low__deleted_at=None, high__deleted_at=None)
        DuplicatePair.objects.filter(both_live, status=Status.MERGED).update(**UNDECIDED)
