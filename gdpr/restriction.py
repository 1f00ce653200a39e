"""Restricting the use of somebody's data (Art. 18 GDPR), objections (Art. 21), and rectification (Art. 16).

Data that are restricted are kept, and used for nothing: contacts itself leaves them out of lists, exports, enrichment,
imports and merges, and lets nobody change them (`contacts.querysets.ContactQuerySet`).
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from contacts.editing import edit
from contacts.history import change_set
from contacts.models import ChangeSet, Contact
from contacts.querysets import ContactQuerySet
from crm.models import User
from gdpr.consent import record
from gdpr.exceptions import NotPermitted, NotToldYet, ReasonMissing
from gdpr.models import ConsentEvent, Purpose
from gdpr.permitted import permitted

PERMISSION = "gdpr.restrict_contact"
Kind = ChangeSet.Kind


def restrict(contacts: ContactQuerySet, *, reason: str, by: User | None, door: ChangeSet.Door) -> int:
    """Have the data of the contacts be kept and used for nothing; returns of how many that is new.

    `reason` is kept and names nobody. Raises ReasonMissing, TooMany (of contacts), NotPermitted and OutOfSight.
    """
    _require_reason(reason)
    ids = permitted(contacts, PERMISSION, by=by)
    with change_set(Kind.RESTRICT, door=door, by=by, reason=reason):
        free = _locked(ids).filter(restricted_at=None, erased_at=None)
        return Contact.objects.filter(pk__in=list(free)).update(restricted_at=timezone.now())


def lift(contacts: ContactQuerySet, *, reason: str, told_on: date, by: User | None, door: ChangeSet.Door) -> int:
    """Have the data of the contacts be used again; returns of how many that is new.

    The people were told on a day before (Art. 18 (3)). Raises ReasonMissing, NotToldYet, TooMany (of contacts),
    NotPermitted and OutOfSight.
    """
    _require_reason(reason)
    if told_on > timezone.localdate():
        raise NotToldYet
    ids = permitted(contacts, PERMISSION, by=by)
    with change_set(Kind.RESTRICT, door=door, by=by, reason=f"{reason} (told on {told_on:%Y-%m-%d})"):
        restricted = _locked(ids).exclude(restricted_at=None)
        return Contact.objects.filter(pk__in=list(restricted)).update(restricted_at=None)


@transaction.atomic
def object_to(
    contact: Contact, *, purpose: str, channel: str, evidence: str = "", by: User | None, door: ChangeSet.Door
) -> ConsentEvent:
    """Note that somebody objects to the use of their data for a purpose.

    E-mail marketing ends at once (Art. 21 (3)). Of any other purpose it has to be judged whose grounds weigh more, and
    until then the data are restricted (Art. 18 (1) d). Raises what `record` and `restrict` raise.
    """
    if purpose != Purpose.Key.EMAIL_MARKETING:
        people = Contact.objects.filter(pk=contact.pk)
        restrict(people, reason=f"Objection to the purpose {purpose}", by=by, door=door)
    said = {"kind": ConsentEvent.Kind.OBJECTED, "channel": channel, "evidence": evidence}
    return record(contact, purpose=purpose, **said, by=by, door=door)


def rectify(
    contact: Contact, changes: Mapping[str, Any], *, reason: str, by: User | None, door: ChangeSet.Door
) -> Contact:
    """Correct what is wrong about a contact, by the names of columns, also where its data are restricted.

    Returns it as it is then. Raises ReasonMissing, NotPermitted, and what `edit` raises.
    """
    _require_reason(reason)
    if by and not by.has_perm(PERMISSION):
        raise NotPermitted(permission=PERMISSION)
    with change_set(Kind.EDIT, door=door, by=by, reason=reason):
        restricted_at = _locked([contact.pk]).values_list("restricted_at", flat=True).get()
        people = Contact.objects.filter(pk=contact.pk)
        if restricted_at:
            # The one use that is asked for; nobody else sees it free, for the row is locked.
            people.update(restricted_at=None)
        # The right to change is that of the officer, not that of the owner.
        corrected = edit(contact, changes, by=None, door=door)
        if restricted_at:
            people.update(restricted_at=restricted_at)
            corrected.restricted_at = restricted_at
    return corrected


def _locked(ids: Collection[UUID]) -> ContactQuerySet:
    """The ids of the contacts, locked in their order when they are read."""
    return Contact.objects.filter(pk__in=ids).select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing
