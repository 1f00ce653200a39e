"""Activities: calls, e-mails, meetings, notes."""

from django.contrib import admin
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from contacts.admin.live import DeletedFilter, LiveAdmin
from contacts.admin.owned import OwnedAdmin
from contacts.models import Activity


@admin.register(Activity)
class ActivityAdmin(OwnedAdmin, LiveAdmin):
    list_display = ["__str__", "kind", "contact", "company", "occurred_at", "owner"]
    list_filter = ["kind", "direction", ("owner", AutocompleteSelectFilter), DeletedFilter]
    list_select_related = ["contact", "company", "owner"]
    search_fields = ["subject", "contact__last_name"]
    search_help_text = "Subject or last name"
    autocomplete_fields = ["contact", "company", "deal", "owner"]
    fieldsets = [
        ("Activity", {"fields": [("kind", "direction"), ("occurred_at", "duration"), "subject", "body"]}),
        ("About", {"fields": [("contact", "company"), ("deal", "owner")]}),
    ]
