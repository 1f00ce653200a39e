"""Purposes with their texts, and the ledger of consent, which nobody edits."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.urls import path, reverse
from django.utils.html import format_html

from contacts.admin.guarded import GuardedAdmin
from contacts.admin.journalled import JournalledAdmin
from contacts.admin.read_only import ReadOnlyAdmin
from contacts.models import ChangeSet
from gdpr.admin.record_page import RecordPage
from gdpr.consent import publish, receipt
from gdpr.models import ConsentEvent, NoticeText, Purpose


@admin.register(Purpose)
class PurposeAdmin(RecordPage, JournalledAdmin):
    change_kind = ChangeSet.Kind.CONFIGURATION
    list_display = ["name", "key", "lawful_basis", "needs_double_opt_in", "expires_after_days"]
    fieldsets = [
        (None, {"fields": [("name", "key"), "description"]}),
        ("The law", {"fields": [("lawful_basis", "period"), ("needs_double_opt_in", "expires_after_days")]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        # The program and its scripts ask by the key.
        return ["key"] if obj else []

    def has_delete_permission(self, request, obj=None):
        is_asked_for = obj is not None and obj.key in Purpose.Key
        return super().has_delete_permission(request, obj) and not is_asked_for


@admin.register(NoticeText)
class NoticeTextAdmin(JournalledAdmin):
    """Texts are published, and stay: a change is a new version."""

    change_kind = ChangeSet.Kind.CONFIGURATION
    list_display = ["purpose", "language", "version", "text", "made_at", "made_by"]
    list_filter = ["purpose", "language"]
    list_select_related = ["purpose", "made_by"]
    fields = [("purpose", "language"), "text"]
    actions = None

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        made = publish(obj.purpose, text=obj.text, language=obj.language, by=request.user)
        obj.pk, obj.version = made.pk, made.version


@admin.register(ConsentEvent)
class ConsentEventAdmin(GuardedAdmin, ReadOnlyAdmin):
    list_display = ["occurred_at", "contact", "purpose", "kind", "channel", "source", "recorded_by"]
    list_filter = ["kind", "purpose", "channel"]
    list_select_related = ["contact", "purpose", "recorded_by"]
    fields = [
        "contact",
        ("purpose", "kind"),
        ("awaits_confirmation", "notice"),
        ("channel", "source"),
        "evidence",
        ("occurred_at", "recorded_at"),
        "recorded_by",
        "receipt",
    ]
    readonly_fields = ["receipt"]

    def get_urls(self):
        view = self.admin_site.admin_view(self.receipt_view)
        return [path("<int:entry>/receipt/", view, name="gdpr_consentevent_receipt"), *super().get_urls()]

    @admin.display(description="Receipt")
    def receipt(self, obj):
        address = reverse("admin:gdpr_consentevent_receipt", args=[obj.pk])
        return format_html('<a class="text-primary-600 underline dark:text-primary-400" href="{}">As JSON</a>', address)

    def receipt_view(self, request, entry):
        """The entry as a file to keep, for whoever may look at it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        event = self.get_queryset(request).select_related("contact", "purpose", "notice").filter(pk=entry).first()
        if event is None:
            raise Http404
        headers = {"Content-Disposition": f'attachment; filename="consent-{entry}.json"', "Cache-Control": "no-store"}
        return JsonResponse(receipt(event), json_dumps_params={"indent": 2, "ensure_ascii": False}, headers=headers)
