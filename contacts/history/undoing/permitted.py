"""Who may undo what."""

from django.db.models import Model

from contacts import runs
from contacts.exceptions import BelongsToOthers, CannotUndo, NotAllowed
from contacts.history.undoing.tables import Table, tables
from contacts.models import ChangeSet, Contact
from contacts.visibility import VisibleQuerySet
from crm.models import User

PERMISSION = "contacts.undo_changeset"

Kind = ChangeSet.Kind
NEVER = {
    Kind.ANONYMISE: "nobody brings back a person who was anonymised.",
    Kind.REFRESH: "who is on the list follows from its filter. Change the filter, or pin the contact.",
    Kind.CONSENT: "what somebody has said stays recorded. Record what they say now.",
}


def require_undoable(change_set: ChangeSet, *, by: User | None) -> None:
    """Raise CannotUndo, NotAllowed or BelongsToOthers unless the user may undo the change set.

    All may undo their own, others' those who hold the permission; the records must be theirs to change. Nobody stands
    for the program itself.
    """
    if change_set.kind in NEVER:
        raise CannotUndo(reason=NEVER[change_set.kind])
    if any(map(runs.is_held, _runs(change_set))):
        raise CannotUndo(reason="it is not done yet. Wait until it is, or stop it.")
    if by is None:
        return
    if not _is_permitted(change_set, by):
        raise NotAllowed(permission=PERMISSION)
    for table in tables():
        _require_editable(table, change_set, by)


def may_undo(change_set: ChangeSet, *, by: User) -> bool:
    """Whether it is worth asking what an undo would do; the records may still be others'."""
    return change_set.kind not in NEVER and _is_permitted(change_set, by)


def _is_permitted(change_set: ChangeSet, by: User) -> bool:
    return change_set.actor_id == by.pk or by.has_perm(PERMISSION)


def _runs(change_set: ChangeSet) -> list[Model]:
    """The imports and bulk changes that write on the change set."""
    return [
        run
        for relation in ChangeSet._meta.related_objects
        if hasattr(relation.related_model, "Status") and relation.field.name == "change_set"
        for run in relation.related_model._default_manager.filter(change_set=change_set)
    ]


def _require_editable(table: Table, change_set: ChangeSet, by: User) -> None:
    """What happened with a contact may be taken back by whoever may change the contact."""
    versions = table.model.pgh_event_model._default_manager.filter(pgh_context_id=change_set.pk)
    rows = table.model._default_manager.filter(pk__in=versions.values("pgh_obj_id"))
    if not isinstance(rows, VisibleQuerySet):
        if table.has_contact:
            Contact.objects.filter(pk__in=versions.values("contact_id")).require_editable_by(by)
        elif not by.has_perm(f"contacts.change_{table.name}") and (count := versions.count()):
            raise BelongsToOthers(count=count)
    elif table.has_contact:
        own = Contact.objects.editable_by(by).filter(pk__in=versions.values("contact_id"))
        rows.exclude(contact__in=own.values("pk")).require_editable_by(by)
    else:
        rows.require_editable_by(by)
