"""The words of lifecycle stage, lead status and lead source."""

from django.contrib import admin

from contacts.admin.journalled import JournalledAdmin
from contacts.models import ChangeSet, FieldChoice


@admin.register(FieldChoice)
class FieldChoiceAdmin(JournalledAdmin):
    change_kind = ChangeSet.Kind.CONFIGURATION
    list_display = ["label", "field", "value", "position"]
    list_filter = ["field"]

    def get_readonly_fields(self, request, obj=None):
        # Contacts keep the value.
        return ["field", "value"] if obj else []
