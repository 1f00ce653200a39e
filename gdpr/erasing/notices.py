"""Those who may have a copy are told that it has to go, until they say that it is gone.

https://gdpr-info.eu/art-19-gdpr/ – exports are the only way out so far; whatever sends data elsewhere joins here.
"""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Max, Min, QuerySet
from django.utils import timezone

from contacts.models import Contact, ExportRun
from crm.models import User
from gdpr.exceptions import NotTheRecipient
from gdpr.models import Erasure, ErasureNotice

PERMISSION = "gdpr.change_erasurenotice"
Status = ErasureNotice.Status


def tell_recipients(erasure: Erasure, people: Collection[UUID]) -> int:
    """Make a notice for everybody who has exported contacts since one of the people was known; returns how many.

    Whom exactly an export was about is not kept: whoever may have a copy is told.
    """
    known_since = Contact.objects.filter(pk__in=people).aggregate(since=Min("created_at"))["since"]
    exports = ExportRun.objects.filter(created_at__gte=known_since, rows__gt=0).order_by()
    made = exports.values_list("created_by").annotate(Count("pk"), Max("created_at"))
    notices = ErasureNotice.objects.bulk_create(
        ErasureNotice(erasure=erasure, recipient_id=user, exports=count, last_export_at=last)
        for user, count, last in made
    )
    return len(notices)


def waiting_for(user: User) -> QuerySet[ErasureNotice]:
    """What the user has not acknowledged yet."""
    return ErasureNotice.objects.filter(recipient=user, status=Status.WAITING)


@transaction.atomic
def acknowledge(notice: ErasureNotice, *, by: User) -> ErasureNotice:
    """Note that the copies are deleted; once noted it stays. Raises NotTheRecipient."""
    if notice.recipient_id != by.pk and not by.has_perm(PERMISSION):
        raise NotTheRecipient
    now = ErasureNotice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if now.status == Status.WAITING:
        now.status, now.acknowledged_by, now.acknowledged_at = Status.ACKNOWLEDGED, by, timezone.now()
        now.save(update_fields=["status", "acknowledged_by", "acknowledged_at"])
    return now
