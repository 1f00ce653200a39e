"""The form of a contact."""

from copy import copy

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string

from contacts import guards, normalize
from contacts.admin.addresses import refuse_taken
from contacts.admin.custom_values import CustomValuesForm
from contacts.admin.label_inputs import LabelsForm
from contacts.admin.selects import ChoicesForm, CountryForm
from contacts.admin.versioned import VersionedForm
from contacts.duplicates.prevention import TELLING, Lookalike, lookalikes
from contacts.exceptions import NotWelcome
from contacts.models import Contact
from crm.models import User

NOT_A_DUPLICATE = "_not_a_duplicate"
PERHAPS_KNOWN = "Nothing is saved yet: look first whether the person is here already."


class ContactForm(VersionedForm, LabelsForm, CountryForm, ChoicesForm, CustomValuesForm):
    """A contact whose address belongs to nobody else, and who is not likely here already, entered by `user`.

    `lookalikes` are the contacts who made the form be refused.
    """

    user: User
    lookalikes: list[Lookalike]

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

    def clean(self):
        cleaned = super().clean()
        self._refuse_unwelcome(cleaned)
        is_telling = self.instance._state.adding or not set(TELLING).isdisjoint(self.changed_data)
        if is_telling and not self.errors and NOT_A_DUPLICATE not in self.data:
            self.lookalikes = lookalikes(self._described(cleaned), to=self.user)
            if self.lookalikes:
                raise ValidationError(PERHAPS_KNOWN, code="perhaps_known")
        return cleaned

    def lookalike_ids(self) -> str:
        """The ids of the lookalikes, for the button that says they are other people."""
        return ",".join(str(each.contact.pk) for each in self.lookalikes)

    def _refuse_unwelcome(self, cleaned) -> None:
        if self.has_changed() and not self.errors:
            try:
                guards.require_welcome([guards.as_entered(self._described(cleaned))])
            except NotWelcome as refusal:
                raise ValidationError(str(refusal), code="not_welcome") from refusal

    def _described(self, cleaned) -> Contact:
        """The contact as it would be, while the form's own is not yet to be touched."""
        contact = copy(self.instance)
        columns = {field.name for field in Contact._meta.concrete_fields}
        for name in columns.intersection(cleaned):
            setattr(contact, name, cleaned[name])
        return contact


def with_consent(form: type[forms.ModelForm]) -> type[forms.ModelForm]:
    """The form with the inputs in which a new contact's consent is noted; the settings name them."""
    return type(form.__name__, (import_string(settings.CONSENT_FORM), form), {})
