"""What consent can be recorded for."""

from django.db.models import F

from contacts.api.resource import Resource, RowSerializer
from gdpr.models import NoticeText, Purpose


class NoticeSerializer(RowSerializer):
    """A version of the text that people are shown."""

    class Meta:
        model = NoticeText
        fields = ["id", "language", "version", "text", "made_at"]


class PurposeSerializer(RowSerializer):
    """A purpose, with every version of its texts, the newest of each language first."""

    texts = NoticeSerializer(source="notices", many=True, read_only=True)

    class Meta:
        model = Purpose
        fields = [
            "id", "key", "name", "description", "lawful_basis", "period", "needs_double_opt_in", "expires_after_days",
            "texts",
        ]  # fmt: skip
        read_only_fields = fields


class PurposeResource(Resource):
    """What data are used for."""

    queryset = Purpose.objects.prefetch_related("notices")
    serializer_class = PurposeSerializer
    http_method_names = ["get", "head"]
    orderings = {"id": [F("id")], "key": [F("key")]}
