"""E-mail addresses in forms: cleaned, and refused where they belong to somebody else."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from unfold.admin import TabularInline
from unfold.forms import PaginationInlineFormSet

from contacts import normalize
from contacts.creation import owner_of
from contacts.models import Contact, ContactEmail
from crm.models import User

TAKEN = "Another contact has this address already. Enter another one, or ask a manager."
TAKEN_BY = (
    'Another contact has this address already. <a class="underline" href="{}">Open that contact</a> '
    "and go on there, or enter another address here."
)


def refuse_taken(email: str, contact: Contact, *, to: User) -> None:
    """Raise ValidationError where a live contact besides this one has the address, with a link if `to` may see them."""
    if owner := owner_of(email, besides=None if contact._state.adding else contact):
        is_seen = Contact.objects.visible_to(to).filter(pk=owner.pk).exists()
        message = format_html(TAKEN_BY, owner.get_absolute_url()) if is_seen else TAKEN
        raise ValidationError(message, code="taken")


class AddressForm(forms.ModelForm):
    """One further address, entered by `user`."""

    user: User

    def clean_email(self):
        try:
            email = normalize.email(self.cleaned_data["email"])
        except normalize.Unusable as error:
            raise ValidationError(str(error)) from error
        refuse_taken(email, self.instance.contact, to=self.user)
        return email


class AddressFormSet(PaginationInlineFormSet):
    """The further addresses of a contact, each once, none of them the primary one."""

    def clean(self):
        super().clean()
        seen = {self.instance.email.lower(), *self._primary()}
        for form in self.forms:
            email = form.cleaned_data.get("email", "").lower() if form.is_valid() else ""
            if email in seen and form.has_changed() and not self._should_delete_form(form):
                form.add_error("email", "The contact has this address already.")
            seen.add(email)

    def delete_existing(self, obj, commit=True):
        # The address may have become the primary one by the same click.
        ContactEmail.objects.filter(pk=obj.pk, is_primary=False).delete()

    def _primary(self) -> set[str]:
        """The present primary address, which stays as a further one when another takes its place."""
        own = ContactEmail.objects.filter(contact_id=self.instance.pk, is_primary=True)
        return {email.lower() for email in own.values_list("email", flat=True)}


class AddressInline(TabularInline):
    model = ContactEmail
    form = AddressForm
    formset = AddressFormSet
    fields = ["email", "bounced_at"]
    readonly_fields = ["bounced_at"]
    extra = 0
    hide_title = True
    tab = True
    verbose_name = "further e-mail address"
    verbose_name_plural = "further e-mail addresses"

    def get_queryset(self, request):
        return super().get_queryset(request).filter(is_primary=False)

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.user = request.user
        return formset
