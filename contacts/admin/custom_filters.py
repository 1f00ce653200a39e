"""Filters by custom fields whose values are few: choices, and yes or no."""

from contacts.admin.custom_values import definitions
from contacts.admin.selects import KnownFilter
from contacts.models import CustomField

Type = CustomField.Type
YES_OR_NO = [("true", "Yes"), ("false", "No")]
FILTERED = (Type.CHOICE, Type.MULTIPLE_CHOICE, Type.BOOLEAN)


class CustomFilter(KnownFilter):
    """Filters by the custom field `definition`; `filter_by` makes one."""

    definition: CustomField

    def lookups(self, request, model_admin):
        if self.definition.type == Type.BOOLEAN:
            return YES_OR_NO
        return [(word, word) for word in self.definition.choices]

    def matching(self, queryset, choice):
        values = {Type.BOOLEAN: choice == "true", Type.MULTIPLE_CHOICE: [choice]}
        value = values.get(self.definition.type, choice)
        return queryset.filter(custom_fields__contains={self.definition.key: value})


class CustomFiltersAdmin:
    """Offers a filter for each custom field of `custom_subject` that has few values."""

    custom_subject: CustomField.Subject

    def get_list_filter(self, request):
        filtered = (field for field in definitions(request, self.custom_subject) if field.type in FILTERED)
        *own, deleted = super().get_list_filter(request)
        return [*own, *map(filter_by, filtered), deleted]


def filter_by(field: CustomField) -> type[CustomFilter]:
    """The filter by one custom field."""
    words = {"definition": field, "title": field.label, "parameter_name": f"custom_{field.key}"}
    return type("CustomFilter", (CustomFilter,), words)
