"""Two contacts again: the merge that made one of them is undone."""

from uuid import UUID

from contacts.exceptions import CannotUnmerge, MergedAgain, MergedWithOthers
from contacts.history import UndoPlan, plan_undo, undo
from contacts.models import ChangeSet, Contact
from crm.models import User

# The version that changed into whom a contact was merged: (before, after, change set).
Step = tuple[UUID | None, UUID | None, UUID | None]


def plan_unmerge(contact: Contact, *, by: User | None) -> UndoPlan:
    """Look at what `unmerge` would do, and write nothing. Raises as it does."""
    return plan_undo(_own_merge_of(contact), by=by)


def unmerge(contact: Contact, *, by: User | None, door: ChangeSet.Door, shown: str = "") -> UndoPlan:
    """Take back the merge of a contact into another one; of one that stayed, the newest into it.

    Whoever was merged with it lives again, with what they had; what was edited since is kept and told in the plan.
    Where that was done already, nothing is written. Raises CannotUnmerge, MergedAgain, MergedWithOthers where the same
    step has merged others too, and what `undo` does; `shown` is the fingerprint of the plan that somebody has agreed
    to.
    """
    return undo(_own_merge_of(contact), by=by, door=door, shown=shown)


def merge_of(contact: Contact) -> ChangeSet:
    """The merge that `unmerge` takes back. Raises CannotUnmerge, and MergedAgain where another one comes first."""
    now = Contact.objects.get(pk=contact.pk)
    merged = now.merged.order_by("-deleted_at").first()
    steps = _steps(merged.pk) if merged else _steps(now.pk) or _steps(_newest_once_merged_into(now))
    merges = [(after, made) for before, after, made in steps if before is None]
    if not merges:
        raise CannotUnmerge(reason="it was never merged with another contact.")
    into, made = merges[-1]
    if steps[-1][1] not in (None, into):
        again = _change_set(steps[-1][2])
        raise MergedAgain(merge=again, first=again.pk)
    return _change_set(made)


def _newest_once_merged_into(contact: Contact) -> UUID | None:
    versions = Contact.pgh_event_model.objects.filter(merged_into=contact).order_by("-pgh_id")
    return versions.values_list("pgh_obj_id", flat=True).first()


def _own_merge_of(contact: Contact) -> ChangeSet:
    made = merge_of(contact)
    merged = Contact.pgh_event_model.objects.filter(pgh_context_id=made.pk, merged_into__isnull=False).order_by()
    groups = merged.values("merged_into").distinct().count()
    if groups > 1:
        contacts = merged.values("pgh_obj_id").distinct().count()
        raise MergedWithOthers(contacts=contacts, groups=groups, change_set=made.pk)
    return made


def _steps(pk: UUID | None) -> list[Step]:
    versions = Contact.pgh_event_model.objects.filter(pgh_obj_id=pk).order_by("pgh_id")
    steps: list[Step] = []
    before = None
    for after, made in versions.values_list("merged_into_id", "pgh_context_id"):
        if after != before:
            steps.append((before, after, made))
        before = after
    return steps


def _change_set(pk: UUID | None) -> ChangeSet:
    if pk is None:
        raise CannotUnmerge(reason="it was merged past the program, which knows nothing of it.")
    return ChangeSet.objects.get(pk=pk)
