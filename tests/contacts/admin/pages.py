"""Forms of the admin, filled as a browser fills them."""

from typing import Any

from django.test import Client
from django.urls import reverse

from contacts.models import Contact


def url(model: type, page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def filled(client: Client, address: str, **changes: Any) -> dict[str, Any]:
    """What the browser would post from the page, with some inputs changed."""
    context = client.get(address).context
    form = context["adminform"].form
    posted = {form.add_prefix(name): form[name].value() for name in form.fields}
    for inline in context["inline_admin_formsets"]:
        posted |= _of_formset(inline.formset)
    return {name: value for name, value in (posted | changes).items() if value is not None}


def save(client: Client, address: str, **changes: Any) -> Any:
    return client.post(address, filled(client, address, **changes))


def errors(response: Any) -> list[str]:
    """Every error that the page shows."""
    return [message for messages in response.context["errors"] for message in messages]


def change_page(contact: Contact) -> str:
    return url(Contact, "change", contact.pk)


def _of_formset(formset: Any) -> dict[str, Any]:
    management = formset.management_form
    posted = {management.add_prefix(name): management[name].value() for name in management.fields}
    for form in formset.initial_forms:
        posted |= {form.add_prefix(name): form[name].value() for name in form.fields if name != "DELETE"}
    return posted
