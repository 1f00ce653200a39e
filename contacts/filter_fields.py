"""What filters can ask about whether the data of a contact wants cleaning."""

from collections.abc import Iterator

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from contacts import normalize
from contacts.filters import register
from contacts.filters.columns import reads
from contacts.filters.fields import Column, Field
from contacts.filters.kinds import Flag
from contacts.models import Contact, ContactEmail

NUMBERS = {"phone": "phone_e164", "mobile": "mobile_e164"}


@register
def doubtful_fields() -> Iterator[Field]:
    """What was kept as it was given, for nobody could read it."""
    unreadable = Q(*(~Q(**{number: ""}) & Q(**{e164: ""}) for number, e164 in NUMBERS.items()), _connector=Q.OR)
    yield _flag("phone_unreadable", "Unreadable number", unreadable, *NUMBERS, *NUMBERS.values())
    unknown = ~Q(country="") & ~Q(country__in=list(normalize.country_names()))
    yield _flag("country_unknown", "Unknown country", unknown, "country")


@register
def bounce_fields() -> Iterator[Field]:
    """Whether mail to one of the addresses came back."""
    marked = ContactEmail.objects.filter(contact=OuterRef("pk"), bounced_at__isnull=False)
    told = reads(ContactEmail, "contact_id", "bounced_at")
    yield Column(name="bounced", label="Mail came back", kind=Flag(), value=Exists(marked), reads=told)


def _flag(name: str, label: str, holds: Q, *columns: str) -> Column:
    value = ExpressionWrapper(holds, output_field=BooleanField())
    return Column(name=name, label=label, kind=Flag(), value=value, reads=reads(Contact, *columns))
