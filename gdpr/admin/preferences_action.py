"""The action that sends people the link to their page of preferences."""

from django.contrib import messages
from unfold.decorators import action

from contacts.admin.panels import ACTIONS
from contacts.exceptions import TooMany
from contacts.models import Contact
from gdpr.consent import PERMISSION
from gdpr.consent.mailing import send_preferences
from gdpr.exceptions import ErasedContact, Refused
from gdpr.permitted import permitted


@action(description="Send link to preferences", permissions=[PERMISSION])
def send_link(modeladmin, request, queryset):
    """Write to each of the people, or to nobody."""
    try:
        contacts = Contact.objects.filter(pk__in=permitted(queryset, PERMISSION, by=request.user))
        if contacts.exclude(erased_at=None).exists():
            raise ErasedContact
        for contact in contacts.order_by("pk"):
            send_preferences(contact, by=request.user)
    except (Refused, TooMany) as refusal:
        return modeladmin.message_user(request, str(refusal), messages.ERROR)
    return modeladmin.message_user(request, "The link is on its way by e-mail.", messages.SUCCESS)


ACTIONS.append(send_link)
