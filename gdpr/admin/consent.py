"""Purposes, and the ledger of consent, which nobody edits."""

from django.contrib import admin

from contacts.admin.guarded import GuardedAdmin
from contacts.admin.journalled import JournalledAdmin
from contacts.admin.read_only import ReadOnlyAdmin
from contacts.models import ChangeSet
from gdpr.admin.record_page import RecordPage
from gdpr.models import ConsentEvent, Purpose


@admin.register(Purpose)
class PurposeAdmin(RecordPage, JournalledAdmin):
    change_kind = ChangeSet.Kind.CONFIGURATION
    list_display = ["name", "key", "description"]

    def get_readonly_fields(self, request, obj=None):
        # The program and its scripts ask by the key.
        return ["key"] if obj else []

    def has_delete_permission(self, request, obj=None):
        is_asked_for = obj is not None and obj.key in Purpose.Key
        return super().has_delete_permission(request, obj) and not is_asked_for


@admin.register(ConsentEvent)
class ConsentEventAdmin(GuardedAdmin, ReadOnlyAdmin):
    list_display = ["occurred_at", "contact", "purpose", "kind", "channel", "recorded_by"]
    list_filter = ["kind", "purpose", "channel"]
    list_select_related = ["contact", "purpose", "recorded_by"]
    fields = [
        "contact",
        ("purpose", "kind"),
        "channel",
        "evidence",
        ("occurred_at", "recorded_at"),
        "recorded_by",
    ]
