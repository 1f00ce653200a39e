"""The action that merges the selected contacts, and the page that shows beforehand what will happen."""

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from unfold.decorators import action

from contacts.admin.journalled import DOOR
from contacts.exceptions import BelongsToOthers, CannotMerge
from contacts.merging import MOST, merge, plan_merge
from contacts.models import Contact


class MergeAction:
    """Merges contacts that were selected in the list."""

    @action(description="Merge", permissions=["merge"])
    def merge_selected(self, request, queryset):
        # As they were made: the first is proposed as the one that stays.
        contacts = list(queryset.order_by("created_at", "pk")[: MOST + 2])
        try:
            winner = chosen(contacts, request.POST.get("winner"))
            plan = plan_merge(winner, [contact for contact in contacts if contact != winner])
            queryset.model.objects.filter(pk__in=[contact.pk for contact in contacts]).require_editable_by(request.user)
            if "apply" in request.POST:
                require_versions(contacts, request.POST)
                merge(plan, by=request.user, door=DOOR)
                self.message_user(request, f"{len(contacts)} contacts are one now.", messages.SUCCESS)
                return redirect(winner)
        except (BelongsToOthers, CannotMerge) as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return None
        gains = {Contact._meta.get_field(name).verbose_name: value for name, value in plan.gains.items()}
        context = self.admin_site.each_context(request) | {
            "title": "Merge contacts",
            "opts": self.opts,
            "contacts": contacts,
            "winner": winner,
            "gains": {name: value for name, value in gains.items() if not isinstance(value, dict)},
            "moves": plan.moves,
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/contacts/contact/merge.html", context)

    def has_merge_permission(self, request):
        return request.user.has_perm("contacts.merge_contact") and self.has_change_permission(request)


def chosen(contacts: list[Contact], pk: str | None) -> Contact:
    """The one that shall stay. Raises CannotMerge where there is none."""
    if not contacts:
        raise CannotMerge(reason="the contacts are not there any more.")
    return next((contact for contact in contacts if str(contact.pk) == pk), contacts[0])


def require_versions(contacts: list[Contact], shown: dict[str, str]) -> None:
    """Raise CannotMerge where a contact is not as the page has shown it."""
    if any(shown.get(f"version_{contact.pk}") != str(contact.version) for contact in contacts):
        raise CannotMerge(reason="one of them was changed meanwhile; look at them again.")
