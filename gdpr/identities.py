"""Under which ids, and by which addresses, one person is known."""

from uuid import UUID

from django.db.models import Q
from django.utils.crypto import salted_hmac

from contacts.models import Contact

SALT = "gdpr.identities"


def ids_of(contact: Contact) -> list[UUID]:
    """The contact, the one that it was merged into, and all that were merged into that one."""
    winner = contact.merged_into_id or contact.pk
    family = Contact.objects.filter(Q(pk=winner) | Q(merged_into=winner)).order_by("pk")
    return list(family.values_list("pk", flat=True))


def survivor(contact: Contact) -> Contact:
    """The contact as it is known now, whatever it was merged into."""
    return contact.merged_into or contact


def found_by(email: str) -> Contact | None:
    """The one who has or had the address, if it is one; a live contact comes first."""
    found = {survivor(contact) for contact in Contact.objects.with_email(email).filter(erased_at=None)}
    live = {contact for contact in found if contact.is_live} or found
    return live.pop() if len(live) == 1 else None


def person_key(contact: Contact | None, email: str) -> str:
    """What is the same for the same person: of a known one the id, else a keyed hash of the address."""
    return str(contact.pk) if contact else salted_hmac(SALT, email, algorithm="sha256").hexdigest()
