"""What the pages of all runs have in common: the frame of the admin, and how far the run is."""

from http import HTTPStatus
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from unfold.decorators import display

from contacts.admin.read_only import ReadOnlyAdmin
from contacts.admin.steps import StepsAdmin

COLOURS = {
    "asked": "info",
    "planned": "warning",
    "queued": "info",
    "running": "info",
    "done": "success",
    "failed": "danger",
    "cancelled": "warning",
}


class RunAdmin(StepsAdmin, ReadOnlyAdmin):
    """Everybody sees the runs that they have asked for; all of them who may view the table."""

    list_filter = ["status"]
    list_select_related = ["created_by"]

    def has_view_permission(self, request, obj=None):
        return (obj is not None and is_own(request, obj)) or super().has_view_permission(request, obj)

    @display(description="Status", ordering="status", label=COLOURS)
    def state(self, obj):
        return obj.status, obj.get_status_display()


def page(
    request: HttpRequest, run: Model, name: str, *, title: str, status: HTTPStatus = HTTPStatus.OK, **context: Any
) -> HttpResponse:
    """A page of the run, by the template of this name in the folder of its model."""
    return _framed(request, run, template(run, name), status, title=title, **context)


def progress_page(
    request: HttpRequest, run: Model, *, title: str, heading: str, may_stop: bool, **context: Any
) -> HttpResponse:
    """How far the run is, and a button to stop it; `heading` stands above the part that moves."""
    context |= {"heading": heading, "may_stop": may_stop, "part": template(run, "progress_part")}
    return _framed(request, run, "admin/contacts/run/progress.html", HTTPStatus.OK, title=title, **context)


def progress_part(request: HttpRequest, run: Model, *, heading: str, **context: Any) -> HttpResponse:
    """The moving part of the page, for as long as the run goes on."""
    context |= {**_about(request, run), "heading": heading}
    return TemplateResponse(request, template(run, "progress_part"), context)


def load_anew() -> HttpResponse:
    """Tell the browser to load the page once more, for there is a result."""
    return HttpResponse(headers={"HX-Refresh": "true"}, status=HTTPStatus.OK)


def is_own(request: HttpRequest, run: Model) -> bool:
    """Whether the user has asked for it: it is done in their name."""
    return run.created_by_id == request.user.pk


def template(run: Model, name: str) -> str:
    """The template of this name in the folder of the run's model."""
    return f"admin/contacts/{run._meta.model_name}/{name}.html"


def _framed(request: HttpRequest, run: Model, name: str, status: HTTPStatus, **context: Any) -> HttpResponse:
    request.current_app = admin.site.name
    frame = {**admin.site.each_context(request), **_about(request, run)}
    return TemplateResponse(request, name, frame | context, status=status)


def _about(request: HttpRequest, run: Model) -> dict[str, Any]:
    return {
        "opts": run._meta,
        "original": run,
        "run": run,
        "is_own": is_own(request, run),
        "percent": round(run.progress * 100),
    }
