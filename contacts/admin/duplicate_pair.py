"""Pairs of contacts that may be one person: the list of those that wait, and the page of each."""

from django.contrib import admin
from django.contrib.humanize.templatetags.humanize import naturalday
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from unfold.contrib.filters.admin import DropdownFilter
from unfold.decorators import display

from contacts.admin import pair_page, search_card, sure_page
from contacts.admin.pair_queue import may_see_pairs
from contacts.admin.read_only import ReadOnlyAdmin
from contacts.admin.reasons import is_likely, percent, weightiest
from contacts.admin.steps import StepsAdmin
from contacts.models import DuplicatePair

Status = DuplicatePair.Status
PERSON = '<a class="block text-link" href="{}">{}</a><span class="block text-subtle">{}</span>'
# On a telephone the parts of a cell would stand beside each other.
CELL = '<div class="pair-cell">{}</div>'
REASON = '<span class="block">{} <span class="text-subtle">{}</span></span>'
LOOKS = {True: ("success", "likely"), False: ("warning", "possible")}


class StatusFilter(DropdownFilter):
    """Lists the pairs that were decided on instead of those that wait."""

    title = "state"
    parameter_name = "status"
    all_option = ["", Status.OPEN.label]

    def lookups(self, request, model_admin):
        return [(status.value, status.label) for status in (Status.DISMISSED, Status.SNOOZED, Status.MERGED)]

    def queryset(self, request, queryset):
        return queryset.filter(status=self.value()) if self.value() else queryset.waiting()


@admin.register(DuplicatePair)
class DuplicatePairAdmin(StepsAdmin, ReadOnlyAdmin):
    """For those who may merge: the pairs of which they may see both contacts."""

    list_display = ["likeness", "people", "why", "decided"]
    list_filter = [StatusFilter]
    list_select_related = ["low", "high", "decided_by"]
    list_filter_submit = True
    list_before_template = "admin/contacts/duplicatepair/search.html"
    sortable_by = ()
    steps = {
        "dismiss": pair_page.dismissed,
        "snooze": pair_page.snoozed,
        "reopen": pair_page.reopened,
        "skip": pair_page.skipped,
    }
    list_steps = {
        "review": pair_page.first,
        "search": search_card.start,
        "search-state": search_card.state_part,
        "sure": sure_page.sure,
    }

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def get_list_display(self, request):
        is_waiting = not request.GET.get(StatusFilter.parameter_name)
        return [name for name in self.list_display if not (is_waiting and name == "decided")]

    def has_view_permission(self, request, obj=None):
        return may_see_pairs(request.user)

    def current_step(self, request, row):
        return pair_page.compared(request, row)

    def changelist_view(self, request, extra_context=None):
        shown = search_card.context(request) if self.has_view_permission(request) else {}
        return super().changelist_view(request, shown | (extra_context or {}))

    @display(description="Probability", label={word: look for look, word in LOOKS.values()})
    def likeness(self, obj):
        _, word = LOOKS[is_likely(obj)]
        return word, f"{percent(obj.probability)} {word}"

    @admin.display(description="One person?")
    def people(self, obj):
        both = (obj.low, obj.high)
        rows = format_html_join("", PERSON, ((each.get_absolute_url(), each, each.email) for each in both))
        return format_html(CELL, rows)

    @admin.display(description="Weightiest reasons")
    def why(self, obj):
        return format_html(CELL, format_html_join("", REASON, weightiest(obj)))

    @admin.display(description="Decided")
    def decided(self, obj):
        if not obj.decided_at:
            return None
        day = naturalday(timezone.localtime(obj.decided_at))
        until = f", until {naturalday(obj.snoozed_until)}" if obj.snoozed_until else ""
        return f"{obj.decided_by or 'the program'}, {day}{until}"
