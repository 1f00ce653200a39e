"""The lists that a contact is on, on its page: why it is, and why it is not on another one."""

from typing import Any

from django.http import HttpRequest

from contacts.admin.panels import PANELS, Panel
from contacts.admin.why_page import may_ask_why
from contacts.models import Contact


def told(request: HttpRequest, contact: Contact) -> dict[str, Any] | None:
    """The lists of a contact that nobody has deleted."""
    return {"lists": contact.live_lists} if contact.is_live and may_ask_why(request.user) else None


PANELS.append(Panel("Lists", "admin/contacts/contact/lists_panel.html", told))
