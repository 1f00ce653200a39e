"""Lists of contacts."""

from django.contrib import admin
from django.shortcuts import redirect
from django.urls import reverse
from unfold.decorators import action

from contacts.admin.desk import DeskAdmin
from contacts.admin.live import DeletedFilter, LiveAdmin
from contacts.exporting import PERMISSION
from contacts.models import ContactList


@admin.register(ContactList)
class ContactListAdmin(DeskAdmin, LiveAdmin):
    change_form_outer_after_template = "admin/contacts/desk/after.html"
    list_display = ["name", "description", "type", "created_by"]
    list_filter = ["type", DeletedFilter]
    list_select_related = ["created_by"]
    search_fields = ["name"]
    fields = ["name", "description", "type", "created_by"]
    readonly_fields = ["type", "created_by"]
    actions_detail = ["export_members"]

    @action(description="Export", icon="download", permissions=["export"])
    def export_members(self, request, object_id):
        """The page that asks how those on the list are to be exported."""
        return redirect(f"{reverse('admin:contacts_contact_export')}?list={object_id}")

    def has_export_permission(self, request, object_id=None):
        return request.user.has_perm(PERMISSION)

    def save_model(self, request, obj, form, change):
        obj.created_by = obj.created_by if change else request.user
        super().save_model(request, obj, form, change)
