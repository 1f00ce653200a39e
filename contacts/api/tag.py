"""Tags."""

from django.db.models import F
from django.db.models.functions import Lower
from django_filters.rest_framework import FilterSet

from contacts.api.filters import TextFilter
from contacts.api.resource import LiveResource, RowSerializer
from contacts.models import Tag


class TagSerializer(RowSerializer):
    """A tag."""

    class Meta:
        model = Tag
        fields = ["id", "name", "colour", "created_at", "updated_at"]
        read_only_fields = ["created_at", "updated_at"]


class TagFilters(FilterSet):
    name = TextFilter(lookup_expr="iexact", help_text="The whole name, in any case.")


class TagResource(LiveResource):
    """Short words by which contacts are grouped."""

    queryset = Tag.objects.all()
    serializer_class = TagSerializer
    filterset_class = TagFilters
    orderings = LiveResource.orderings | {"name": [Lower("name"), F("id")]}
