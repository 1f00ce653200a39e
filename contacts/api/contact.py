"""Contacts."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.http import Http404
from django.urls import reverse
from django_filters.rest_framework import FilterSet, UUIDFilter
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from contacts import normalize
from contacts.api.contact_parts import with_parts
from contacts.api.fields import Keys, Text, Word
from contacts.api.filters import After, Before, TextFilter, WordFilter
from contacts.api.problems import Problem, code_of
from contacts.api.resource import DOOR, LiveResource, RowSerializer, StrictSerializer, owner
from contacts.consent import Consent
from contacts.creation import create_contact, who_has
from contacts.duplicates.prevention import lookalikes
from contacts.editing import edit
from contacts.exceptions import EmailTaken
from contacts.history import change_set
from contacts.labels import LabelChange, label, require_permitted
from contacts.merging import survivor_of
from contacts.models import ChangeSet, Contact, ContactTag, ListMember, Tag
from contacts.search import MOST, matching
from crm.models import User

ON_DUPLICATE, REFUSE, CREATE = "on_duplicate", "refuse", "create"
ON_DUPLICATE_HELP = "What happens to somebody who is likely here already under another address."
LIKELY = (
    "Nothing was done: the person is likely here already, see `candidates`. Change that contact, or, if it is somebody "
    "else, send it again with ?on_duplicate=create."
)
SEARCH_HELP = (
    "Names in any order, an address or a part of it, a telephone number in any format, company, title, tag, or words "
    f"of a note; slips are forgiven where nobody is called so. The {MOST:,} likeliest are found."
)
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

    purpose = Text(help_text="The key of a purpose: email_marketing, data_processing, or one of yours.")
    channel = Text(help_text="How they said so: form, import, api, email, phone, paper, in_person.")
    evidence = Text(help_text="Where and how the person gave it.")


class NewContactSerializer(ContactSerializer):
    """A new person, and what they agreed to."""

    consent = ConsentSerializer(write_only=True, required=False)

    class Meta(ContactSerializer.Meta):
        fields = [*ContactSerializer.Meta.fields, "consent"]


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
        return matching(contacts, value, to=self.request.user)


class ContactResource(LiveResource):
    """People. The id of a contact that was merged into another one leads to that one, for good."""

    queryset = Contact.objects.all()
    filterset_class = ContactFilters
    orderings = LiveResource.orderings | {"name": [F("last_name"), F("first_name"), F("id")]}

    def get_serializer_class(self) -> type[ContactSerializer]:
        return NewContactSerializer if self.action == "create" else ContactSerializer

    def rows(self) -> QuerySet[Contact]:
        return with_parts(super().rows(), self.request.user)

    def get_object(self) -> Contact:
        """The contact, or the one that it was merged into. Raises Http404, and Problem for one that is no more."""
        asked = self.kwargs["pk"]
        pk = survivor_of(asked)
        contact = self.rows().visible_to(self.request.user).filter(pk=pk).first()
        if contact is None or (contact.deleted_at and not contact.erased_at):
            raise Http404
        if contact.erased_at:
            raise Problem(HTTPStatus.GONE, "erased", ERASED)
        if pk != asked:
            if self.request.method == "DELETE":
                raise Problem(HTTPStatus.CONFLICT, "merged", MERGED, contact=str(pk))
            self.headers["Content-Location"] = reverse("api:contact-detail", args=[pk])
        return contact

    def parameters(self) -> set[str]:
        return {ON_DUPLICATE} if self.action == "create" else super().parameters()

    @extend_schema(parameters=[OpenApiParameter(ON_DUPLICATE, enum=[REFUSE, CREATE], description=ON_DUPLICATE_HELP)])
    def create(self, request: Request) -> Response:
        """Who is likely here already is refused with 409. The owner is you, unless you name another one, or null."""
        if request.query_params.get(ON_DUPLICATE, REFUSE) not in (REFUSE, CREATE):
            raise ValidationError({ON_DUPLICATE: [f"One of {REFUSE}, {CREATE}."]})
        return super().create(request)

    def add(self, values: Mapping[str, Any]) -> Contact:
        user = self.request.user
        fields = {name: value for name, value in values.items() if name not in ("consent", "tag_ids")}
        consent = Consent(**values["consent"]) if "consent" in values else None
        labels = LabelChange(tags_added=values["tag_ids"])
        require_permitted(labels, by=user)
        source = Contact.Source.API
        with telling_who_has(fields["email"], user), change_set(ChangeSet.Kind.EDIT, door=DOOR, by=user):
            if self.request.query_params.get(ON_DUPLICATE, REFUSE) == REFUSE:
                refuse_likely(fields, to=user)
            contact = create_contact(fields, by=user, door=DOOR, source=source, consent=consent)
            label(contact, labels, by=user, door=DOOR)
        return contact

    def edit(self, row: Contact, changes: Mapping[str, Any]) -> Contact:
        user = self.request.user
        columns = {name: value for name, value in changes.items() if name != "tag_ids"}
        with telling_who_has(columns.get("email", row.email), user):
            return edit(row, columns, by=user, door=DOOR, tags=changes.get("tag_ids"))


def refuse_likely(fields: Mapping[str, Any], *, to: User) -> None:
    """Raise Problem where the person is likely a contact already. That an address is taken is told by who creates."""
    found = lookalikes(Contact(**fields), to=to)
    if found and not who_has(fields["email"].strip()).exists():
        candidates = [
            {
                "contact": str(each.contact.pk),
                "probability": round(each.probability, 4),
                "reasons": [{"text": reason.text, "weight": round(reason.weight, 2)} for reason in each.reasons],
            }
            for each in found
        ]
        raise Problem(HTTPStatus.CONFLICT, "likely_duplicate", LIKELY, candidates=candidates)


@contextmanager
def telling_who_has(email: str, user: User) -> Iterator[None]:
    """Where the address is taken, name the contact who has it, if the user may see that one."""
    try:
        yield
    except EmailTaken as refusal:
        holders = Contact.objects.live().visible_to(user).filter(pk__in=who_has(normalize.email(email)))
        holder = holders.values_list("pk", flat=True).first()
        known = {"contact": str(holder)} if holder else {}
        raise Problem(HTTPStatus.CONFLICT, code_of(refusal), str(refusal), **known) from refusal
