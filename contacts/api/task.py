"""Tasks."""

from django.db.models import QuerySet
from django_filters.rest_framework import ChoiceFilter, FilterSet, UUIDFilter

from contacts.api.filters import Before, ContactFilter
from contacts.api.resource import LiveResource, RowSerializer, owner
from contacts.models import Task


class TaskSerializer(RowSerializer):
    """A task."""

    owner = owner()

    class Meta:
        model = Task
        fields = [
            "id", "title", "due_at", "done_at", "priority", "contact", "deal", "owner", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = ["created_at", "updated_at"]


class TaskFilters(FilterSet):
    contact = ContactFilter(field_name="contact")
    deal = UUIDFilter(field_name="deal")
    owner = UUIDFilter(field_name="owner")
    done = ChoiceFilter(method="that_are_done", choices=[("true", "Done"), ("false", "Still to do")])
    due_before = Before("due_at")

    def that_are_done(self, tasks: QuerySet, name: str, value: str) -> QuerySet:
        return tasks.filter(done_at__isnull=value == "false")


class TaskResource(LiveResource):
    """What somebody has to do."""

    queryset = Task.objects.all()
    serializer_class = TaskSerializer
    filterset_class = TaskFilters
