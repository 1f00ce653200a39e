"""Tags."""

from django.contrib import admin
from django.utils.html import format_html
from unfold.widgets import UnfoldAdminColorInputWidget

from contacts.admin.live import DeletedFilter, LiveAdmin
from contacts.models import Tag

SWATCH = '<span class="inline-block rounded-full h-4 w-4 align-middle" style="background-color: {}"></span>'


@admin.register(Tag)
class TagAdmin(LiveAdmin):
    list_display = ["name", "swatch"]
    list_filter = [DeletedFilter]
    search_fields = ["name"]
    fields = ["name", "colour"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "colour":
            kwargs["widget"] = UnfoldAdminColorInputWidget
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description="Colour")
    def swatch(self, obj):
        return format_html(SWATCH, obj.colour)
