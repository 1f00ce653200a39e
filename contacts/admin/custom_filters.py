"""Filters by custom fields whose values are few: choices, and yes or no."""

from contacts.admin.custom_values import definitions
from contacts.admin.selects import RuleFilter
from contacts.filtersets import FEW_VALUES, ByCustomField
from contacts.models import CustomField


class CustomFiltersAdmin:
    """Offers a filter for each custom field of `custom_subject` that has few values."""

    custom_subject: CustomField.Subject

    def get_list_filter(self, request):
        filtered = (field for field in definitions(request, self.custom_subject) if field.type in FEW_VALUES)
        *own, deleted = super().get_list_filter(request)
        return [*own, *map(filter_by, filtered), deleted]


def filter_by(field: CustomField) -> type[RuleFilter]:
    """The filter by one custom field."""
    words = {"rule": ByCustomField(field), "title": field.label, "parameter_name": f"custom_{field.key}"}
    return type("CustomFilter", (RuleFilter,), words)
