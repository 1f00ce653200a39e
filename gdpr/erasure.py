"""Erasing people for good: their rows stay, so that numbers still add up, and say nothing of anybody any more."""

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from uuid import UUID, uuid4

from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from contacts.guards import Candidate
from contacts.history import change_set
from contacts.models import ChangeSet, Contact
from contacts.querysets import ContactQuerySet
from crm.models import User
from gdpr.canonical import email_form, known_by
from gdpr.erasing import ledger, steps
from gdpr.erasing.identity import Identity, identity_of
from gdpr.erasing.rows import blanked, goes, rows_of, tables
from gdpr.exceptions import OnHold, ReasonMissing
from gdpr.models import Erasure, LegalHold
from gdpr.permitted import permitted
from gdpr.signals import people_erased

PERMISSION = "contacts.anonymise_contact"


@dataclass(frozen=True)
class Loss:
    """What one table loses: rows that are known by what is erased go, of the others the columns are blanked."""

    model: type[models.Model]
    count: int
    goes: bool

    @property
    def columns(self) -> list[str]:
        """The names of what is blanked, as people say them."""
        return [str(column.verbose_name) for column in blanked(self.model) if column.editable]


@dataclass(frozen=True)
class AnonymisationPlan:
    """Who would be anonymised, with how many contacts merged into them, and what each table loses."""

    people: tuple[Contact, ...]
    merged: int
    losses: tuple[Loss, ...]


def plan_anonymisation(contacts: ContactQuerySet, *, by: User | None) -> AnonymisationPlan:
    """Look at what anonymising the contacts would take, and write nothing; the anonymised ones are left out.

    Raises TooMany (of contacts), NotPermitted and OutOfSight.
    """
    ids = set(permitted(contacts, PERMISSION, by=by))
    family = {contact.pk: contact for contact in _not_erased(_family(ids))}
    people = tuple(contact for pk, contact in family.items() if pk in ids)
    return AnonymisationPlan(people, len(family) - len(people), tuple(_losses(family)))


@transaction.atomic
def anonymise(contacts: ContactQuerySet, *, by: User | None, door: ChangeSet.Door, reason: str) -> int:
    """Erase the contacts as `erase` does; returns how many of them were not anonymised before. Raises as it does."""
    ids, people = _chosen(contacts, by, reason)
    if people:
        carry_out(people, identity_of(people), by=by, door=door, reason=reason)
    return len(set(ids).intersection(people))


@transaction.atomic
def erase(contacts: ContactQuerySet, *, by: User | None, door: ChangeSet.Door, reason: str) -> Erasure | None:
    """Erase all that tells about the people, in every table and its history, and delete them; nobody brings it back.

    Contacts merged into one of them, or into which one was merged, are the same person and go too. They are suppressed:
    no door takes them in again. `reason` is kept. Returns the certificate, nothing where all were erased before; what
    follows is noted on it later. Raises ReasonMissing, OnHold, TooMany (of contacts), NotPermitted and OutOfSight.
    """
    _, people = _chosen(contacts, by, reason)
    return carry_out(people, identity_of(people), by=by, door=door, reason=reason) if people else None


@transaction.atomic
def erase_address(email: str, *, by: User | None, door: ChangeSet.Door, reason: str) -> Erasure:
    """Erase whoever has or had the address, deleted contacts included; an unknown one is suppressed all the same.

    Returns the certificate. Raises as `erase` does.
    """
    unknown = Identity(emails=frozenset({email}), known=frozenset(known_by(Candidate("", [email]))))
    certificate = erase(holders_of(email), by=by, door=door, reason=reason)
    return certificate or carry_out((), unknown, by=by, door=door, reason=reason)


def holders_of(email: str) -> ContactQuerySet:
    """Whoever has or had the address and is not erased yet, deleted contacts included."""
    return Contact.objects.with_email(email_form(email)).filter(erased_at=None)


def carry_out(
    people: Collection[UUID],
    identity: Identity,
    *,
    by: User | None,
    door: ChangeSet.Door,
    reason: str,
    pk: UUID | None = None,
) -> Erasure:
    """Take all the steps for people who are locked, within the transaction that is open.

    `pk` is that of the certificate, where the ledger has one already. Killed before the transaction ends, nothing is
    begun but an entry of the ledger, by which `reapply_erasures` does it after all.
    """
    on_record = nullcontext(pk) if pk else _on_record(identity, reason)
    booked = change_set(ChangeSet.Kind.ANONYMISE, door=door, by=by, reason=reason)
    with on_record as number, booked as made:
        certificate = Erasure.objects.create(
            pk=number, people=len(people), reason=reason[:255], door=door, erased_by=by, change_set=made
        )
        case = steps.Case(certificate, tuple(people), identity)
        counts: Counter[str] = Counter()
        for step in steps.STEPS:
            counts.update(step(case))
        certificate.counts = {label: count for label, count in sorted(counts.items()) if count}
        certificate.save(update_fields=["counts"])
    people_erased.send(Erasure, erasure=certificate)
    return certificate


@contextmanager
def _on_record(identity: Identity, reason: str) -> Iterator[UUID]:
    """Have the ledger say what is about to be done, and then whether it was; gives the number of the certificate."""
    pk = uuid4()
    ledger.announce(pk, identity, reason=reason)
    try:
        yield pk
    except BaseException:
        ledger.note(pk, ledger.CANCELLED)
        raise
    transaction.on_commit(partial(ledger.note, pk, ledger.DONE))


def _chosen(contacts: ContactQuerySet, by: User | None, reason: str) -> tuple[list[UUID], list[UUID]]:
    """The ids that were asked for, and the people behind them who are to be erased, locked."""
    if not reason.strip():
        raise ReasonMissing
    ids = permitted(contacts, PERMISSION, by=by)
    people = locked(ids)
    if LegalHold.objects.filter(contact__in=people, lifted_at=None).exists():
        raise OnHold
    return ids, people


def _losses(people: Collection[UUID]) -> Iterator[Loss]:
    *others, contacts = tables(history=False)
    for model in (contacts, *others):
        if count := rows_of(model, people).count():
            yield Loss(model, count, goes(model))


def locked(ids: Collection[UUID]) -> list[UUID]:
    """The people behind the ids who are not anonymised yet, locked, with what a merge under way brings in meanwhile."""
    family: list[UUID] = []
    people: list[UUID] = []
    while family != (now := _family(ids)):
        family = now
        people = list(_not_erased(family).select_for_update().values_list("pk", flat=True))
    return people


def _family(ids: Collection[UUID]) -> list[UUID]:
    """The contacts, those that they were merged into, and all that were merged into these."""
    # A merge has all who were merged into its losers name its winner: there are no chains.
    winners = set(Contact.objects.filter(pk__in=ids).values_list(Coalesce("merged_into", "pk"), flat=True))
    family = Contact.objects.filter(Q(pk__in=winners) | Q(merged_into__in=winners))
    return list(family.order_by("pk").values_list("pk", flat=True))


def _not_erased(ids: Collection[UUID]) -> QuerySet[Contact]:
    return Contact.objects.filter(pk__in=ids, erased_at=None).order_by("pk")
