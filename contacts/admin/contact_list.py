"""Lists of contacts."""

from django.contrib import admin
from django.shortcuts import redirect
from django.urls import reverse
from unfold.decorators import action, display

from contacts.admin.desk import DeskAdmin
from contacts.admin.list_form import ContactListForm
from contacts.admin.list_page import ListPage
from contacts.admin.list_paste import PastePage
from contacts.admin.list_pins import PinInline, note_pins
from contacts.admin.live import DeletedFilter, LiveAdmin
from contacts.admin.why_page import WhyPage
from contacts.exporting import PERMISSION
from contacts.models import ContactList

DYNAMIC = ContactList.Type.DYNAMIC
# For Alpine. A list that is there keeps its type, and its form does not ask for it.
IS_DYNAMIC = "typeof type === 'undefined' || type === 'dynamic'"
COLOURS = {"Dynamic": "info", "Filter unusable": "danger", "Slow": "warning"}


@admin.register(ContactList)
class ContactListAdmin(PastePage, WhyPage, ListPage, DeskAdmin, LiveAdmin):
    form = ContactListForm
    change_form_outer_before_template = "admin/contacts/contactlist/heading.html"
    change_form_outer_after_template = "admin/contacts/contactlist/after.html"
    list_display = ["name", "description", "kind", "built", "created_by"]
    list_filter = ["type", "wants_cleaning", DeletedFilter]
    list_select_related = ["created_by", "build"]
    search_fields = ["name"]
    readonly_fields = ["created_by"]
    actions_detail = ["export_members", "paste_addresses"]
    conditional_fields = {"schedule": IS_DYNAMIC, "filters": IS_DYNAMIC}

    def get_fields(self, request, obj=None):
        about = ["name", "description", "wants_cleaning"]
        if obj is None:
            return [*about, "type", "schedule", "filters"]
        return [*about, *(["schedule", "filters"] if obj.type == DYNAMIC else []), "created_by"]

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.user = request.user
        return form

    def get_inlines(self, request, obj):
        return [PinInline] if obj and obj.type == DYNAMIC else []

    @action(description="Export", icon="download", permissions=["export"])
    def export_members(self, request, object_id):
        """The page that asks how those on the list are to be exported."""
        return redirect(f"{reverse('admin:contacts_contact_export')}?list={object_id}")

    def has_export_permission(self, request, object_id=None):
        return request.user.has_perm(PERMISSION)

    def save_model(self, request, obj, form, change):
        obj.created_by = obj.created_by if change else request.user
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        note_pins(form.instance, formsets)

    @display(description="Type", ordering="type", label=COLOURS)
    def kind(self, obj):
        build = getattr(obj, "build", None)
        if build and build.error:
            return "Filter unusable"
        return "Slow" if build and build.is_slow else obj.get_type_display()

    @admin.display(description="Refreshed", ordering="build__refreshed_at")
    def built(self, obj):
        build = getattr(obj, "build", None)
        return build and build.refreshed_at
