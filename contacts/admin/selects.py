"""Drop-downs."""

from collections.abc import Mapping

from django import forms
from unfold.contrib.filters.admin import DropdownFilter
from unfold.widgets import UnfoldAdminSelect2Widget, UnfoldAdminSelectWidget

from contacts import normalize
from contacts.filtersets import ByList, ByTag, ByWord, Filter
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


class RuleFilter(KnownFilter):
    """Filters by a rule that others ask for the same rows too."""

    rule: Filter

    def lookups(self, request, model_admin):
        return self.rule.choices()

    def matching(self, queryset, choice):
        return self.rule.matching(queryset, choice)


class StageFilter(RuleFilter):
    title = "lifecycle stage"
    parameter_name = "lifecycle_stage"
    rule = ByWord("lifecycle_stage")


class LeadStatusFilter(RuleFilter):
    title = "lead status"
    parameter_name = "lead_status"
    rule = ByWord("lead_status")


class TagFilter(RuleFilter):
    title = "tag"
    parameter_name = "tag"
    rule = ByTag()


class ListFilter(RuleFilter):
    title = "list"
    parameter_name = "list"
    rule = ByList()
