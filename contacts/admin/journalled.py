"""Writes through the admin, booked on change sets."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.db.models import ProtectedError
from django.http import HttpResponse, HttpResponseRedirect
from unfold.admin import ModelAdmin

from contacts.admin.history_page import HistoryPage
from contacts.exceptions import EmailTaken
from contacts.history import change_set
from contacts.models import ChangeSet

NOT_YOURS = "Nothing was changed: there is no such action here, or your account may not take it."
NOT_OFFERED = "Nothing was changed: the selection names rows that do not exist. Choose them once more."
DOOR = ChangeSet.Door.ADMIN


class NothingWritten(Exception):
    """The view has only shown a page: its change set is taken back, its answer is sent."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response
        super().__init__(self.__doc__)


class JournalledAdmin(HistoryPage, ModelAdmin):
    """Books what one request writes, inlines included, on one change set."""

    change_kind = ChangeSet.Kind.EDIT
    empty_value_display = "–"
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        view = partial(super().changeform_view, request, object_id, form_url, extra_context)
        try:
            return self.booked(request, view)
        except (IntegrityError, EmailTaken):
            # Somebody else was quicker by a moment: now the form's own checks find what is taken.
            return self.booked(request, view)

    def changelist_view(self, request, extra_context=None):
        is_known = request.POST.get("action", "") in ("", *self.get_actions(request))
        if not is_known and self.has_view_or_change_permission(request):
            self.message_user(request, NOT_YOURS, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        view = partial(super().changelist_view, request, extra_context)
        return self.booked(request, view) if "_save" in request.POST else view()

    def response_action(self, request, queryset):
        """What an action answers; a selection that the list cannot have offered is refused before it."""
        try:
            for chosen in request.POST.getlist(ACTION_CHECKBOX_NAME):
                self.opts.pk.to_python(chosen)
        except ValidationError:
            self.message_user(request, NOT_OFFERED, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        return super().response_action(request, queryset)

    def delete_view(self, request, object_id, extra_context=None):
        view = partial(super().delete_view, request, object_id, extra_context)
        try:
            return view()
        except (IntegrityError, ProtectedError):
            # Somebody has begun to use the row meanwhile: now the view finds what needs it.
            return view()

    def delete_model(self, request, obj):
        with change_set(self.change_kind, door=DOOR, by=request.user):
            super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        with change_set(self.change_kind, door=DOOR, by=request.user):
            super().delete_queryset(request, queryset)

    def log_addition(self, request, obj, message):
        """Left to the change set: Django's own log would keep the names of people a second time."""

    def log_change(self, request, obj, message):
        """Left to the change set."""

    def log_deletions(self, request, queryset):
        """Left to the change set."""

    def booked(self, request, view: Callable[[], HttpResponse]) -> HttpResponse:
        """What the view answers; a form that is shown again leaves no change set behind."""
        if request.method != "POST":
            return view()
        try:
            with change_set(self.change_kind, door=DOOR, by=request.user):
                response = view()
                if not has_written(response):
                    raise NothingWritten(response)
                return response
        except NothingWritten as nothing:
            return nothing.response


def has_written(response: HttpResponse) -> bool:
    """Whether a view of the admin has saved: it redirects, or closes the pop-up that it ran in."""
    is_popup = "popup_response_data" in (getattr(response, "context_data", None) or {})
    return is_popup or isinstance(response, HttpResponseRedirect)
