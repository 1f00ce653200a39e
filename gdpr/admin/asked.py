"""Actions of the list of contacts that ask something on a page of their own before they do it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from unfold.widgets import UnfoldAdminSelectWidget

from contacts import exceptions
from contacts.models import Contact
from gdpr.exceptions import Refused
from gdpr.permitted import permitted


def choices(reasons: list[str]) -> forms.ChoiceField:
    """Asks for one of the reasons: they are chosen, not written, for what is kept for good must not name anybody."""
    return forms.ChoiceField(
        label="Why?",
        choices=[("", "—"), *((reason, reason) for reason in reasons)],
        widget=UnfoldAdminSelectWidget,
        help_text="Kept with the change, so that you can account for it.",
    )


def asked(
    modeladmin, request: HttpRequest, queryset, form, apply: Callable[[], str], *, permission: str, **context: Any
) -> HttpResponse | None:
    """The page that asks, of `title` and `words`; posted, what came of it."""
    try:
        if form.is_valid():
            modeladmin.message_user(request, apply(), messages.SUCCESS)
            return redirect(queryset.get()) if queryset.count() == 1 else None
        ids = permitted(queryset, permission, by=request.user)
    except (Refused, exceptions.Refused) as refusal:
        return modeladmin.message_user(request, str(refusal), messages.ERROR)
    except ValidationError as error:
        return modeladmin.message_user(request, " ".join(error.messages), messages.ERROR)
    frame = modeladmin.admin_site.each_context(request) | {
        "opts": modeladmin.opts,
        "contacts": Contact.objects.filter(pk__in=ids).order_by("pk"),
        "form": form,
        "action": request.POST.get("action", ""),
        "action_checkbox_name": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/gdpr/contact/asked.html", frame | context)
