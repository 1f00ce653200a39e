"""Contacts."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django_filters.rest_framework import FilterSet, UUIDFilter
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from contacts import search
from contacts.api.contact_parts import with_parts
from contacts.api.fields import Keys, Text, Word
from contacts.api.filter_language import FILTER, FilterField, telling_the_place
from contacts.api.filters import After, Before, TextFilter, WordFilter
from contacts.api.lookalikes import (
    CREATE,
    HELP_OF_KNOWN,
    HELP_OF_NEW,
    OF_KNOWN,
    OF_NEW,
    ON_DUPLICATE,
    REFUSE,
    UPDATE,
    chosen,
    on_duplicate,
    refuse_likely,
    refuse_likely_once_changed,
    telling_who_has,
)
from contacts.api.paging import ORDERING, PARAMETERS, RELEVANCE
from contacts.api.problems import Problem
from contacts.api.resource import DOOR, LiveResource, RowSerializer, StrictSerializer, owner
from contacts.consent import Consent
from contacts.creation import create_contact, who_has
from contacts.editing import edit
from contacts.filters import fields_for, matching, parse
from contacts.history import change_set
from contacts.labels import LabelChange, label, require_permitted
from contacts.merging import survivor_of
from contacts.models import ChangeSet, Contact, ContactTag, ListMember, Tag
from contacts.upserting import create_or_update
from crm.models import User

SEARCH_HELP = (
    "Names in any order, an address or a part of it, a telephone number in any format, company, title, tag, or words "
    f"of a note; slips are forgiven where nobody is called so. The {search.MOST:,} likeliest are found."
)
UNRANKED = "Only those who are searched for are ranked: give `search`, too."
MERGED = "This contact was merged into another one: delete that one, if it is meant."
ERASED = "The person was anonymised for good: nothing is left to read or to change."


class ContactSerializer(RowSerializer):
    """A person. The columns about consent follow from the ledger of consent."""

    emails = serializers.ListField(source="further_emails", child=Text(), read_only=True, help_text="Further ones.")
    phones = serializers.ListField(source="further_phones", child=Text(), read_only=True, help_text="Further ones.")
    lists = serializers.ListField(source="list_ids", child=serializers.UUIDField(), read_only=True)
    tags = Keys(source="tag_ids", rows=Tag.objects.all(), held="tags", default=list)
    lifecycle_stage = Word()
    lead_status = Word()
    lead_source = Word()
    owner = owner()

    class Meta:
        model = Contact
        fields = [
            "id", "first_name", "last_name", "email", "emails", "phone", "mobile", "phones", "title", "department",
            "company", "address_line1", "address_line2", "city", "state", "postal_code", "country", "lifecycle_stage",
            "lead_status", "lead_source", "owner", "linkedin_url", "twitter_handle", "birth_date", "tags", "lists",
            "custom_fields", "source", "last_contacted_at", "last_activity_at", "email_opt_in", "consent_given",
            "consent_date", "data_processing_consent", "version", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = ["source", "created_at", "updated_at"]


class ConsentSerializer(StrictSerializer):
    """What the person allows, and how we know."""

    purpose = Text(help_text="The key of a purpose: email_marketing, data_processing, one of yours; or full: all.")
    channel = Text(help_text="How they said so: form, import, api, email, phone, paper, in_person.")
    evidence = Text(help_text="Where and how the person gave it.")


class NewContactSerializer(ContactSerializer):
    """A new person, and what they agreed to."""

    consent = ConsentSerializer(write_only=True, required=False)

    class Meta(ContactSerializer.Meta):
        fields = [*ContactSerializer.Meta.fields, "consent"]


class SearchSerializer(StrictSerializer):
    """Who is meant."""

    filter = FilterField()


class ContactFilters(FilterSet):
    email = TextFilter(method="known_by", help_text="Any address of the contact, in any case.")
    company = UUIDFilter(field_name="company")
    owner = UUIDFilter(field_name="owner")
    lifecycle_stage = WordFilter("lifecycle_stage")
    lead_status = WordFilter("lead_status")
    lead_source = WordFilter("lead_source")
    tag = UUIDFilter(method="bearing")
    list = UUIDFilter(method="on_list")
    created_after = After("created_at")
    created_before = Before("created_at")
    updated_after = After("updated_at")
    updated_before = Before("updated_at")
    search = TextFilter(method="found", help_text=SEARCH_HELP)

    def known_by(self, contacts: QuerySet, name: str, value: str) -> QuerySet:
        return contacts.filter(pk__in=who_has(value.strip()))

    def bearing(self, contacts: QuerySet, name: str, value: UUID) -> QuerySet:
        return contacts.filter(pk__in=ContactTag.objects.filter(tag=value, tag__deleted_at=None).values("contact"))

    def on_list(self, contacts: QuerySet, name: str, value: UUID) -> QuerySet:
        return contacts.filter(pk__in=ListMember.objects.filter(list=value, list__deleted_at=None).values("contact"))

    def found(self, contacts: QuerySet, name: str, value: str) -> QuerySet:
        return search.in_order(contacts, value, to=self.request.user)


_OF_KNOWN = extend_schema(parameters=[on_duplicate(OF_KNOWN, HELP_OF_KNOWN)])


@extend_schema_view(update=_OF_KNOWN, partial_update=_OF_KNOWN)
class ContactResource(LiveResource):
    """People. The id of a contact that was merged into another one leads to that one, for good."""

    queryset = Contact.objects.all()
    filterset_class = ContactFilters
    orderings = LiveResource.orderings | {
        "name": [F("last_name"), F("first_name"), F("id")],
        RELEVANCE: [F("rank")],
    }

    def ordering(self) -> str:
        """The likeliest first, where somebody searches and asks for no order."""
        given = self.request.query_params
        if "search" in given:
            return given.get(ORDERING, RELEVANCE)
        if given.get(ORDERING, "").removeprefix("-") == RELEVANCE:
            raise ValidationError({ORDERING: [UNRANKED]}, code="invalid")
        return super().ordering()

    def get_serializer_class(self) -> type[ContactSerializer]:
        return NewContactSerializer if self.action == "create" else ContactSerializer

    def rows(self) -> QuerySet[Contact]:
        return with_parts(super().rows(), self.request.user)

    def get_object(self) -> Contact:
        """The contact, or the one that it was merged into. Raises Http404, and Problem for one that is no more."""
        contact = self.survivor()
        if contact.pk != self.kwargs["pk"]:
            if self.request.method == "DELETE":
                raise Problem(HTTPStatus.CONFLICT, "merged", MERGED, contact=str(contact.pk))
            self.headers["Content-Location"] = reverse("api:contact-detail", args=[contact.pk])
        return contact

    def survivor(self) -> Contact:
        """The contact that lives on under the id. Raises Http404, and Problem for one that is no more."""
        known = self.rows().visible_to(self.request.user)
        contact = known.filter(pk=survivor_of(self.kwargs["pk"])).first()
        if contact is None or (contact.deleted_at and not contact.erased_at):
            raise Http404
        if contact.erased_at:
            raise Problem(HTTPStatus.GONE, "erased", ERASED)
        return contact

    def permits(self, user: User, method: str) -> bool:
        return super().permits(user, "GET" if self.action == "search" else method)

    def parameters(self) -> set[str]:
        own = {"search": {*PARAMETERS}} | {write: {ON_DUPLICATE} for write in ("create", "update", "partial_update")}
        return own.get(self.action) or super().parameters()

    @extend_schema(
        summary="Search contacts by a filter",
        request=SearchSerializer,
        responses=ContactSerializer(many=True),
        filters=False,
    )
    @action(detail=False, methods=["post"])
    def search(self, request: Request) -> Response:
        """Those for whom the filter holds. For the next page send the same body to the address in `next`."""
        body = SearchSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        with telling_the_place():
            node = parse(body.validated_data[FILTER], fields=fields_for(request.user))
        found = matching(node, now=timezone.now()).visible_to(request.user).order_by()
        page = self.paginate_queryset(with_parts(found, request.user))
        return self.get_paginated_response(ContactSerializer(page, many=True).data)

    @extend_schema(
        parameters=[on_duplicate(OF_NEW, HELP_OF_NEW)], responses={200: ContactSerializer, 201: ContactSerializer}
    )
    def create(self, request: Request) -> Response:
        """Who is here already is refused with 409. The owner is you, unless you name another one, or null."""
        self.on_duplicate, self.is_known = chosen(request, OF_NEW), False
        response = super().create(request)
        if self.is_known:
            response.status_code, response["Content-Location"] = HTTPStatus.OK, response["Location"]
            del response["Location"]
        return response

    def update(self, request: Request, pk: UUID, *, partial: bool = False) -> Response:
        """What is left out gets the value that it would have in a new record; but the owner stays.

        A change that makes the contact likely the same as another one is refused with 409.
        """
        self.on_duplicate = chosen(request, OF_KNOWN)
        return super().update(request, pk, partial=partial)

    def partial_update(self, request: Request, pk: UUID) -> Response:
        """What is left out stays as it is, each custom field too; null takes a custom field out.

        A change that makes the contact likely the same as another one is refused with 409.
        """
        return super().partial_update(request, pk)

    def add(self, values: Mapping[str, Any]) -> Contact:
        user = self.request.user
        fields = {name: value for name, value in values.items() if name not in ("consent", "tag_ids")}
        consent = Consent(**values["consent"]) if "consent" in values else None
        labels = LabelChange(tags_added=values["tag_ids"])
        require_permitted(labels, by=user)
        one = transaction.atomic() if labels.is_empty else change_set(ChangeSet.Kind.EDIT, door=DOOR, by=user)
        with telling_who_has(fields["email"], user), one:
            contact = self._written(fields, consent)
            label(contact, labels, by=user, door=DOOR)
        return contact

    def edit(self, row: Contact, changes: Mapping[str, Any]) -> Contact:
        user = self.request.user
        columns = {name: value for name, value in changes.items() if name != "tag_ids"}
        with telling_who_has(columns.get("email", row.email), user), transaction.atomic():
            if self.on_duplicate == REFUSE:
                refuse_likely_once_changed(row, columns, to=user)
            return edit(row, columns, by=user, door=DOOR, tags=changes.get("tag_ids"))

    def _written(self, fields: dict[str, Any], consent: Consent | None) -> Contact:
        """The new contact, or the one who has the address, changed, if that is wanted."""
        made = {"by": self.request.user, "door": DOOR, "source": Contact.Source.API, "consent": consent}
        self.is_known = self.on_duplicate == UPDATE and who_has(fields["email"].strip()).exists()
        if self.on_duplicate != CREATE and not self.is_known:
            refuse_likely(fields, to=self.request.user)
        if self.on_duplicate != UPDATE:
            return create_contact(fields, **made)
        # Whoever has it already keeps the owner, unless another one is named.
        usual = {} if "owner" in self.request.data else {"owner": fields.pop("owner")}
        contact, is_new = create_or_update(fields, usual=usual, **made)
        self.is_known = not is_new
        return contact
