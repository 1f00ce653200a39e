"""The form of a contact."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string

from contacts import normalize
from contacts.admin.addresses import refuse_taken
from contacts.admin.custom_values import CustomValuesForm
from contacts.admin.label_inputs import LabelsForm
from contacts.admin.selects import ChoicesForm, CountryForm
from contacts.admin.versioned import VersionedForm
from crm.models import User


class ContactForm(VersionedForm, LabelsForm, CountryForm, ChoicesForm, CustomValuesForm):
    """A contact whose address belongs to nobody else, entered by `user`."""

    user: User

    class Meta:
        labels = {
            "email_opt_in": "Takes e-mails",
            "data_processing_consent": "Agreed to data processing",
            "consent_given": "Agreed to something",
            "consent_date": "Agreed last",
            "created_at": "Added",
        }

    def clean_email(self):
        try:
            email = normalize.email(self.cleaned_data["email"])
        except normalize.Unusable as error:
            raise ValidationError(str(error)) from error
        refuse_taken(email, self.instance, to=self.user)
        return email


def with_consent(form: type[forms.ModelForm]) -> type[forms.ModelForm]:
    """The form with the inputs in which a new contact's consent is noted; the settings name them."""
    return type(form.__name__, (import_string(settings.CONSENT_FORM), form), {})
