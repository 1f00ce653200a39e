"""How a contact comes to be, through whatever door."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError
from django.db.models import QuerySet
from django.db.models.functions import Lower

from contacts import custom_fields, guards
from contacts.consent import Consent, ledger
from contacts.exceptions import EmailTaken
from contacts.history import change_set
from contacts.models import ChangeSet, Contact, ContactEmail, CustomField
from crm.models import User


def create_contact(
    fields: Mapping[str, Any],
    *,
    by: User | None,
    door: ChangeSet.Door,
    source: Contact.Source,
    consent: Consent | None = None,
) -> Contact:
    """A new contact from plain values, validated and brought into their canonical form.

    Raises ValidationError, NotWelcome, EmailTaken, and what the ledger refuses of the consent.
    """
    contact = Contact(**fields, source=source)
    contact.custom_fields = custom_fields.validated(CustomField.Subject.CONTACT, contact.custom_fields)
    # Twice: the address is brought into its form before it is judged.
    contact.clean()
    contact.full_clean()
    return add_contact(contact, by=by, door=door, consent=consent)


def add_contact(contact: Contact, *, by: User | None, door: ChangeSet.Door, consent: Consent | None = None) -> Contact:
    """Write a contact that is valid, and the consent that the person gave, all or nothing.

    Raises NotWelcome, EmailTaken, and what the ledger refuses of the consent: who may not grant it, say.
    """
    guards.require_welcome([guards.as_entered(contact)])
    with change_set(ChangeSet.Kind.EDIT, door=door, by=by):
        _insert(contact)
        if consent:
            ledger().record(
                contact,
                purpose=consent.purpose,
                kind="granted",
                channel=consent.channel,
                evidence=consent.evidence,
                by=by,
            )
    return contact


def owner_of(email: str, *, besides: Contact | None = None) -> Contact | None:
    """The live contact who has the address, the one named `besides` left out of account."""
    owners = Contact.objects.live().filter(pk__in=who_has(email))
    return (owners.exclude(pk=besides.pk) if besides else owners).first()


def who_has(email: str) -> QuerySet:
    """The id of the live contact who has the address, in any case, as a query; one step in the index."""
    addresses = ContactEmail.objects.order_by().alias(key=Lower("email"))
    return addresses.filter(key=email.lower(), live=True).values("contact")


def _insert(contact: Contact) -> None:
    try:
        contact.save(force_insert=True)
    except IntegrityError as error:
        if "email_unique_among_live" in str(error):
            raise EmailTaken from error
        raise
