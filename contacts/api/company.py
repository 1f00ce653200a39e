"""Companies."""

from django.db.models import F, QuerySet, Value
from django_filters.rest_framework import FilterSet, UUIDFilter

from contacts.api.filters import TextFilter
from contacts.api.resource import LiveResource, RowSerializer, owner
from contacts.models import Company
from contacts.models.columns import NameKey


class CompanySerializer(RowSerializer):
    """A company."""

    owner = owner()

    class Meta:
        model = Company
        fields = [
            "id", "name", "domain", "industry", "phone", "website", "address_line1", "address_line2", "city", "state",
            "postal_code", "country", "owner", "custom_fields", "version", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = ["created_at", "updated_at"]


class CompanyFilters(FilterSet):
    domain = TextFilter(method="of_domain", help_text="The whole domain, in any case.")
    name = TextFilter(method="begins_with", help_text="The beginning of the name, in any case and without accents.")
    owner = UUIDFilter(field_name="owner")

    def of_domain(self, companies: QuerySet, name: str, value: str) -> QuerySet:
        # As they are kept, and found in the index.
        return companies.filter(domain=value.strip().lower())

    def begins_with(self, companies: QuerySet, name: str, value: str) -> QuerySet:
        return companies.filter(name_key__startswith=NameKey(Value(value)))


class CompanyResource(LiveResource):
    """Organisations that contacts work for."""

    queryset = Company.objects.all()
    serializer_class = CompanySerializer
    filterset_class = CompanyFilters
    orderings = LiveResource.orderings | {"name": [F("name"), F("id")]}
