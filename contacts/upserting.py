"""Contacts that may be known already, from whatever door: found by their address, else made."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from contacts import normalize
from contacts.consent import Consent, ledger
from contacts.creation import create_contact, owner_of
from contacts.editing import edit
from contacts.exceptions import EmailTaken
from contacts.history import change_set
from contacts.models import ChangeSet, Contact
from crm.models import User

BLANKS = ("", None, [], {})


def create_or_update(
    fields: Mapping[str, Any],
    *,
    by: User | None,
    door: ChangeSet.Door,
    source: Contact.Source,
    consent: Consent | None = None,
    usual: Mapping[str, Any] | None = None,
) -> tuple[Contact, bool]:
    """The contact who has this address, changed to what the fields say, else a new one; and whether it is new.

    Blank fields change nothing of a contact who is known, and a further address of theirs does not become the main one;
    custom fields are changed key by key. `usual` is what a new one has beside the fields. Raises what `create_contact`
    and `edit` do, BelongsToOthers for one.
    """
    # Where nothing differs there shall be nothing in the history either.
    with change_set(ChangeSet.Kind.EDIT, door=door, by=by) if consent else transaction.atomic():
        known = _owner_of(fields)
        if known is None:
            try:
                with transaction.atomic():
                    return create_contact(
                        {**(usual or {}), **fields}, by=by, door=door, source=source, consent=consent
                    ), True
            except EmailTaken:
                # Somebody else was quicker by a moment.
                known = _owner_of(fields)
                if known is None:
                    raise
        changes = {name: value for name, value in fields.items() if name != "email" and value not in BLANKS}
        contact = edit(known, changes, by=by, door=door)
        if consent:
            ledger().record(
                contact,
                purpose=consent.purpose,
                kind="granted",
                channel=consent.channel,
                evidence=consent.evidence,
                by=by,
            )
    return contact, False


def _owner_of(fields: Mapping[str, Any]) -> Contact | None:
    try:
        return owner_of(normalize.email(fields.get("email") or ""))
    except normalize.Unusable:
        # Whoever makes the contact says what is wrong with it.
        return None
