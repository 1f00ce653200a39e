"""What filters of contacts can ask about consent."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from contacts.filters import register
from contacts.filters.columns import key_to, reads
from contacts.filters.fields import Field, Through
from gdpr.consent import GRANTS
from gdpr.models import ConsentEvent, Purpose


@register
def consent_fields() -> Iterator[Field]:
    """For which purposes somebody consents, by their newest word on each."""
    yield Through(
        name="consent",
        label="Consent",
        kind=key_to(Purpose),
        rows=standing_grants,
        link="contact",
        value=F("purpose"),
        reads=reads(ConsentEvent, "contact_id"),
    )


def standing_grants() -> QuerySet[ConsentEvent]:
    """The grants that nothing newer has ended; neither a request nor a grant that is yet to be confirmed counts."""
    words = ConsentEvent.objects.order_by().exclude(kind=ConsentEvent.Kind.REQUESTED).exclude(awaits_confirmation=True)
    is_newer = Q(occurred_at__gt=OuterRef("occurred_at")) | Q(
        occurred_at=OuterRef("occurred_at"), pk__gt=OuterRef("pk")
    )
    newer = words.filter(is_newer, contact=OuterRef("contact"), purpose=OuterRef("purpose"))
    return words.filter(~Exists(newer), kind__in=GRANTS)
