"""The contacts that are always on a dynamic list, or never."""

from django import forms
from django.core.exceptions import ValidationError
from unfold.admin import TabularInline

from contacts.admin.keys import KnownKeysSelect
from contacts.exceptions import BelongsToOthers
from contacts.models import Contact, ListBuild, ListPin

CHOICES = [(True, "Always on the list"), (False, "Never on the list")]


class PinForm(forms.ModelForm):
    always = forms.TypedChoiceField(label="is", choices=CHOICES, coerce=lambda word: word == "True")


class PinFormSet(forms.BaseInlineFormSet):
    """Takes contacts that the user may change."""

    user = None

    def clean(self):
        super().clean()
        changed = [form for form in self.forms if form.has_changed() and form.cleaned_data.get("contact")]
        contacts = Contact.objects.filter(pk__in=[form.cleaned_data["contact"].pk for form in changed])
        try:
            contacts.require_editable_by(self.user)
        except BelongsToOthers as refusal:
            raise ValidationError(str(refusal)) from refusal


class PinInline(TabularInline):
    model = ListPin
    form = PinForm
    formset = PinFormSet
    fields = ["contact", "always"]
    autocomplete_fields = ["contact"]
    extra = 0
    hide_title = True
    verbose_name_plural = "Pinned members, whatever the filter says"

    def get_queryset(self, request):
        seen = Contact.objects.visible_to(request.user).order_by()
        return super().get_queryset(request).filter(contact__in=seen).select_related("contact")

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.user = request.user
        return formset

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kwargs["queryset"] = Contact.objects.visible_to(request.user).live()
        kwargs["widget"] = KnownKeysSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_change_permission(self, request, obj=None):
        # A pin is taken away, or made anew.
        return False


def note_pins(contact_list, formsets) -> None:
    """Have the list judged anew within seconds where pins were added or taken away."""
    for formset in formsets:
        if formset.model is ListPin and (formset.new_objects or formset.deleted_objects):
            ListBuild.objects.filter(list=contact_list).update(is_due=True)
