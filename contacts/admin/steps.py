"""Rows that have pages of their own instead of a form: the steps of a run."""

from collections.abc import Callable, Mapping

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.urls import path


class StepsAdmin:
    """Serves views of (request, row), each guarded as the admin's own; `steps` are those with an address of theirs.

    `list_steps` are views of the request alone, beside the list.
    """

    steps: Mapping[str, Callable] = {}
    list_steps: Mapping[str, Callable] = {}

    def get_urls(self):
        prefix = f"{self.opts.app_label}_{self.opts.model_name}"
        views = {name: self.list_step(view) for name, view in self.list_steps.items()}
        views |= {f"<path:object_id>/{name}": self.step(view) for name, view in self.steps.items()}
        own = [
            path(f"{route}/", view, name=f"{prefix}_{route.rpartition('/')[2].replace('-', '_')}")
            for route, view in views.items()
        ]
        return [*own, *super().get_urls()]

    def list_step(self, view):
        """The view beside the list."""

        def open_step(request):
            if not self.has_view_permission(request):
                raise PermissionDenied
            return view(request)

        return self.admin_site.admin_view(open_step)

    def step(self, view):
        """The view of one row."""

        def open_step(request, object_id):
            row = self.get_object(request, unquote(object_id))
            if not self.has_view_permission(request, row):
                raise PermissionDenied
            if row is None:
                return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
            return view(request, row)

        return self.admin_site.admin_view(open_step)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return self.step(self.current_step)(request, object_id)

    def current_step(self, request, row):
        """The page that the row is at."""
        raise NotImplementedError
