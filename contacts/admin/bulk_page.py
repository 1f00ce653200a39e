"""The actions that change many contacts at once: they ask what shall be done, and lead to what would happen."""

from django.contrib import messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from unfold.decorators import action

from contacts.admin.bulk_form import BulkForm, beginning
from contacts.admin.selects import ListFilter
from contacts.admin.viewed_list import NO_FILTERS, view_of
from contacts.bulk import PERMISSION, Operation, keep, plan_bulk
from contacts.bulk.deletion import Delete, Restore
from contacts.exceptions import Refused, UnknownFilterValue
from contacts.filtersets import VIEW, is_uuid
from contacts.lists import in_question
from contacts.models import ContactList
from contacts.saved_views import change_view
from contacts.selection import MOST, Selection, contacts_of


class BulkActions:
    """Changes contacts that were selected in the list, or all that it is filtered by, however many."""

    def get_actions(self, request):
        actions = super().get_actions(request)
        if "delete_selected" in actions:
            _, name, description = actions["delete_selected"]
            actions[name] = BulkActions.delete_selected, name, description
        return actions

    @action(description="Edit", permissions=["bulk_change"])
    def edit_selected(self, request, queryset):
        posted = request.POST if "apply" in request.POST else None
        form = BulkForm(posted, initial={} if posted else to_put_right(request), user=request.user)
        try:
            selection = selection_of(request, queryset)
            count = contacts_of(selection, request.user).count()
        except Refused as refusal:
            return self.message_user(request, str(refusal), messages.ERROR)
        if form.is_valid():
            try:
                return self.proposed(request, selection, form.operation)
            except Refused as refusal:
                form.add_error(None, str(refusal))
        context = self.admin_site.each_context(request) | {
            "title": "Edit contacts",
            "opts": self.opts,
            "count": count,
            "form": form,
            "media": self.media + form.media,
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
            "chosen": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "is_across": selection.ids is None,
        }
        return TemplateResponse(request, "admin/contacts/bulkrun/choose.html", context)

    def delete_selected(self, request, queryset):
        if is_large(request, queryset):
            return self.proposed_at_once(request, queryset, Delete())
        return delete_selected(self, request, queryset)

    @action(description="Restore", permissions=["change"])
    def restore_selected(self, request, queryset):
        if is_large(request, queryset):
            return self.proposed_at_once(request, queryset, Restore())
        return super().restore_selected(request, queryset)

    def has_bulk_change_permission(self, request):
        return request.user.has_perm(PERMISSION) and self.has_change_permission(request)

    def proposed(self, request, selection: Selection, operation: Operation):
        """The page that shows what would happen. Raises Refused."""
        return redirect(keep(plan_bulk(selection, operation, by=request.user)))

    def proposed_at_once(self, request, queryset, operation: Operation):
        """The page that shows what would happen, where there is nothing to choose."""
        try:
            return self.proposed(request, selection_of(request, queryset), operation)
        except Refused as refusal:
            return self.message_user(request, str(refusal), messages.ERROR)


def to_put_right(request) -> dict[str, str]:
    """With what the form begins for those on a list of what wants cleaning."""
    list_id = request.GET.get(ListFilter.parameter_name, "")
    checks = ContactList.objects.live().visible_to(request.user).filter(wants_cleaning=True)
    check = is_uuid(list_id) and checks.filter(pk=list_id).first()
    return beginning(in_question(check)) if check else {}


def selection_of(request, queryset) -> Selection:
    """The contacts that were ticked, or all that the list is filtered by. Raises TooMany and UnknownFilterValue."""
    return filtered_selection(request) if is_across(request) else Selection.of(queryset)


def filtered_selection(request) -> Selection:
    """All contacts that the list is filtered by, as its address says. Raises UnknownFilterValue and NoSuchView."""
    selection, view = narrowed_by(request), view_of(request)
    if view is None or not view.name or request.method != "POST":
        return selection
    # What was shown stays meant, though somebody may change the saved view meanwhile.
    return Selection(filters={**selection.filters, VIEW: str(change_view(view, by=request.user).pk)})


def narrowed_by(request) -> Selection:
    """What the address of the list says of whom it shows. Raises UnknownFilterValue."""
    filters = {}
    for name, values in request.GET.lists():
        # Blank ones are inputs of the form of filters that nobody has filled.
        if name in NO_FILTERS or not any(values):
            continue
        if len(set(values)) > 1:
            raise UnknownFilterValue(name=name)
        filters[name] = values[0]
    return Selection(filters=filters)


def is_across(request) -> bool:
    """Whether more is meant than what was ticked on the page."""
    return request.POST.get("select_across") == "1"


def is_large(request, queryset) -> bool:
    """Whether the contacts are too many for one step."""
    return is_across(request) and queryset.order_by().values("pk")[: MOST + 1].count() > MOST
