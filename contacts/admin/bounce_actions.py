"""The actions that note whether mail to the selected contacts comes back."""

from django.contrib import messages
from django.utils import timezone
from unfold.decorators import action

from contacts.admin.journalled import DOOR
from contacts.bouncing import PERMISSION, forget_bounces, note_bounces
from contacts.exceptions import BelongsToOthers, TooMany
from contacts.models import Contact
from contacts.querysets import ContactQuerySet
from contacts.selection import picked


class BounceActions:
    """Notes of the main addresses that mail came back, and of all addresses that it arrives again."""

    @action(description="Mail came back", permissions=["note_bounces"])
    def mail_came_back(self, request, queryset):
        self._note(request, queryset, _note_bounces, "Noted: mail came back from {}.")

    @action(description="Mail arrives again", permissions=["note_bounces"])
    def mail_arrives_again(self, request, queryset):
        self._note(request, queryset, forget_bounces, "Noted: mail arrives again at {}.")

    mail_came_back.suits = lambda contact: not (contact.bounced or contact.restricted_at)
    mail_arrives_again.suits = lambda contact: contact.bounced and not contact.restricted_at

    def _note(self, request, queryset, verb, told):
        try:
            count = verb(Contact.objects.filter(pk__in=picked(queryset)), by=request.user, door=DOOR)
        except (BelongsToOthers, TooMany) as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        else:
            addresses = "1 address" if count == 1 else f"{count} addresses"
            self.message_user(request, told.format(addresses), messages.SUCCESS)

    def has_note_bounces_permission(self, request):
        return request.user.has_perm(PERMISSION) and self.has_change_permission(request)


def _note_bounces(contacts: ContactQuerySet, **how) -> int:
    # The verb passes over what belongs to others; whoever has selected it is told.
    contacts.require_editable_by(how["by"])
    return note_bounces(contacts.values_list("email", flat=True), at=timezone.now(), **how)
