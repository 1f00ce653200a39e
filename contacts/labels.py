"""What groups contacts: the tags that they bear, and the static lists that they stand on.

Whoever labels a contact may edit it, and holds the permission to add or delete such labels. The lists themselves are
not changed by it.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import transaction

from contacts.exceptions import FollowsFilter, NotAllowed
from contacts.history import change_set
from contacts.models import ChangeSet, Contact, ContactList, ContactTag, ListMember, Tag
from crm.models import User

PERMISSIONS = {
    "tags_added": "contacts.add_contacttag",
    "tags_removed": "contacts.delete_contacttag",
    "lists_added": "contacts.add_listmember",
    "lists_removed": "contacts.delete_listmember",
}


@dataclass(frozen=True)
class LabelChange:
    """Tags and lists to add, and those to take away; what it does not name stays."""

    tags_added: Collection[Tag] = field(default_factory=list)
    tags_removed: Collection[Tag] = field(default_factory=list)
    lists_added: Collection[ContactList] = field(default_factory=list)
    lists_removed: Collection[ContactList] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be done."""
        return not any(getattr(self, name) for name in PERMISSIONS)


def change_labels(contact: Contact, change: LabelChange, *, by: User | None, door: ChangeSet.Door) -> None:
    """Label a contact anew. Raises NotAllowed, FollowsFilter, BelongsToOthers."""
    require_may_label(contact, change, by=by)
    label(contact, change, by=by, door=door)


def require_may_label(contact: Contact, change: LabelChange, *, by: User | None) -> None:
    """Ask who may, before anything is written. Raises NotAllowed, FollowsFilter, BelongsToOthers."""
    require_permitted(change, by=by)
    if not change.is_empty:
        Contact.objects.filter(pk=contact.pk).require_editable_by(by)


def require_permitted(change: LabelChange, *, by: User | None) -> None:
    """Ask what can be asked before there is a contact. Raises NotAllowed, FollowsFilter."""
    for name, permission in PERMISSIONS.items():
        if getattr(change, name):
            _require(permission, by)
    for contact_list in (*change.lists_added, *change.lists_removed):
        require_static(contact_list)


def label(contact: Contact, change: LabelChange, *, by: User | None, door: ChangeSet.Door) -> None:
    """Label a contact anew, as was asked for with `require_may_label`: it may have been handed on since."""
    if change.is_empty:
        return
    with change_set(ChangeSet.Kind.EDIT, door=door, by=by):
        contact.contact_tags.filter(tag__in=change.tags_removed).delete()
        contact.list_members.filter(list__in=change.lists_removed).delete()
        tags = (ContactTag(contact=contact, tag=tag) for tag in change.tags_added)
        ContactTag.objects.bulk_create(tags, ignore_conflicts=True)
        members = (ListMember(contact=contact, list=each) for each in change.lists_added)
        ListMember.objects.bulk_create(members, ignore_conflicts=True)


def retagged(contact: Contact, tags: Collection[Tag], *, by: User | None) -> LabelChange:
    """What makes the contact bear exactly these tags; deleted ones that it bears, and such as `by` cannot see, stay."""
    borne = Tag.objects.filter(contact_tags__contact=contact)
    seen = borne.live().visible_to(by) if by else borne.live()
    held = set(borne)
    return LabelChange(
        tags_added=[tag for tag in tags if tag not in held], tags_removed=[tag for tag in seen if tag not in tags]
    )


def add_members(
    contact_list: ContactList, contacts: Collection[Contact], *, by: User | None, door: ChangeSet.Door
) -> int:
    """Put contacts on a list; returns how many were not on it.

    Raises NotAllowed, FollowsFilter, BelongsToOthers, DoesNotExist.
    """
    with transaction.atomic():
        current = _locked(contact_list)
        _require_may_list(contacts, current, PERMISSIONS["lists_added"], by)
        held = set(current.list_members.filter(contact__in=contacts).values_list("contact", flat=True))
        new = [ListMember(list=current, contact=contact) for contact in contacts if contact.pk not in held]
        if new:
            with change_set(ChangeSet.Kind.EDIT, door=door, by=by):
                ListMember.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def remove_members(
    contact_list: ContactList, contacts: Collection[Contact], *, by: User | None, door: ChangeSet.Door
) -> int:
    """Take contacts off a list; returns how many were on it. Raises as `add_members` does."""
    with transaction.atomic():
        current = _locked(contact_list)
        _require_may_list(contacts, current, PERMISSIONS["lists_removed"], by)
        held = current.list_members.filter(contact__in=contacts)
        count = held.count()
        if count:
            with change_set(ChangeSet.Kind.EDIT, door=door, by=by):
                held.delete()
    return count


def _locked(contact_list: ContactList) -> ContactList:
    """The list as it is now; nobody else changes it until the transaction ends."""
    return ContactList.objects.live().select_for_update(no_key=True).get(pk=contact_list.pk)


def _require_may_list(
    contacts: Collection[Contact], contact_list: ContactList, permission: str, by: User | None
) -> None:
    _require(permission, by)
    require_static(contact_list)
    Contact.objects.filter(pk__in=[contact.pk for contact in contacts]).require_editable_by(by)


def _require(permission: str, by: User | None) -> None:
    if by and not by.has_perm(permission):
        raise NotAllowed(permission=permission)


def require_static(contact_list: ContactList) -> None:
    """Raise FollowsFilter for a list that is filled by its filter."""
    if contact_list.type != ContactList.Type.STATIC:
        raise FollowsFilter
