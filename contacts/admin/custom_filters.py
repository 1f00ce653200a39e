"""Filters by custom fields whose values are few: choices, and yes or no."""

from unfold.contrib.filters.admin import DropdownFilter

from contacts.models import CustomField

Type = CustomField.Type
YES_OR_NO = [("true", "Yes"), ("false", "No")]
FILTERED = (Type.CHOICE, Type.MULTIPLE_CHOICE, Type.BOOLEAN)


class CustomFilter(DropdownFilter):
    """Filters by the custom field `definition`; `filter_by` makes one."""

    definition: CustomField

    def lookups(self, request, model_admin):
        if self.definition.type == Type.BOOLEAN:
            return YES_OR_NO
        return [(word, word) for word in self.definition.choices]

    def queryset(self, request, queryset):
        word = self.value()
        if not word:
            return queryset
        values = {Type.BOOLEAN: word == "true", Type.MULTIPLE_CHOICE: [word]}
        value = values.get(self.definition.type, word)
        return queryset.filter(custom_fields__contains={self.definition.key: value})


class CustomFiltersAdmin:
    """Offers a filter for each custom field of `custom_subject` that has few values."""

    custom_subject: CustomField.Subject

    def get_list_filter(self, request):
        definitions = CustomField.objects.filter(subject=self.custom_subject, type__in=FILTERED)
        *own, deleted = super().get_list_filter(request)
        return [*own, *map(filter_by, definitions), deleted]


def filter_by(field: CustomField) -> type[CustomFilter]:
    """The filter by one custom field."""
    words = {"definition": field, "title": field.label, "parameter_name": f"custom_{field.key}"}
    return type("CustomFilter", (CustomFilter,), words)
