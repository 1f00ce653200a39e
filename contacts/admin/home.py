"""What the home page tells: what is to do, what is being sold, and what has happened."""

from typing import Any

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet, Sum
from django.http import HttpRequest
from django.utils import timezone

from contacts.admin.desk import noting_editable
from contacts.admin.panels import HOME_PANELS
from contacts.models import Activity, Deal, Stage, Task

SHOWN = 8


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The context of the home page, as far as the user may look at each table."""
    now = timezone.now()
    told = {"tasks": open_tasks, "pipeline": pipeline, "activities": latest_activities}
    models = {"tasks": Task, "pipeline": Deal, "activities": Activity}
    home = {
        name: tell(request, now)
        for name, tell in told.items()
        if request.user.has_perm(f"contacts.view_{models[name]._meta.model_name}")
    }
    panels = ((panel, panel.told(request)) for panel in HOME_PANELS)
    return context | {
        "home": home,
        "home_panels": [{"template": panel.template, "told": told} for panel, told in panels if told],
        "now": now,
        "base_currency": settings.BASE_CURRENCY,
    }


def open_tasks(request: HttpRequest, now: Any) -> dict[str, Any]:
    """The user's own tasks that are to do, the most urgent first."""
    tasks = Task.objects.visible_to(request.user).live().filter(owner=request.user, done_at=None)
    # Of whom nothing is known any more, nothing is to do.
    tasks = tasks.exclude(contact__erased_at__isnull=False)
    counts = tasks.aggregate(all=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now)))
    shown = noting_editable(tasks, request.user).select_related("contact")
    return counts | {"rows": list(shown.order_by(F("due_at").asc(nulls_last=True), "pk")[:SHOWN])}


def pipeline(request: HttpRequest, now: Any) -> list[dict[str, Any]]:
    """Number and worth, in the base currency, of the open deals in each stage; `share` in per cent of the largest."""
    deals: QuerySet[Deal] = Deal.objects.visible_to(request.user).live().filter(closed_at=None)
    sums = {
        stage: (count, worth or 0)
        for stage, count, worth in deals.order_by().values_list("stage").annotate(Count("pk"), Sum("amount_base"))
    }
    largest = max((worth for _, worth in sums.values()), default=0)
    stages = [(stage, *sums.get(stage.pk, (0, 0))) for stage in Stage.objects.filter(outcome=Stage.Outcome.OPEN)]
    return [
        {"stage": stage, "count": count, "worth": worth, "share": round(100 * worth / largest) if largest else 0}
        for stage, count, worth in stages
    ]


def latest_activities(request: HttpRequest, now: Any) -> list[Activity]:
    """What has happened last, with whomever."""
    activities = Activity.objects.visible_to(request.user).live().filter(occurred_at__lte=now)
    return list(activities.select_related("contact", "owner").order_by("-occurred_at")[:SHOWN])
