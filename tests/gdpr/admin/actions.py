"""Actions of the list of contacts, posted as a browser posts them."""

from typing import Any

from django.contrib.messages import get_messages
from django.test import Client

from contacts.models import Contact
from tests.contacts.admin.pages import url
from tests.factories import booked

LIST = url(Contact, "changelist")


def act(browser: Client, action: str, *contacts: Contact, address: str = LIST, **inputs: Any) -> Any:
    chosen = {"action": action, "_selected_action": [contact.pk for contact in contacts]}
    return browser.post(address, chosen | inputs)


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def shows_form(response: Any) -> bool:
    """Whether the page of the action answers, not the list."""
    return "form" in (response.context or {})


def make_crowd() -> None:
    """One contact more than an action takes."""
    with booked():
        Contact.objects.bulk_create(Contact(email=f"p{n}@example.com", source="import") for n in range(1_001))
