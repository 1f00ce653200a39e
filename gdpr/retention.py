"""How long contacts are kept (Art. 5 (1) e GDPR): looked at first, then activated, then applied every night."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from contacts import exceptions
from contacts.deletion import delete
from contacts.filters import matching, parse
from contacts.models import ChangeSet, Contact
from contacts.querysets import ContactQuerySet
from contacts.selection import MOST
from crm.models import User
from gdpr.erasure import anonymise
from gdpr.exceptions import CannotActivate, NotPermitted, Refused, WhyMissing
from gdpr.models import LegalHold, RetentionRule, RetentionRun
from gdpr.permitted import permitted

PERMISSION = "gdpr.change_retentionrule"
HOLD_PERMISSION = "gdpr.add_legalhold"
REASON = "The data are no longer needed"
SAMPLE = 10

Action = RetentionRule.Action


@dataclass(frozen=True)
class RetentionPlan:
    """What a rule would do now: to how many contacts, how many of them are kept by a hold, and who the first are."""

    rule: RetentionRule
    due: int
    held: int
    sample: tuple[Contact, ...]

    def as_json(self) -> dict[str, object]:
        """The plan for a program."""
        return {"rule": self.rule.name, "action": self.rule.action, "due": self.due, "held": self.held}


def plan_retention(rule: RetentionRule, *, now: datetime) -> RetentionPlan:
    """Look at what a rule would do, and write nothing. Raises UnusableFilter (of contacts)."""
    people = over(rule, now=now)
    free = free_of_holds(people)
    due = free.count()
    return RetentionPlan(rule, due, people.count() - due, tuple(free.order_by("pk")[:SAMPLE]))


def over(rule: RetentionRule, *, now: datetime) -> ContactQuerySet:
    """The contacts whose period is over. Where nothing has happened yet, it began when they were created.

    Those whose use is restricted are kept: that is what they have asked for. Raises UnusableFilter.
    """
    people = matching(parse(rule.filters), now=now) if rule.filters else Contact.objects.live()
    day = now - timedelta(days=rule.days)
    never = Q(**{rule.starts: None}, created_at__lte=day)
    return people.usable().filter(never | Q(**{f"{rule.starts}__lte": day}))


def free_of_holds(people: ContactQuerySet) -> ContactQuerySet:
    """Those whom nothing but a rule keeps."""
    return people.filter(~Exists(LegalHold.objects.filter(contact=OuterRef("pk"), lifted_at=None)))


@transaction.atomic
def activate(rule: RetentionRule, *, by: User | None, due: int, now: datetime) -> RetentionRule:
    """Have the rule be applied every night; `due` is what `plan_retention` has told, so that nobody activates unseen.

    Raises NotPermitted, UnusableFilter, and CannotActivate where more contacts are meant now.
    """
    _require(PERMISSION, by)
    plan = plan_retention(rule, now=now)
    if plan.due > due:
        raise CannotActivate(shown=due, now=plan.due)
    rule.is_active, rule.activated_by, rule.activated_at = True, by, now
    rule.save()
    return rule


def deactivate(rule: RetentionRule, *, by: User | None) -> None:
    """Have the rule not be applied any more. Raises NotPermitted."""
    _require(PERMISSION, by)
    RetentionRule.objects.filter(pk=rule.pk).update(is_active=False)


def apply_rules(*, now: datetime, door: ChangeSet.Door) -> list[RetentionRun]:
    """Apply every active rule; of one that cannot be applied the log says why, and the others are.

    Contacts are taken a thousand at a time, each thousand in one transaction: killed, it goes on the next time.
    """
    rules = RetentionRule.objects.filter(is_active=True)
    return [_apply(rule, now=now, door=door) for rule in rules]


def place_hold(contact: Contact, *, reason: str, by: User | None) -> LegalHold:
    """Keep a contact, whatever a rule says. Raises WhyMissing, NotPermitted and OutOfSight."""
    if not reason.strip():
        raise WhyMissing
    permitted(Contact.objects.filter(pk=contact.pk), HOLD_PERMISSION, by=by)
    return LegalHold.objects.create(contact=contact, reason=reason, placed_by=by)


def lift_hold(hold: LegalHold, *, by: User | None) -> None:
    """Have rules count again for the contact; a second time changes nothing. Raises NotPermitted."""
    _require(HOLD_PERMISSION, by)
    LegalHold.objects.filter(pk=hold.pk, lifted_at=None).update(lifted_at=timezone.now(), lifted_by=by)


def _apply(rule: RetentionRule, *, now: datetime, door: ChangeSet.Door) -> RetentionRun:
    run = RetentionRun(rule=rule, action=rule.action, door=door)
    try:
        plan = plan_retention(rule, now=now)
        run.due, run.held = plan.due, plan.held
        run.done = sum(_done(rule, ids, now, door) for ids in _thousands(rule, now))
    except (Refused, exceptions.Refused) as refusal:
        run.message = str(refusal)
    run.save()
    return run


def _thousands(rule: RetentionRule, now: datetime) -> Iterator[list[UUID]]:
    """The ids of those who are due, in order, a thousand at a time; nobody comes twice."""
    if rule.action == Action.REVIEW:
        return
    last: UUID | None = None
    while True:
        people = free_of_holds(over(rule, now=now)).order_by("pk")
        ids = list((people.filter(pk__gt=last) if last else people).values_list("pk", flat=True)[:MOST])
        if not ids:
            return
        yield ids
        last = ids[-1]


def _done(rule: RetentionRule, ids: list[UUID], now: datetime, door: ChangeSet.Door) -> int:
    with transaction.atomic():
        # Who was called, or put on hold, a moment ago is not due any more.
        due = free_of_holds(over(rule, now=now)).filter(pk__in=ids)
        locked = due.order_by("pk").select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True)
        due = Contact.objects.filter(pk__in=list(locked))
        if rule.action == Action.DELETE:
            return delete(due, by=None, door=door)
        return anonymise(due, by=None, door=door, reason=REASON)


def _require(permission: str, by: User | None) -> None:
    if by and not by.has_perm(permission):
        raise NotPermitted(permission=permission)
