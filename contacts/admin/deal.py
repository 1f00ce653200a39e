"""Deals, their stages, and exchange rates."""

from django.conf import settings
from django.contrib import admin
from django.utils.formats import number_format
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display

from contacts.admin.desk import DeskAdmin
from contacts.admin.journalled import JournalledAdmin
from contacts.admin.live import DeletedFilter, LiveAdmin
from contacts.admin.owned import OwnedAdmin
from contacts.admin.versioned import OPENED, VersionedForm
from contacts.models import ChangeSet, Deal, ExchangeRate, Stage


class DealForm(VersionedForm):
    """A deal."""


@admin.register(Deal)
class DealAdmin(DeskAdmin, OwnedAdmin, LiveAdmin):
    form = DealForm
    change_form_outer_before_template = "admin/contacts/deal/heading.html"
    change_form_outer_after_template = "admin/contacts/desk/after.html"
    list_display = ["name", "customer", "money", "stage", "expected_close", "owner"]
    list_filter = ["stage__outcome", "stage", ("owner", AutocompleteSelectFilter), DeletedFilter]
    list_select_related = ["contact", "company", "stage", "owner"]
    search_fields = ["name", "contact__last_name", "company__name"]
    search_help_text = "Deal, last name or company"
    autocomplete_fields = ["contact", "company", "owner"]
    readonly_fields = ["worth", "closed_at"]
    fieldsets = [
        ("Deal", {"fields": ["name", ("contact", "company"), "owner"]}),
        ("Value", {"fields": [("amount", "currency"), "worth"]}),
        (
            "Progress",
            {"fields": [("stage", "probability"), ("expected_close", "closed_at"), "closing_reason"]},
        ),
        OPENED,
    ]

    @display(description="With", ordering="contact", header=True)
    def customer(self, obj):
        return [obj.contact or obj.company, obj.company if obj.contact else None]

    @admin.display(description=f"Amount in {settings.BASE_CURRENCY}")
    def worth(self, obj):
        return number_format(obj.amount_base, 2, force_grouping=True) if obj.amount_base is not None else None

    @admin.display(description="Amount", ordering="amount_base")
    def money(self, obj):
        return (
            f"{number_format(obj.amount, 2, force_grouping=True)}\u00a0{obj.currency}"
            if obj.amount is not None
            else None
        )


@admin.register(Stage)
class StageAdmin(JournalledAdmin):
    change_kind = ChangeSet.Kind.CONFIGURATION
    list_display = ["name", "probability", "outcome", "position"]


@admin.register(ExchangeRate)
class ExchangeRateAdmin(JournalledAdmin):
    change_kind = ChangeSet.Kind.CONFIGURATION
    list_display = ["currency", "valid_from", "rate"]
    list_filter = ["currency"]
    date_hierarchy = "valid_from"
