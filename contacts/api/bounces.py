"""Addresses from which mail came back."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from contacts.api.fields import Text
from contacts.api.list_members import CountSerializer
from contacts.api.permissions import may
from contacts.api.resource import DOOR, Resource, StrictSerializer
from contacts.bouncing import note_bounces
from contacts.models import Contact
from contacts.models.columns import within_calendar
from crm.models import User

MOST = 10_000


class BouncesSerializer(StrictSerializer):
    """The addresses, in any case, and when mail to them came back."""

    addresses = serializers.ListField(child=Text(), allow_empty=False, max_length=MOST)
    at = serializers.DateTimeField(
        default=timezone.now, validators=[within_calendar], help_text="Now, if it is left out or yet to come."
    )


class BounceResource(Resource):
    """Mail that came back."""

    http_method_names = ["post"]
    queryset = Contact.objects.none()

    def permits(self, user: User, method: str) -> bool:
        return may(user, ("change",), Contact)

    @extend_schema(summary="Note that mail came back", request=BouncesSerializer, responses={200: CountSerializer})
    def create(self, request: Request) -> Response:
        """Note of the addresses that mail came back; `changed` says of how many that was news.

        Those that nobody has whose contact you may edit are passed over, and so is what is no address.
        """
        body = BouncesSerializer(data=request.data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        return Response({"changed": note_bounces(**body.validated_data, by=request.user, door=DOOR)})
