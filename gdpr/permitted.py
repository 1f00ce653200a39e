"""Who may do something to people of whom they need not be the owner: whoever may see them, and holds the permission."""

from uuid import UUID

from contacts.models import Contact
from contacts.querysets import ContactQuerySet
from contacts.selection import picked
from crm.models import User
from gdpr.exceptions import NotPermitted, OutOfSight


def permitted(contacts: ContactQuerySet, permission: str, *, by: User | None) -> list[UUID]:
    """The ids of the contacts, all or none; nobody stands for the program itself, which may do anything.

    Raises TooMany (of contacts), NotPermitted and OutOfSight.
    """
    if by and not by.has_perm(permission):
        raise NotPermitted(permission=permission)
    ids = picked(contacts)
    seen = Contact.objects.visible_to(by).filter(pk__in=ids).count() if by else len(ids)
    if seen < len(ids):
        raise OutOfSight(count=len(ids) - seen)
    return ids
