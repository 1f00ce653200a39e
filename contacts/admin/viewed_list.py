"""The list of contacts as a view shows it: whom, by which columns, in which order."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.views.main import ERROR_FLAG, IGNORED_PARAMS, ORDER_VAR, PAGE_VAR, SEARCH_VAR
from django.http import QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from contacts.admin import list_columns
from contacts.admin.custom_values import definitions
from contacts.admin.list_form import in_english
from contacts.admin.search_results import SearchedList
from contacts.exceptions import NoSuchView, UnknownFilterValue
from contacts.filtersets import DELETED, VIEW, matching_view
from contacts.models import CustomField, SavedView
from contacts.saved_views import is_changed, open_view

# What the address of a list says beside what it is filtered by.
NO_FILTERS = {*IGNORED_PARAMS, PAGE_VAR, ERROR_FLAG} - {SEARCH_VAR}
LIST = "admin:contacts_contact_changelist"
SHARED_TABS, OWN_TABS = 8, 12


class ViewedChangeList(SearchedList):
    """Shows the contacts of the view that the address names."""

    def get_filters_params(self, params=None):
        return {name: value for name, value in super().get_filters_params(params).items() if name != VIEW}

    def get_queryset(self, request, exclude_parameters=None):
        view = view_of(request)
        if not order_of(request, self.list_display):
            # None, or one that no index has.
            self.params.pop(ORDER_VAR, None)
            self.params |= order_param(view.order, self.list_display) if view else {}
        everybody = self.root_queryset
        # A search looks at no more than a part of the rows: the view narrows them down before.
        self.root_queryset = self._shown(request, view) if view else everybody
        try:
            return super().get_queryset(request, exclude_parameters)
        finally:
            self.root_queryset = everybody

    def _shown(self, request, view):
        try:
            return matching_view(self.root_queryset, view)
        except UnknownFilterValue as refusal:
            # Never more than were asked for.
            messages.error(request, str(refusal.__cause__))
            return self.root_queryset.none()


class ViewedAdmin:
    """Shows contacts by views; `contacts.admin.view_pages` makes, saves and changes them."""

    list_before_template = "admin/contacts/contact/views.html"

    def get_changelist(self, request, **kwargs):
        return ViewedChangeList

    def get_list_display(self, request):
        view = view_of(request)
        return list_columns.displayed(view.columns if view else (), definitions(request, CustomField.Subject.CONTACT))

    def changelist_view(self, request, extra_context=None):
        try:
            view = view_of(request)
        except NoSuchView as refusal:
            messages.warning(request, str(refusal))
            return redirect(without_view(request))
        return super().changelist_view(request, told(request, view) | (extra_context or {}))


def view_of(request) -> SavedView | None:
    """The view that the address of the list names. Raises NoSuchView."""
    pk = request.GET.get(VIEW)
    if not pk:
        return None
    if not hasattr(request, "opened_view"):
        request.opened_view = open_view(pk, by=request.user)
    return request.opened_view


def told(request, view: SavedView | None) -> dict[str, Any]:
    """What stands above the list: the views there are, and what this one shows."""
    narrowing = request.GET.keys() - {*NO_FILTERS, VIEW, SEARCH_VAR, DELETED}
    has_conditions = any(request.GET[name] for name in narrowing)
    base = view.base if view else None
    return {
        "view": view,
        "tabs": tabs(request),
        "is_changed": bool(view and is_changed(view)),
        "sentence": in_english(view.filters) if view and view.filters else "",
        "has_conditions": has_conditions,
        "is_narrowed": has_conditions or ORDER_VAR in request.GET,
        "may_edit_view": base and SavedView.objects.editable_by(request.user).filter(pk=base.pk).exists(),
        "may_add_list": request.user.has_perm("contacts.add_contactlist"),
    }


def tabs(request) -> list[SavedView]:
    """The views that are offered: the user's own, then those that others share."""
    shown = SavedView.objects.visible_to(request.user).named()
    own = list(shown.filter(created_by=request.user)[:OWN_TABS])
    return [*own, *shown.exclude(created_by=request.user)[:SHARED_TABS]]


def without_view(request) -> str:
    """The address of the list, filtered as it is, but without a view."""
    return list_address(request.GET, view=None)


def list_address(query: QueryDict, *, view: SavedView | None, but: tuple[str, ...] = ()) -> str:
    """The address of the list with this view, filtered by drop-downs and searched as `query` says; from its first page.

    `but` are parameters that are left out as well.
    """
    kept = query.copy()
    for name in (VIEW, PAGE_VAR, ERROR_FLAG, *but):
        kept.pop(name, None)
    if view:
        kept[VIEW] = str(view.pk)
    return f"{reverse(LIST)}?{kept.urlencode()}" if kept else reverse(LIST)


def order_param(order: str, list_display: list) -> dict[str, str]:
    """The order of a view as the address of the list says it; none where the column is not shown."""
    names = [list_columns.name_of(column) for column in list_display]
    minus, name = order[:1] == "-", order.removeprefix("-")
    return {ORDER_VAR: f"{'-' if minus else ''}{names.index(name)}"} if name in names else {}


def order_of(request, list_display: list) -> str:
    """The order that the address of the list says, as a view keeps it; blank where it says none that can be kept."""
    digits = request.GET.get(ORDER_VAR, "").partition(".")[0]
    minus, number = digits[:1] == "-", digits.removeprefix("-")
    names = [list_columns.name_of(column) for column in list_display]
    name = names[int(number)] if number.isdecimal() and int(number) < len(names) else ""
    return f"{'-' if minus else ''}{name}" if name in list_columns.SORTABLE else ""
