"""Looking before somebody is saved: are they here already, under another address?"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Q

from contacts.duplicates.checking import Candidate, candidates_of
from contacts.duplicates.keys import keys
from contacts.duplicates.model import Reason, shipped
from contacts.duplicates.pairs import Likely, dismiss, store
from contacts.duplicates.profile import Profile, profile
from contacts.duplicates.relation import profiles_of
from contacts.models import Contact, DuplicatePair
from crm.models import User

TOLD = 4
OF_THE_WHOLE = ("together", "base")
# A change of these can make somebody a duplicate.
TELLING = ("first_name", "last_name", "email", "phone", "mobile", "birth_date")
# Whoever is about to save somebody alike waits until we are done, and then sees ours.
WAIT_FOR_OTHERS = "SELECT pg_advisory_xact_lock(key) FROM (SELECT unnest(%s::bigint[]) AS key ORDER BY 1) AS own"


@dataclass(frozen=True)
class Lookalike:
    """A contact who is likely the same person, and why; the weights of the reasons add up to the log-odds."""

    contact: Contact
    probability: float
    reasons: list[Reason]

    @property
    def told(self) -> list[Reason]:
        """What people are told of the reasons: those that are about one thing."""
        return [reason for reason in self.reasons if reason.group not in OF_THE_WHOLE][:TOLD]

    @property
    def percent(self) -> int:
        """How likely that is; never quite certain."""
        return min(round(self.probability * 100), 99)


def lookalikes(contact: Contact, *, to: User) -> list[Lookalike]:
    """Who is likely the person of a contact that is about to be saved: as far as `to` may see them, likeliest first.

    Of two whom somebody has told apart nothing is said until what is compared of them changes. To be called in the
    transaction that saves the contact: of two who save the same person at once, the second is told.
    """
    compared, pk = _profile(contact), None if contact._state.adding else contact.pk
    with connection.cursor() as cursor:
        cursor.execute(WAIT_FOR_OTHERS, [keys(compared)])
    found = candidates_of(compared, besides=pk)
    told_apart = _told_apart(pk, found) if pk else set()
    seen = Contact.objects.visible_to(to).in_bulk([each.contact_id for each in found])
    return [
        Lookalike(seen[each.contact_id], each.probability, each.reasons)
        for each in found
        if each.contact_id in seen and each.contact_id not in told_apart
    ]


def tell_apart(contact: Contact, others: Collection[UUID], *, by: User | None) -> None:
    """Note of a contact that is saved by now that these are other people. Raises BelongsToOthers."""
    for own, compared in profiles_of([contact.pk]):
        for each in candidates_of(compared, besides=own):
            if each.contact_id in others:
                low, high = sorted((own, each.contact_id))
                pair = Likely(low, high, each.probability, each.reasons, each.fingerprint)
                store([pair], version=shipped().version, run=None)
                dismiss(DuplicatePair.objects.get(low=low, high=high), by=by)


def _told_apart(pk: UUID, found: Collection[Candidate]) -> set[UUID]:
    """With whom the contact was told apart, as both are now."""
    prints = {each.fingerprint: each.contact_id for each in found}
    pairs = DuplicatePair.objects.filter(Q(low=pk) | Q(high=pk), fingerprint__in=prints, status="dismissed")
    return {prints[fingerprint] for fingerprint in pairs.order_by().values_list("fingerprint", flat=True)}


def _profile(contact: Contact) -> Profile:
    is_new = contact._state.adding
    emails = [] if is_new else contact.emails.values_list("email", flat=True)
    phones = [] if is_new else contact.phones.values_list("number", flat=True)
    return profile(
        first_name=contact.first_name,
        last_name=contact.last_name,
        emails=[contact.email, *emails],
        phones=[contact.phone, contact.mobile, *phones],
        company=contact.company.name if contact.company else "",
        title=contact.title,
        street_address=contact.address_line1,
        city=contact.city,
        postcode=contact.postal_code,
        country=contact.country,
        birth_date=str(contact.birth_date or ""),
    )
