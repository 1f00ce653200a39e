"""Activities: calls, e-mails, meetings, notes."""

from django.db.models import F
from django_filters.rest_framework import ChoiceFilter, FilterSet, UUIDFilter

from contacts.api.filters import After, Before, ContactFilter
from contacts.api.resource import LiveResource, RowSerializer, owner
from contacts.models import Activity


class ActivitySerializer(RowSerializer):
    """A call, an e-mail, a meeting or a note."""

    owner = owner()

    class Meta:
        model = Activity
        fields = [
            "id", "kind", "direction", "subject", "body", "occurred_at", "duration", "contact", "company", "deal",
            "owner", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = ["created_at", "updated_at"]


class ActivityFilters(FilterSet):
    contact = ContactFilter(field_name="contact")
    company = UUIDFilter(field_name="company")
    deal = UUIDFilter(field_name="deal")
    kind = ChoiceFilter(choices=Activity.Kind.choices)
    occurred_after = After("occurred_at")
    occurred_before = Before("occurred_at")


class ActivityResource(LiveResource):
    """What happened between us and a contact, a company, or around a deal."""

    queryset = Activity.objects.all()
    serializer_class = ActivitySerializer
    filterset_class = ActivityFilters
    orderings = LiveResource.orderings | {"occurred_at": [F("occurred_at"), F("id")]}
