"""What groups contacts: the tags that they bear, and the static lists that they stand on."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet

from contacts.exceptions import FollowsFilter
from contacts.history import change_set
from contacts.models import ChangeSet, Contact, ContactList, ContactTag, ListMember, Tag
from crm.models import User


@dataclass(frozen=True)
class LabelChange:
    """Tags and lists to add, and those to take away; what it does not name stays."""

    tags_added: Iterable[Tag] = field(default_factory=list)
    tags_removed: Iterable[Tag] = field(default_factory=list)
    lists_added: Iterable[ContactList] = field(default_factory=list)
    lists_removed: Iterable[ContactList] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be done."""
        return not any((self.tags_added, self.tags_removed, self.lists_added, self.lists_removed))


def change_labels(contact: Contact, change: LabelChange, *, by: User | None, door: ChangeSet.Door) -> None:
    """Label a contact anew. Raises BelongsToOthers."""
    if change.is_empty:
        return
    Contact.objects.filter(pk=contact.pk).require_editable_by(by)
    with change_set(ChangeSet.Kind.EDIT, door=door, by=by):
        contact.contact_tags.filter(tag__in=change.tags_removed).delete()
        contact.list_members.filter(list__in=change.lists_removed, list__type=ContactList.Type.STATIC).delete()
        tags = (ContactTag(contact=contact, tag=tag) for tag in change.tags_added)
        ContactTag.objects.bulk_create(tags, ignore_conflicts=True)
        members = (ListMember(contact=contact, list=each) for each in change.lists_added)
        ListMember.objects.bulk_create(members, ignore_conflicts=True)


def set_tags(contact: Contact, tags: Collection[Tag], *, by: User | None, door: ChangeSet.Door) -> None:
    """Have the contact bear exactly these tags, and the deleted ones that it bears. Whoever calls asks who may."""
    with change_set(ChangeSet.Kind.EDIT, door=door, by=by):
        _borne(contact).exclude(tag__in=tags).delete()
        ContactTag.objects.bulk_create((ContactTag(contact=contact, tag=tag) for tag in tags), ignore_conflicts=True)


def bears_others(contact: Contact, tags: Collection[Tag]) -> bool:
    """Whether the contact bears other tags than these, deleted ones left out of account."""
    return set(_borne(contact).values_list("tag", flat=True)) != {tag.pk for tag in tags}


def add_members(
    contact_list: ContactList, contacts: Collection[Contact], *, by: User | None, door: ChangeSet.Door
) -> int:
    """Put contacts on a list; returns how many were not on it. Raises FollowsFilter, BelongsToOthers, DoesNotExist."""
    with transaction.atomic():
        current = _locked_static(contact_list, by)
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
        held = _locked_static(contact_list, by).list_members.filter(contact__in=contacts)
        count = held.count()
        if count:
            with change_set(ChangeSet.Kind.EDIT, door=door, by=by):
                held.delete()
    return count


def _locked_static(contact_list: ContactList, by: User | None) -> ContactList:
    """The list as it is now; nobody else changes it until the transaction ends."""
    current = ContactList.objects.live().select_for_update(no_key=True).get(pk=contact_list.pk)
    ContactList.objects.filter(pk=current.pk).require_editable_by(by)
    if current.type != ContactList.Type.STATIC:
        raise FollowsFilter
    return current


def _borne(contact: Contact) -> QuerySet[ContactTag]:
    return ContactTag.objects.filter(contact=contact, tag__deleted_at=None)
