"""Several contacts that are one person become one."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.admin.utils import model_ngettext
from django.db import models
from django.db.models import ForeignKey, UniqueConstraint
from django.db.models.functions import Now

from contacts.exceptions import CannotMerge
from contacts.history import change_set
from contacts.models import ChangeSet, Contact, ContactPhone
from contacts.signals import contacts_merged
from crm.models import User

ADDRESS = ("address_line1", "address_line2", "city", "state", "postal_code", "country")
# What is filled together, for half of one address and half of another is none.
FILLED = (
    ("first_name",), ("last_name",), ("phone",), ("mobile",), ("title",), ("department",), ("company",), ADDRESS,
    ("lifecycle_stage",), ("lead_status",), ("lead_source",), ("owner",), ("linkedin_url",), ("twitter_handle",),
    ("birth_date",),
)  # fmt: skip
MOST = 20


@dataclass(frozen=True)
class MergePlan:
    """What a merge would do: the values that the winner gains, and how many rows of each kind come to it."""

    winner: Contact
    losers: tuple[Contact, ...]
    gains: dict[str, Any]
    moves: dict[str, int]


def plan_merge(winner: Contact, losers: Sequence[Contact]) -> MergePlan:
    """Look at what a merge would do, and write nothing. Of several losers the first that knows a value gives it.

    Raises CannotMerge.
    """
    ids = {loser.pk for loser in losers}
    if not ids or winner.pk in ids or len(ids) < len(losers) or len(ids) > MOST:
        raise CannotMerge(reason=f"choose between two and {MOST} different contacts.")
    if any(contact.deleted_at or contact.erased_at for contact in (winner, *losers)):
        raise CannotMerge(reason="one of them was deleted meanwhile.")
    moves = {
        model_ngettext(model._meta, count): count
        for model, key in _moving()
        if (count := model._base_manager.filter(**{f"{key}__in": ids}).count())
    }
    return MergePlan(winner, tuple(losers), _gains(winner, losers), moves)


def merge(plan: MergePlan, *, by: User | None, door: ChangeSet.Door) -> Contact:
    """Fold the losers into the winner; every row that named a loser names the winner.

    Addresses and numbers of the losers find the winner from then on. Raises CannotMerge where one of them has changed
    since the plan was made, and BelongsToOthers.
    """
    ids = [plan.winner.pk, *(loser.pk for loser in plan.losers)]
    Contact.objects.filter(pk__in=ids).require_editable_by(by)
    with change_set(ChangeSet.Kind.MERGE, door=door, by=by):
        winner, *losers = _locked(plan)
        Contact.objects.filter(merged_into__in=losers).update(merged_into=winner, deleted_at=Now())
        for loser in losers:
            _move(loser, winner)
            # Frees the loser's addresses, which are the winner's already.
            Contact.objects.filter(pk=loser.pk).update(deleted_at=Now(), merged_into=winner)
        _fill(winner, plan)
        contacts_merged.send(Contact, winner=winner, losers=losers, by=by)
    return winner


def survivor_of(pk: UUID) -> UUID:
    """The id under which a contact lives on that was merged into another one; its own where it was not."""
    return survivors_of([pk])[pk]


def survivors_of(ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The same of several contacts, by one query, for every id that was given."""
    # One step leads to the end: a merge takes those along that were merged into its losers.
    merged = Contact.objects.order_by().filter(pk__in=ids, merged_into__isnull=False)
    return {pk: pk for pk in ids} | dict(merged.values_list("pk", "merged_into"))


def _gains(winner: Contact, losers: Sequence[Contact]) -> dict[str, Any]:
    gains: dict[str, Any] = {}
    for names in FILLED:
        if not any(getattr(winner, name) for name in names):
            giver = next((loser for loser in losers if any(getattr(loser, name) for name in names)), None)
            gains |= {name: getattr(giver, name) for name in names if giver and getattr(giver, name)}
    custom: dict[str, Any] = {}
    for known in (winner, *losers):
        custom = known.custom_fields | custom
    return gains | ({"custom_fields": custom} if custom != winner.custom_fields else {})


def _locked(plan: MergePlan) -> list[Contact]:
    """The contacts as they are now, the winner first; nobody else changes them until the merge is done."""
    planned = [plan.winner, *plan.losers]
    rows = Contact.objects.live().filter(pk__in=[contact.pk for contact in planned])
    found = {contact.pk: contact for contact in rows.select_for_update(no_key=True).order_by("pk")}
    if any(contact.pk not in found or found[contact.pk].version != contact.version for contact in planned):
        raise CannotMerge(reason="one of them was changed meanwhile; look at them again.")
    return [found[contact.pk] for contact in planned]


def _fill(winner: Contact, plan: MergePlan) -> None:
    numbers = {winner.phone, winner.mobile, *winner.phones.values_list("number", flat=True)}
    for name, value in plan.gains.items():
        setattr(winner, name, value)
    winner.save()
    numbers |= {winner.phone, winner.mobile}
    for number in (number for loser in plan.losers for number in (loser.phone, loser.mobile)):
        if number and number not in numbers:
            ContactPhone.objects.create(contact=winner, number=number)
            numbers.add(number)


def _move(loser: Contact, winner: Contact) -> None:
    """Have every row of the loser name the winner; what the winner has already is left out."""
    for model, key in _moving():
        rows = model._base_manager.filter(**{key: loser})
        for others in _unique_with(model, key):
            held = model._base_manager.filter(**{key: winner}, **{other: models.OuterRef(other) for other in others})
            rows.filter(models.Exists(held)).delete()
        changes = {"is_primary": False} if hasattr(model, "is_primary") else {}
        rows.update(**{key: winner}, **changes)


def _moving() -> Iterator[tuple[type[models.Model], str]]:
    """The tables whose rows follow a contact, as they declare it, and the column that names the contact."""
    for relation in Contact._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and isinstance(getattr(relation, "field", None), ForeignKey)):
            continue
        declared = getattr(relation.related_model, "personal_data", None)
        if declared and declared.on_merge == "move" and relation.related_model is not Contact:
            yield relation.related_model, relation.field.name


def _unique_with(model: type[models.Model], key: str) -> Iterator[list[str]]:
    """With which other columns a contact stands only once in the table."""
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and key in constraint.fields and constraint.condition is None:
            yield [name for name in constraint.fields if name != key]
