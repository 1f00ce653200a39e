"""Who is on a list, who is pinned, and why somebody is on it or is not."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from contacts.api.contact import ContactSerializer
from contacts.api.contact_parts import with_parts
from contacts.api.fields import Flag, Keys, living_ids
from contacts.api.permissions import VERBS, VIEW, may
from contacts.api.resource import DOOR, Resource, StrictSerializer
from contacts.labels import add_members, remove_members
from contacts.lists import Explanation, explain, pin, unpin
from contacts.models import Contact, ContactList, ListMember, ListPin
from crm.models import User


class MembersSerializer(StrictSerializer):
    """Contacts to put on the list, or to take off it."""

    contacts = Keys(rows=Contact.objects.all(), allow_empty=False)


class NewPinsSerializer(MembersSerializer):
    """Contacts to pin."""

    always = Flag(help_text="True: always on the list. False: never on it.")


class CountSerializer(serializers.Serializer):
    """For how many contacts that changed anything."""

    changed = serializers.IntegerField()


class PinSerializer(serializers.Serializer):
    """A contact that is always on the list, or never, whatever its filter says."""

    contact = serializers.UUIDField(source="pk")
    always = serializers.BooleanField()
    created_at = serializers.DateTimeField(source="pinned_at")


class OfList(Resource):
    """What belongs to a list; the list itself stays as it is."""

    http_method_names = ["get", "head", "post", "delete"]
    queryset = Contact.objects.all()
    written: type = ListMember

    def permits(self, user: User, method: str) -> bool:
        model = ContactList if method in ("GET", "HEAD") else self.written
        return may(user, VERBS[method], model) and may(user, VIEW, Contact)

    def contact_list(self) -> ContactList:
        """The list in question. Raises Http404."""
        return get_object_or_404(ContactList.objects.live().visible_to(self.request.user), pk=self.kwargs["pk"])

    def contacts(self) -> QuerySet[Contact]:
        """The contacts that can be told of."""
        return Contact.objects.live().visible_to(self.request.user)

    def said(self, serializer: type[MembersSerializer] = MembersSerializer) -> dict[str, Any]:
        """What stands in the body. Raises ValidationError."""
        body = serializer(data=self.request.data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        return body.validated_data


class MemberResource(OfList):
    """Who is on a list."""

    serializer_class = ContactSerializer
    # A page begins within the index of members, not where somebody stands among all contacts.
    orderings = {"id": [F("member")]}
    own_columns = {"id": [F("id")]}

    def get_queryset(self) -> QuerySet[Contact]:
        members = self.contacts().filter(list_members__list=self.contact_list())
        return with_parts(members.alias(member=F("list_members__contact")), self.request.user)

    @extend_schema(summary="List the members of a list")
    def list(self, request: Request, pk: Any) -> Response:
        """The contacts on the list, as far as you may see them."""
        return super().list(request)

    @extend_schema(summary="Put contacts on a list", request=MembersSerializer, responses={200: CountSerializer})
    def create(self, request: Request, pk: Any) -> Response:
        """Put contacts on the list; those that are on it already do not count."""
        return self._changed(add_members)

    @extend_schema(summary="Take contacts off a list", request=MembersSerializer, responses={200: CountSerializer})
    def destroy(self, request: Request, pk: Any) -> Response:
        """Take contacts off the list; those that are not on it do not count."""
        return self._changed(remove_members)

    def _changed(self, verb: Callable[..., int]) -> Response:
        contact_list = self.contact_list()
        return Response({"changed": verb(contact_list, **self.said(), by=self.request.user, door=DOOR)})


class PinResource(OfList):
    """Who is always on a dynamic list, or never."""

    serializer_class = PinSerializer
    written = ListPin

    def get_queryset(self) -> QuerySet[Contact]:
        pinned = self.contacts().filter(list_pins__list=self.contact_list())
        return pinned.annotate(always=F("list_pins__always"), pinned_at=F("list_pins__created_at"))

    @extend_schema(summary="List the pinned members of a list")
    def list(self, request: Request, pk: Any) -> Response:
        """The contacts that are pinned, as far as you may see them."""
        return super().list(request)

    @extend_schema(summary="Pin contacts", request=NewPinsSerializer, responses={200: CountSerializer})
    def create(self, request: Request, pk: Any) -> Response:
        """Have contacts be on the list always, or never; those that are pinned so already do not count."""
        contact_list = self.contact_list()
        return Response({"changed": pin(contact_list, **self.said(NewPinsSerializer), by=request.user, door=DOOR)})

    @extend_schema(summary="Unpin contacts", request=MembersSerializer, responses={200: CountSerializer})
    def destroy(self, request: Request, pk: Any) -> Response:
        """Let the filter decide about contacts again; those that are not pinned do not count."""
        contact_list = self.contact_list()
        return Response({"changed": unpin(contact_list, **self.said(), by=request.user, door=DOOR)})


class WhyResource(OfList):
    """Why somebody is on a dynamic list, or is not."""

    http_method_names = ["get", "head"]

    @extend_schema(
        summary="Explain a membership", responses={200: {"$ref": "#/components/schemas/Explanation"}}, filters=False
    )
    def retrieve(self, request: Request, pk: Any, contact: Any) -> Response:
        """What each part of the filter says of the contact, what its values are, and when it joined or left."""
        contact_list = self.contact_list()
        [living] = living_ids(self.queryset, [contact])
        person = get_object_or_404(self.contacts(), pk=living)
        explanation = explain(person, contact_list, now=timezone.now(), to=request.user)
        return Response({"contact": living, "list": contact_list.pk, **_told(explanation)})


def _told(explanation: Explanation) -> dict[str, Any]:
    return {
        "is_member": explanation.is_member,
        "pinned": explanation.pinned,
        "reason": asdict(explanation.reason),
        "flips": [
            {
                "at": flip.at,
                "joined": flip.joined,
                "change_set": flip.change_set and {"id": flip.change_set.pk, "kind": flip.change_set.kind},
            }
            for flip in explanation.flips
        ],
    }
