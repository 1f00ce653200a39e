"""Activities: calls, e-mails, meetings, notes."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from contacts.admin.live import DeletedFilter, LiveAdmin
from contacts.admin.owned import OwnedAdmin
from contacts.admin.selects import KnownFilter
from contacts.admin.versioned import OPENED, VersionedForm
from contacts.models import Activity, Company


class CompanyFilter(KnownFilter):
    """What happened with a company and its people; links alone offer it."""

    title = "company"
    parameter_name = "of_company"

    def lookups(self, request, model_admin):
        try:
            companies = Company.objects.visible_to(request.user).filter(pk=self.value())
            return [(str(company.pk), str(company)) for company in companies]
        except ValidationError:
            return []

    def has_output(self):
        return bool(self.value())

    def matching(self, queryset, choice):
        return queryset.of_company(choice)


class ActivityForm(VersionedForm):
    """An activity."""


@admin.register(Activity)
class ActivityAdmin(OwnedAdmin, LiveAdmin):
    form = ActivityForm
    list_display = ["__str__", "kind", "contact", "company", "occurred_at", "owner"]
    list_filter = ["kind", "direction", CompanyFilter, ("owner", AutocompleteSelectFilter), DeletedFilter]
    list_select_related = ["contact", "company", "owner"]
    search_fields = ["subject", "contact__last_name"]
    search_help_text = "Subject or last name"
    autocomplete_fields = ["contact", "company", "deal", "owner"]
    fieldsets = [
        ("Activity", {"fields": [("kind", "direction"), ("occurred_at", "duration"), "subject", "body"]}),
        ("About", {"fields": [("contact", "company"), ("deal", "owner")]}),
        OPENED,
    ]
