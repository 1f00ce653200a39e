"""Companies."""

from django.contrib import admin
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from contacts import normalize
from contacts.admin.custom_values import CustomValuesAdmin, CustomValuesForm
from contacts.admin.desk import DeskAdmin
from contacts.admin.live import DeletedFilter, LiveAdmin
from contacts.admin.owned import OwnedAdmin
from contacts.admin.selects import CountryForm
from contacts.admin.versioned import OPENED, VersionedForm
from contacts.models import Company, CustomField
from contacts.search import matching_companies


class CompanyForm(VersionedForm, CountryForm, CustomValuesForm):
    """A company."""


@admin.register(Company)
class CompanyAdmin(DeskAdmin, CustomValuesAdmin, OwnedAdmin, LiveAdmin):
    form = CompanyForm
    change_form_outer_before_template = "admin/contacts/company/desk.html"
    custom_subject = CustomField.Subject.COMPANY
    list_display = ["name", "domain", "industry", "city", "country_name", "owner"]
    list_filter = [("owner", AutocompleteSelectFilter), DeletedFilter]
    list_select_related = ["owner"]
    search_fields = ["name", "domain"]
    search_help_text = "Words of the name, or the domain"
    autocomplete_fields = ["owner"]
    readonly_preprocess_fields = {"country": normalize.country_name}
    fieldsets = [
        ("Company", {"fields": ["name", "domain", ("website", "phone"), ("industry", "owner")]}),
        (
            "Address",
            {"fields": [("address_line1", "address_line2"), ("postal_code", "city"), ("state", "country")]},
        ),
        OPENED,
    ]

    def get_search_results(self, request, queryset, search_term):
        return matching_companies(queryset, search_term), False

    @admin.display(description="Country", ordering="country")
    def country_name(self, obj):
        return normalize.country_name(obj.country)
