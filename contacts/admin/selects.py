"""Drop-downs."""

from collections.abc import Mapping

from django import forms
from unfold.contrib.filters.admin import DropdownFilter
from unfold.widgets import UnfoldAdminSelect2Widget, UnfoldAdminSelectWidget

from contacts import normalize
from contacts.models import ContactTag, FieldChoice, Tag
from contacts.resources import choice_labels

NOTHING = ("", "—")


def select(field: forms.Field, labels: Mapping[str, str], current: str, *, widget=UnfoldAdminSelectWidget):
    """A drop-down in place of a text field; what is stored stays selectable, even if it is none of the choices."""
    stored = {current: current} if current and current not in labels else {}
    return forms.ChoiceField(
        choices=[NOTHING, *labels.items(), *stored.items()],
        label=field.label,
        required=field.required,
        widget=widget,
    )


class CountryForm(forms.ModelForm):
    """A form whose country is chosen by its name."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "country" in self.fields:
            names, current = normalize.country_names(), self.instance.country
            self.fields["country"] = select(self.fields["country"], names, current, widget=UnfoldAdminSelect2Widget)


class ChoicesForm(forms.ModelForm):
    """A form whose fields of choice offer the words that the team has agreed on."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, labels in choice_labels().items():
            if name in self.fields:
                self.fields[name] = select(self.fields[name], labels, getattr(self.instance, name))


class KnownFilter(DropdownFilter):
    """A filter by one of its choices; a value that is none of them, in a link say, matches nothing."""

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        if self.value() not in {choice for choice, _ in self.lookup_choices}:
            return queryset.none()
        return self.matching(queryset, self.value())

    def matching(self, queryset, choice):
        """The rows of a choice."""
        raise NotImplementedError


class ChoiceFilter(KnownFilter):
    """Filters by a field whose words stand in `FieldChoice`."""

    def lookups(self, request, model_admin):
        return FieldChoice.objects.filter(field=self.parameter_name).values_list("value", "label")

    def matching(self, queryset, choice):
        return queryset.filter(**{self.parameter_name: choice})


class StageFilter(ChoiceFilter):
    title = "lifecycle stage"
    parameter_name = "lifecycle_stage"


class LeadStatusFilter(ChoiceFilter):
    title = "lead status"
    parameter_name = "lead_status"


class TagFilter(KnownFilter):
    title = "tag"
    parameter_name = "tag"

    def lookups(self, request, model_admin):
        return [(str(pk), name) for pk, name in Tag.objects.live().values_list("pk", "name").order_by("name")]

    def matching(self, queryset, choice):
        return queryset.filter(pk__in=ContactTag.objects.filter(tag=choice).values("contact"))
