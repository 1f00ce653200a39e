"""Merging contacts, and taking a merge back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from contacts.api.contact import ContactResource, ContactSerializer
from contacts.api.fields import Id, Keys
from contacts.api.permissions import may
from contacts.api.resource import DOOR, StrictSerializer
from contacts.merging import merge, plan_merge, plan_unmerge, require_permitted, unmerge
from contacts.models import Contact
from crm.models import User

DRY_RUN = "dry_run"
DRY_RUN_PARAMETER = OpenApiParameter(
    DRY_RUN, enum=["true", "false"], description="With `true` nothing is written: the answer is the plan."
)


class Losers(Keys):
    """The contacts that are to be merged into another one; of those who were anonymised it is told why not."""

    def nameable(self, user: User) -> QuerySet[Contact]:
        return self.rows.visible_to(user).filter(Q(deleted_at=None) | ~Q(erased_at=None))


class MergeSerializer(StrictSerializer):
    """Who is to be merged into the contact, and whose value is taken in which field."""

    losers = Losers(rows=Contact.objects.all(), allow_empty=False)
    choices = serializers.DictField(
        child=Id(), default=dict, help_text="Field → id of the contact whose value is taken; the names are the plan's."
    )


class UnmergedSerializer(serializers.Serializer):
    """What became of the rows that the merge had written, or would: how many went back, and what stays as it is."""

    change_set = serializers.UUIDField(help_text="The merge.")
    undo = serializers.UUIDField(allow_null=True, help_text="What has taken it back; null where nothing was written.")
    restored = serializers.IntegerField()
    removed = serializers.IntegerField()
    put_back = serializers.IntegerField()
    kept = serializers.IntegerField()
    impossible = serializers.IntegerField()
    conflicts = serializers.ListField(child=serializers.DictField(), help_text="What was edited since, and stays.")
    obstacles = serializers.ListField(child=serializers.DictField(), help_text="What cannot go back, and why.")


class MergeResource(ContactResource):
    """Several contacts that are one person."""

    http_method_names = ["post"]

    def permits(self, user: User, method: str) -> bool:
        return may(user, ("change",), Contact)

    def parameters(self) -> set[str]:
        return {DRY_RUN}

    @extend_schema(
        summary="Merge contacts into one",
        parameters=[DRY_RUN_PARAMETER],
        request=MergeSerializer,
        responses={200: ContactSerializer},
    )
    def merge(self, request: Request, pk: UUID) -> Response:
        """The contact stays, the `losers` become part of it, and their ids lead to it from then on.

        A blank is filled from those who say something there; `choices` take another value. With `dry_run=true` the
        answer is the plan: `winner`, `losers`, `fields` with what everybody says and what is chosen, and `moves`, how
        many rows come along.
        """
        winner, said = self.get_object(), self._said()
        plan = plan_merge(winner, said["losers"], choices=said["choices"])
        require_permitted(plan.contacts, by=request.user)
        if self._is_dry_run():
            return Response(plan.as_json())
        return Response(self.shown(merge(plan, by=request.user, door=DOOR)))

    @extend_schema(
        summary="Take a merge back",
        parameters=[DRY_RUN_PARAMETER],
        request=None,
        responses={200: UnmergedSerializer},
    )
    def unmerge(self, request: Request, pk: UUID) -> Response:
        """The contact of an old id lives again with what it had; of one that stayed, the newest merge is taken back.

        What was edited since stays, and is told in `conflicts`. What was taken back already is not a second time:
        `undo` is null. With `dry_run=true` the answer is what would happen.
        """
        self.survivor()
        contact = Contact.objects.get(pk=pk)
        if self._is_dry_run():
            return Response(plan_unmerge(contact, by=request.user).as_json())
        return Response(unmerge(contact, by=request.user, door=DOOR).as_json())

    def _said(self) -> Mapping[str, Any]:
        body = MergeSerializer(data=self.request.data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        return body.validated_data

    def _is_dry_run(self) -> bool:
        word = self.request.query_params.get(DRY_RUN, "false")
        if word not in ("true", "false"):
            raise ValidationError({DRY_RUN: ["One of true, false."]})
        return word == "true"
