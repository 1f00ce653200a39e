"""Lists of contacts."""

from django.contrib import admin

from contacts.admin.desk import DeskAdmin
from contacts.admin.live import DeletedFilter, LiveAdmin
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

    def save_model(self, request, obj, form, change):
        obj.created_by = obj.created_by if change else request.user
        super().save_model(request, obj, form, change)
