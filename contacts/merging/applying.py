"""Carrying a merge out."""

from collections.abc import Sequence

from django.db.models import Q
from django.db.models.functions import Now

from contacts import guards, runs
from contacts.exceptions import CannotMerge, NotAllowed
from contacts.history import change_set
from contacts.merging import numbers
from contacts.merging.plan import MergePlan, require_mergeable
from contacts.merging.relations import moving
from contacts.models import Activity, ChangeSet, Contact, ContactPhone
from contacts.signals import contacts_merged
from crm.models import User

PERMISSION = "contacts.merge_contact"


def merge(plan: MergePlan, *, by: User | None, door: ChangeSet.Door) -> Contact:
    """Fold the losers into the winner; every row that named a loser names the winner.

    Ids, addresses and numbers of the losers lead to the winner from then on. What was said about consent stays with
    the id under which it was said, and counts for the winner. Raises CannotMerge where one of them has changed since
    the plan was made, NotWelcome, NotAllowed and BelongsToOthers.
    """
    require_permitted(plan.contacts, by=by)
    return runs.persisting(lambda: _merge(plan, by, door))


def require_permitted(contacts: Sequence[Contact], *, by: User | None) -> None:
    """Raise NotAllowed or BelongsToOthers unless the user may merge these. Nobody stands for the program itself."""
    if by and not by.has_perm(PERMISSION):
        raise NotAllowed(permission=PERMISSION)
    Contact.objects.filter(pk__in=[contact.pk for contact in contacts]).require_editable_by(by)


def _merge(plan: MergePlan, by: User | None, door: ChangeSet.Door) -> Contact:
    with change_set(ChangeSet.Kind.MERGE, door=door, by=by):
        winner, *losers = _locked(plan)
        ids = [loser.pk for loser in losers]
        for relation in moving():
            relation.move(ids, winner.pk)
        Contact.objects.filter(pk__in=ids).update(deleted_at=Now(), merged_into=winner)
        _fill(winner, plan)
        contacts_merged.send(Contact, winner=winner, losers=losers, by=by)
    return winner


def _locked(plan: MergePlan) -> Sequence[Contact]:
    """The contacts as they are now, the winner first; nobody changes or adds to them until the merge is done."""
    ids = [contact.pk for contact in plan.contacts]
    # Activities before contacts: who writes one locks it first, then its contact.
    list(Activity.objects.filter(contact__in=ids).order_by("pk").select_for_update().values_list("pk"))
    family = Contact.objects.filter(Q(pk__in=ids) | Q(merged_into__in=ids)).order_by("pk")
    found = {contact.pk: contact for contact in family.select_for_update()}
    if any(contact.pk not in found or found[contact.pk].version != contact.version for contact in plan.contacts):
        raise CannotMerge(reason="one of them was changed meanwhile; look at them again.")
    now = [found[pk] for pk in ids]
    require_mergeable(now)
    guards.require_welcome(guards.as_stored(Contact.objects.filter(pk__in=ids)))
    return now


def _fill(winner: Contact, plan: MergePlan) -> None:
    for name, value in plan.gains.items():
        setattr(winner, name, value)
    winner.save()
    ContactPhone.objects.bulk_create(numbers.further(winner, plan.contacts))
