"""The pages that make views of the list of contacts: by filter, by columns, under a name, as a list."""

from django.contrib import messages
from django.contrib.admin.views.main import ORDER_VAR, SEARCH_VAR
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from unfold.widgets import CHECKBOX_CLASSES

from contacts.admin import list_columns
from contacts.admin.bulk_page import narrowed_by
from contacts.admin.custom_values import definitions
from contacts.admin.journalled import DOOR
from contacts.admin.list_form import in_english
from contacts.admin.view_forms import ColumnsForm, FilterForm, NewListForm, ViewForm
from contacts.admin.viewed_list import LIST, list_address, order_of, view_of
from contacts.exceptions import Refused
from contacts.filtersets import DELETED
from contacts.lists import make_dynamic_list
from contacts.models import CustomField, SavedView
from contacts.saved_views import change_view, save_view, update_view

ADD_LIST = "contacts.add_contactlist"
NOTHING_TO_KEEP = "There is no filter yet that a list could follow: narrow the contacts down first."
UPDATED = "The view “{name}” shows this from now on."
FOLLOWED = "The list “{name}” is being filled: whoever fits joins it within seconds."


class ViewPages:
    """Each page carries on the address of the list in its own, and leads back to the list."""

    def get_urls(self):
        pages = {
            "filter": self.filter_page,
            "columns": self.columns_page,
            "save-view": self.save_view_page,
            "update-view": self.update_view_page,
            "save-list": self.save_list_page,
        }
        own = [
            path(f"{route}/", self.admin_site.admin_view(self.view_door(page)), name=f"contacts_contact_{route}")
            for route, page in pages.items()
        ]
        return [*own, *super().get_urls()]

    def view_door(self, page):
        """The page, for whoever may see contacts; what is refused is told above the list."""

        def open_page(request) -> HttpResponse:
            if not self.has_view_or_change_permission(request):
                raise PermissionDenied
            try:
                # Of somebody else's, nothing is told.
                view_of(request)
                return page(request)
            except Refused as refusal:
                messages.error(request, str(refusal))
                return redirect(LIST)

        return open_page

    def filter_page(self, request):
        """The builder of an advanced filter."""
        view = view_of(request)
        if "clear" in request.POST:
            return self.to_changed_view(request, filters={})
        form = FilterForm(posted(request), initial={"filters": view.filters if view else {}}, user=request.user)
        if form.is_valid():
            return self.to_changed_view(request, filters=form.cleaned_data["filters"])
        return self.view_page(request, "filter", "Advanced filter", form=form)

    def columns_page(self, request):
        """Which columns there are, and in which order."""
        if "usual" in request.POST:
            return self.to_changed_view(request, columns=[])
        labels = list_columns.labels(definitions(request, CustomField.Subject.CONTACT))
        del labels[list_columns.NAME]
        form = ColumnsForm(posted(request), labels=labels)
        if form.is_valid():
            return self.to_changed_view(request, columns=form.cleaned_data["columns"])
        chosen = [name for name in map(list_columns.name_of, self.get_list_display(request)) if name in labels]
        boxes = [(name, labels[name], name in chosen) for name in dict.fromkeys([*chosen, *labels])]
        return self.view_page(
            request, "columns", "Columns", form=form, boxes=boxes, checkbox=" ".join(CHECKBOX_CLASSES)
        )

    def save_view_page(self, request):
        """Under which name what is shown shall be kept."""
        form = ViewForm(posted(request), instance=SavedView(created_by=request.user), user=request.user)
        if form.is_valid():
            asked = {"name": form.cleaned_data["name"], "is_shared": form.cleaned_data.get("is_shared", False)}
            try:
                return self.to_saved_view(request, save_view(self.content_shown(request), **asked, by=request.user))
            except Refused as refusal:
                form.add_error(None, str(refusal))
        return self.view_page(request, "save_view", "Save as view", form=form)

    def update_view_page(self, request):
        """Have the saved view show what is shown now."""
        view = view_of(request)
        if request.method != "POST" or view is None or view.base is None:
            return redirect(list_address(request.GET, view=view))
        updated = update_view(view.base, self.content_shown(request), by=request.user)
        messages.success(request, UPDATED.format(name=updated))
        return self.to_saved_view(request, updated)

    def save_list_page(self, request):
        """Under which name a list shall follow the filter."""
        if not request.user.has_perm(ADD_LIST):
            raise PermissionDenied
        filters = narrowed_by(request).as_filter()
        if not filters:
            messages.error(request, NOTHING_TO_KEEP)
            return redirect(list_address(request.GET, view=view_of(request)))
        form = NewListForm(posted(request))
        if form.is_valid():
            try:
                made = make_dynamic_list(form.cleaned_data["name"], filters, by=request.user, door=DOOR)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, FOLLOWED.format(name=made))
                return redirect(made)
        return self.view_page(request, "save_list", "Save as list", form=form, sentence=in_english(filters))

    def to_changed_view(self, request, **content):
        """The list with another filter or other columns; without a view where there is nothing left of one."""
        view = view_of(request)
        current = view.content if view else {}
        content = current | {"order": self.order_shown(request)} | content
        view = change_view(view, by=request.user, **content) if any(content.values()) else None
        return redirect(list_address(request.GET, view=view, but=(ORDER_VAR,)))

    def to_saved_view(self, request, view):
        """The list by a saved view, which by now says what drop-downs have said."""
        said = narrowed_by(request).filters.keys() - {SEARCH_VAR, DELETED}
        return redirect(list_address(request.GET, view=view, but=(*said, ORDER_VAR)))

    def content_shown(self, request):
        """Whom the list shows, and how: with what drop-downs have narrowed it down by."""
        view = view_of(request)
        columns = view.columns if view else []
        return {"filters": narrowed_by(request).as_filter(), "columns": columns, "order": self.order_shown(request)}

    def order_shown(self, request):
        """The order that somebody has chosen in the list, or else that of the view."""
        view = view_of(request)
        boxes = ["action_checkbox"] if self.get_actions(request) else []
        return order_of(request, [*boxes, *self.get_list_display(request)]) or (view.order if view else "")

    def view_page(self, request, name, title, **context):
        """A page in the frame of the admin, with the way back to the list."""
        context |= {"title": title, "opts": self.opts, "back": list_address(request.GET, view=view_of(request))}
        request.current_app = self.admin_site.name
        frame = self.admin_site.each_context(request)
        return TemplateResponse(request, f"admin/contacts/contact/{name}.html", frame | context)


def posted(request):
    """What was filled in, if anything was: of a form without a tick nothing but its method tells."""
    return request.POST if request.method == "POST" else None
