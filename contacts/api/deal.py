"""Deals, and the stages that they pass through."""

from django.db.models import F
from django_filters.rest_framework import ChoiceFilter, FilterSet, UUIDFilter

from contacts.api.filters import ContactFilter
from contacts.api.permissions import VIEW, may
from contacts.api.resource import LiveResource, Resource, RowSerializer, owner
from contacts.models import Deal, Stage
from crm.models import User


class StageSerializer(RowSerializer):
    """A step of the sales process."""

    class Meta:
        model = Stage
        fields = ["id", "name", "position", "probability", "outcome"]


class StageResource(Resource):
    """The steps of the sales process, in their order. They are the team's configuration: the admin changes them."""

    http_method_names = ["get", "head"]
    queryset = Stage.objects.all()
    serializer_class = StageSerializer
    orderings = {"position": [F("position"), F("id")]}

    def permits(self, user: User, method: str) -> bool:
        # Whoever has to do with deals has to know them.
        return may(user, VIEW, Deal)


class DealSerializer(RowSerializer):
    """A deal; `amount_base` is its amount in the currency in which amounts are compared."""

    owner = owner()

    class Meta:
        model = Deal
        fields = [
            "id", "name", "amount", "currency", "amount_base", "stage", "probability", "expected_close", "closed_at",
            "closing_reason", "contact", "company", "owner", "version", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = ["closed_at", "created_at", "updated_at"]


class DealFilters(FilterSet):
    stage = UUIDFilter(field_name="stage")
    contact = ContactFilter(field_name="contact")
    company = UUIDFilter(field_name="company")
    owner = UUIDFilter(field_name="owner")
    outcome = ChoiceFilter(field_name="stage__outcome", choices=Stage.Outcome.choices)


class DealResource(LiveResource):
    """Sales that might happen, happened, or did not."""

    queryset = Deal.objects.all()
    serializer_class = DealSerializer
    filterset_class = DealFilters
    orderings = LiveResource.orderings | {"created_at": [F("created_at"), F("id")]}
