"""Lists of contacts, and who is on them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Lower
from django_filters.rest_framework import ChoiceFilter, FilterSet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from contacts.api.contact import ContactSerializer
from contacts.api.contact_parts import with_parts
from contacts.api.fields import Keys
from contacts.api.filters import TextFilter
from contacts.api.permissions import VERBS, VIEW, may
from contacts.api.resource import DOOR, LiveResource, Resource, RowSerializer, StrictSerializer
from contacts.labels import add_members, remove_members
from contacts.models import Contact, ContactList, ListMember
from crm.models import User


class ContactListSerializer(RowSerializer):
    """A list of contacts."""

    class Meta:
        model = ContactList
        fields = ["id", "name", "description", "type", "created_by", "created_at", "updated_at"]
        read_only_fields = ["type", "created_at", "updated_at"]


class ContactListFilters(FilterSet):
    name = TextFilter(lookup_expr="iexact", help_text="The whole name, in any case.")
    type = ChoiceFilter(choices=ContactList.Type.choices)


class ContactListResource(LiveResource):
    """Named sets of contacts; those that are made here are static."""

    queryset = ContactList.objects.all()
    serializer_class = ContactListSerializer
    filterset_class = ContactListFilters
    orderings = LiveResource.orderings | {"name": [Lower("name"), F("id")]}

    def add(self, values: Mapping[str, Any]) -> ContactList:
        return super().add({**values, "created_by": self.request.user})


class MembersSerializer(StrictSerializer):
    """Contacts to put on the list, or to take off it."""

    contacts = Keys(rows=Contact.objects.all(), allow_empty=False)


class CountSerializer(serializers.Serializer):
    """For how many contacts that changed anything."""

    changed = serializers.IntegerField()


class MemberResource(Resource):
    """Who is on a list."""

    http_method_names = ["get", "head", "post", "delete"]
    queryset = Contact.objects.all()
    serializer_class = ContactSerializer

    def permits(self, user: User, method: str) -> bool:
        # The list itself stays as it is: who may add and delete members is asked.
        model = ContactList if method in ("GET", "HEAD") else ListMember
        return may(user, VERBS[method], model) and may(user, VIEW, Contact)

    def contact_list(self) -> ContactList:
        """The list in question. Raises Http404."""
        return get_object_or_404(ContactList.objects.live().visible_to(self.request.user), pk=self.kwargs["pk"])

    def get_queryset(self) -> QuerySet[Contact]:
        members = ListMember.objects.filter(list=self.contact_list()).order_by().values("contact")
        user = self.request.user
        return with_parts(Contact.objects.live().visible_to(user), user).filter(pk__in=members)

    @extend_schema(summary="List the members of a list")
    def list(self, request: Request, pk: Any) -> Response:
        """The contacts on the list, as far as you may see them."""
        return super().list(request)

    @extend_schema(summary="Put contacts on a list", request=MembersSerializer, responses={200: CountSerializer})
    def create(self, request: Request, pk: Any) -> Response:
        """Put contacts on the list; those that are on it already do not count."""
        return Response({"changed": add_members(*self._said(request), by=request.user, door=DOOR)})

    @extend_schema(summary="Take contacts off a list", request=MembersSerializer, responses={200: CountSerializer})
    def destroy(self, request: Request, pk: Any) -> Response:
        """Take contacts off the list; those that are not on it do not count."""
        return Response({"changed": remove_members(*self._said(request), by=request.user, door=DOOR)})

    def _said(self, request: Request) -> tuple[ContactList, Sequence[Contact]]:
        contact_list = self.contact_list()
        body = MembersSerializer(data=request.data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        return contact_list, body.validated_data["contacts"]
