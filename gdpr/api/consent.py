"""The ledger of consent of a contact: what was said, what counts, and new entries."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, OpenApiTypes, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from contacts.api.contact import ContactResource
from contacts.api.fields import Choice, Text
from contacts.api.permissions import may
from contacts.api.resource import DOOR, StrictSerializer
from contacts.models import Contact
from contacts.models.columns import within_calendar
from crm.models import User
from gdpr.consent import GRANTS, receipt, record, record_full, standing, words
from gdpr.models import FULL, ConsentEvent, NoticeText

AT = "at"
AT_PARAMETER = OpenApiParameter(AT, OpenApiTypes.DATETIME, description="Tell what counted at that time, not now.")


class SaidSerializer(StrictSerializer):
    """What the person said: on one `purpose`, or with `consentType` “full” on every one that takes consent."""

    purpose = Text(required=False, help_text="The key of a purpose.")
    consentType = Choice(choices=[FULL], required=False)  # noqa: N815 (scripts call it so)
    kind = Choice(choices=ConsentEvent.Kind.choices, default=ConsentEvent.Kind.GRANTED)
    channel = Choice(choices=ConsentEvent.Channel.choices, default=ConsentEvent.Channel.API)
    evidence = Text(default="", allow_blank=True, help_text="Where and how they said so; a grant needs it.")
    source = Text(default="", allow_blank=True, max_length=200, help_text="Which form, page or campaign it was.")
    text = serializers.PrimaryKeyRelatedField(
        source="notice",
        queryset=NoticeText.objects.all(),
        default=None,
        allow_null=True,
        help_text="The id of the text that they were shown.",
    )
    occurred_at = serializers.DateTimeField(default=None, allow_null=True, validators=[within_calendar])

    def validate(self, said: dict[str, Any]) -> dict[str, Any]:
        if ("purpose" in said) == ("consentType" in said):
            raise ValidationError({"purpose": [ErrorDetail("Name a purpose, or a consentType.", "one_of_them")]})
        return said


class MomentSerializer(serializers.Serializer):
    """The time of which the ledger is asked."""

    at = serializers.DateTimeField(required=False, validators=[within_calendar])


class EntrySerializer(serializers.ModelSerializer):
    """One entry of the ledger."""

    purpose = serializers.SlugRelatedField("key", read_only=True)
    text = serializers.PrimaryKeyRelatedField(source="notice", read_only=True)

    class Meta:
        model = ConsentEvent
        fields = [
            "id", "contact", "purpose", "kind", "channel", "source", "evidence", "text", "awaits_confirmation",
            "occurred_at", "recorded_at", "recorded_by",
        ]  # fmt: skip


class StandingSerializer(serializers.Serializer):
    """What counts on a purpose."""

    purpose = serializers.CharField(source="purpose.key")
    consents = serializers.SerializerMethodField()
    kind = serializers.CharField()
    since = serializers.DateTimeField(source="occurred_at")
    entry = serializers.IntegerField(source="pk")

    def get_consents(self, word: ConsentEvent) -> bool:
        return word.kind in GRANTS


class LedgerSerializer(serializers.Serializer):
    """What counts, purpose by purpose, and the entries, newest first."""

    standing = StandingSerializer(many=True)
    entries = EntrySerializer(many=True)


class ConsentResource(ContactResource):
    """What a contact allows."""

    http_method_names = ["get", "head", "post"]

    def permits(self, user: User, method: str) -> bool:
        verbs = ("add",) if method == "POST" else ("view", "change")
        return may(user, ("view", "change"), Contact) and may(user, verbs, ConsentEvent)

    def parameters(self) -> set[str]:
        return {AT} if self.action == "consents" else set()

    @extend_schema(
        summary="Read what a contact allows", parameters=[AT_PARAMETER], responses=LedgerSerializer, filters=False
    )
    def consents(self, request: Request, pk: UUID) -> Response:
        """What counts of all that was said on each purpose, and all entries of the ledger, newest first.

        With `at` both are as they were at that time, by when things were said.
        """
        return Response(self._ledger(self.get_object(), self._at()))

    @extend_schema(
        summary="Record what a contact said",
        request=SaidSerializer,
        responses={201: LedgerSerializer},
        filters=False,
    )
    def record(self, request: Request, pk: UUID) -> Response:
        """Add an entry to the ledger, or with `consentType` “full” one for every purpose that takes consent.

        Entries are never changed. The answer tells what was recorded, and what counts now.
        """
        contact = self.get_object()
        made = self._recorded(contact, self._said())
        told = self._ledger(contact, None) | {"entries": EntrySerializer(made, many=True).data}
        return Response(told, HTTPStatus.CREATED)

    @extend_schema(summary="Read the receipt of an entry", responses={200: OpenApiTypes.OBJECT}, filters=False)
    def receipt(self, request: Request, pk: UUID, entry: int) -> Response:
        """Who said what on which purpose, shown which words, when, how, and where that is proved."""
        entries = words(self.get_object()).select_related("contact", "purpose", "notice")
        return Response(receipt(get_object_or_404(entries, pk=entry)))

    def _said(self) -> dict[str, Any]:
        body = SaidSerializer(data=self.request.data)
        body.is_valid(raise_exception=True)
        return body.validated_data | {"by": self.request.user, "door": DOOR}

    def _recorded(self, contact: Contact, said: dict[str, Any]) -> list[ConsentEvent]:
        if said.pop("consentType", None):
            return record_full(contact, **said)
        return [record(contact, **said)]

    def _ledger(self, contact: Contact, at: datetime | None) -> Mapping[str, Any]:
        entries = words(contact).select_related("purpose")
        told = {
            "standing": standing(contact, at=at).select_related("purpose").order_by("purpose__key"),
            "entries": entries.filter(occurred_at__lte=at) if at else entries,
        }
        return LedgerSerializer(told).data

    def _at(self) -> datetime | None:
        asked = MomentSerializer(data=self.request.query_params.dict())
        asked.is_valid(raise_exception=True)
        return asked.validated_data.get(AT)
