"""What other apps add to the desk: cards on the page of a contact, and actions of the list of contacts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.options import IS_POPUP_VAR
from django.http import HttpRequest

from contacts.models import Contact


@dataclass(frozen=True)
class Panel:
    """A card on the page of a contact.

    `told` gives the context of the template, or None where there is nothing that the user may see.
    """

    title: str
    template: str
    told: Callable[[HttpRequest, Contact], Mapping[str, Any] | None]


@dataclass(frozen=True)
class HomePanel:
    """A card on the home page; `told` is as that of a `Panel`."""

    template: str
    told: Callable[[HttpRequest], Mapping[str, Any] | None]


# Filled by the admin modules of other apps, which `admin.autodiscover` imports. An action is a function of
# (model admin, request, queryset) that Unfold's `@action` describes; its permissions are named with their app. It may
# say by a function `suits` on the page of which contact it is offered.
PANELS: list[Panel] = []
HOME_PANELS: list[HomePanel] = []
ACTIONS: list[Callable] = []


class AddedActions:
    """Offers the actions that other apps add to whoever holds their permissions, which Unfold asks for once more."""

    def get_actions(self, request):
        added = [] if IS_POPUP_VAR in request.GET else ACTIONS
        return super().get_actions(request) | {
            action.__name__: (action, action.__name__, action.short_description)
            for action in added
            if request.user.has_perms(action.allowed_permissions)
        }
