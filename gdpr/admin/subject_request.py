"""The desk of requests: what people ask by right, the most urgent first, and the page of each."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.utils import timezone
from unfold.contrib.filters.admin import DropdownFilter
from unfold.decorators import display

from contacts.admin.panels import HOME_PANELS, HomePanel
from contacts.admin.read_only import ReadOnlyAdmin
from contacts.admin.steps import StepsAdmin
from gdpr.admin import request_pages
from gdpr.admin.request_due import LOOKS, due
from gdpr.models import SubjectRequest
from gdpr.subject_requests import PERMISSION, open_requests

SHOWN = 8


class StateFilter(DropdownFilter):
    """Lists what is closed, or everything, instead of what is to be answered."""

    title = "state"
    parameter_name = "state"
    all_option = ["", "Open"]

    def lookups(self, request, model_admin):
        return [("overdue", "Overdue"), ("closed", "Closed"), ("all", "Open and closed")]

    def queryset(self, request, queryset):
        chosen = {
            "all": {},
            "closed": {"closed_on__isnull": False},
            "overdue": {"closed_on": None, "due_on__lt": timezone.localdate()},
        }
        return queryset.filter(**chosen.get(self.value(), {"closed_on": None}))


@admin.register(SubjectRequest)
class SubjectRequestAdmin(StepsAdmin, ReadOnlyAdmin):
    list_display = ["who", "kind", "urgency", "received_on", "channel", "outcome"]
    list_filter = [StateFilter, "kind"]
    list_filter_submit = True
    list_select_related = ["contact"]
    search_fields = ["email"]
    search_help_text = "Address"
    ordering = ["due_on", "id"]
    steps = request_pages.STEPS

    def has_add_permission(self, request, obj=None):
        return request.user.has_perm("gdpr.add_subjectrequest")

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        return request_pages.opened(request)

    def current_step(self, request, row):
        return request_pages.current(request, row)

    @display(description="Who", header=True)
    def who(self, obj):
        return [str(obj.contact or obj.email), obj.email if obj.contact else "not known here"]

    @display(description="Due", ordering="due_on", label=LOOKS)
    def urgency(self, obj):
        return due(obj)

    @admin.display(description="Outcome", ordering="decision")
    def outcome(self, obj):
        return obj.get_decision_display() if obj.decision else ("extended" if obj.extended_on else None)


def to_answer(request):
    """The open requests, for the home page of those who answer them."""
    if not request.user.has_perm(PERMISSION):
        return None
    waiting = open_requests()
    counts = waiting.order_by().aggregate(
        count=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=timezone.localdate()))
    )
    rows = [(row, *due(row)) for row in waiting.select_related("contact")[:SHOWN]]
    return counts | {"rows": [(row, LOOKS[state], words) for row, state, words in rows]}


HOME_PANELS.append(HomePanel("admin/gdpr/home/requests.html", to_answer))
