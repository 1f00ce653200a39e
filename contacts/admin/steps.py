"""Rows that have pages of their own instead of a form: the steps of a run."""

from collections.abc import Callable, Mapping

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.urls import path


class StepsAdmin:
    """Serves views of (request, row), each guarded as the admin's own; `steps` are those with an address of theirs."""

    steps: Mapping[str, Callable] = {}

    def get_urls(self):
        prefix = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path(f"<path:object_id>/{name}/", self.step(view), name=f"{prefix}_{name.replace('-', '_')}")
            for name, view in self.steps.items()
        ]
        return [*own, *super().get_urls()]

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
