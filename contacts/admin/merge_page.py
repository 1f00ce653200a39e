"""The action that merges the selected contacts, and the page that shows them side by side beforehand."""

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import model_ngettext
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from unfold.decorators import action

from contacts.admin.journalled import DOOR
from contacts.admin.pair_queue import next_address, pair_of
from contacts.exceptions import BelongsToOthers, CannotMerge, NotAllowed
from contacts.merging import MOST, merge, merge_of, plan_merge
from contacts.models import Contact, ContactList, ContactTag, ListMember, Tag

CHOICE, PROPOSED = "choice:", "proposed:"
DONE = '{} contacts are one now. <a class="underline" href="{}">Undo…</a>'


class MergeAction:
    """Merges contacts that were selected in the list."""

    @action(description="Merge", permissions=["merge"])
    def merge_selected(self, request, queryset):
        pair = pair_of(request)
        # As they were made: the first is proposed as the one that stays.
        contacts = list(queryset.order_by("created_at", "pk")[: MOST + 1])
        try:
            winner = chosen(contacts, request.POST.get("winner"))
            losers = [contact for contact in contacts if contact != winner]
            plan = plan_merge(winner, losers, choices=choices(request.POST))
            queryset.model.objects.filter(pk__in=[contact.pk for contact in contacts]).require_editable_by(request.user)
            if "apply" in request.POST:
                require_versions(contacts, request.POST)
                merge(plan, by=request.user, door=DOOR)
                undo = reverse("admin:contacts_changeset_undo", args=[merge_of(winner).pk])
                self.message_user(request, format_html(DONE, len(contacts), undo), messages.SUCCESS)
                return redirect(next_address(request, pair) if pair else winner)
        except (BelongsToOthers, CannotMerge, NotAllowed) as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return redirect(pair) if pair else None
        context = self.admin_site.each_context(request) | {
            "title": "Merge contacts",
            "opts": self.opts,
            "plan": plan,
            "contacts": contacts,
            "rows": [(field, cells(field, contacts)) for field in plan.fields],
            "moves": [f"{count:,} {called(model, count)}" for model, count in plan.moves.items()],
            "refusing": [contact for contact in contacts if not contact.email_opt_in],
            "pair": pair,
            "is_shown_anew": "winner" in request.POST,
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


def choices(posted) -> dict[str, str]:
    """Whose value is taken, by field. Where another one shall stay, what was only proposed is proposed anew."""
    made = {name.removeprefix(CHOICE): pk for name, pk in posted.items() if name.startswith(CHOICE)}
    return {name: pk for name, pk in made.items() if "apply" in posted or posted.get(PROPOSED + name) != pk}


def cells(field, contacts: list[Contact]):
    """What each of the contacts says in the field, None where it says nothing."""
    said = {candidate.contact.pk: candidate for candidate in field.candidates}
    return [(contact, said.get(contact.pk)) for contact in contacts]


def called(model, count: int) -> str:
    """What rows of the table are called, seen from a contact."""
    tag_or_list = {ContactTag: Tag, ListMember: ContactList}.get(model, model)
    return model_ngettext(tag_or_list._meta, count)


def require_versions(contacts: list[Contact], shown: dict[str, str]) -> None:
    """Raise CannotMerge where a contact is not as the page has shown it."""
    if any(shown.get(f"version_{contact.pk}") != str(contact.version) for contact in contacts):
        raise CannotMerge(reason="one of them was changed meanwhile; look at them again.")
