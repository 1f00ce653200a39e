"""Telling people that we have their data, and from where (Art. 13 and 14 GDPR)."""

from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from contacts.models import Contact
from contacts.querysets import ContactQuerySet
from crm.models import User
from gdpr.exceptions import NotToldYet
from gdpr.models import Notice
from gdpr.permitted import permitted

PERMISSION = "gdpr.add_notice"
# Where the person has not given the data themselves; of a form they are told at once.
OF_OTHERS = (Contact.Source.IMPORT, Contact.Source.API, Contact.Source.COLLEAGUE)
# https://gdpr-info.eu/art-14-gdpr/ (3) a: at the latest within one month.
WITHIN = timedelta(days=28)


def to_be_told() -> ContactQuerySet:
    """The contacts of a third party whom nobody has told yet."""
    untold = ~Exists(Notice.objects.filter(contact=OuterRef("pk")))
    return Contact.objects.live().filter(untold, erased_at=None, source__in=OF_OTHERS)


def overdue(*, now: datetime | None = None) -> ContactQuerySet:
    """Those of them of whom we have had data for a month."""
    return to_be_told().filter(created_at__lte=(now or timezone.now()) - WITHIN)


def note_given(contacts: ContactQuerySet, *, channel: str, given_on: date, by: User | None) -> int:
    """Note that the contacts were told; returns how many.

    Raises NotToldYet for a day to come, TooMany (of contacts), NotPermitted and OutOfSight.
    """
    if given_on > timezone.localdate():
        raise NotToldYet
    ids = permitted(contacts, PERMISSION, by=by)
    told = {"channel": channel, "given_on": given_on, "noted_by": by}
    return len(Notice.objects.bulk_create(Notice(contact_id=pk, **told) for pk in ids))
