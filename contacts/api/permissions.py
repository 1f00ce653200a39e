"""What somebody may do with a table; `contacts.visibility` says with which of its rows."""

from collections.abc import Collection

from django.db import models
from django.views import View
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request

from crm.models import User

# Of several permissions one is enough, as in the admin: whoever may change something may look at it.
VIEW = ("view", "change")
VERBS = {"GET": VIEW, "HEAD": VIEW, "POST": ("add",), "PUT": ("change",), "PATCH": ("change",), "DELETE": ("delete",)}


class ModelPermissions(IsAuthenticated):
    """Asks for Django's permissions; the view knows for which."""

    def has_permission(self, request: Request, view: View) -> bool:
        if not super().has_permission(request, view):
            return False
        return request.method not in VERBS or view.permits(request.user, request.method)


def may(user: User, verbs: Collection[str], model: type[models.Model]) -> bool:
    """Whether the user holds one of the permissions on the model."""
    meta = model._meta
    return any(user.has_perm(f"{meta.app_label}.{verb}_{meta.model_name}") for verb in verbs)
