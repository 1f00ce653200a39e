"""What a page tells beside its form: the people, deals, tasks and activities that belong to the row."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Window
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from contacts.admin.paging import COUNTED
from contacts.models import Activity, Company, Contact, ContactList, Deal, Task
from crm.models import User

SHOWN = 8
OPEN_FIRST = [F("done_at").desc(nulls_first=True), F("due_at").asc(nulls_last=True), "pk"]


@dataclass(frozen=True)
class Kind:
    """How the rows of one table are shown on the page of another row."""

    model: type[models.Model]
    title: str
    template: str
    ordering: list[Any]
    related: tuple[str, ...]
    empty: str


@dataclass(frozen=True)
class Card:
    """Some rows of one kind, the addresses of all of them and of the form for one more."""

    kind: Kind
    rows: list[models.Model]
    count: int
    all_url: str
    add_url: str | None

    @property
    def template(self) -> str:
        return f"admin/contacts/desk/{self.kind.template}.html"

    @property
    def hidden(self) -> int:
        """How many rows there are beside those shown."""
        return self.count - len(self.rows)


PEOPLE = Kind(Contact, "People", "people", ["last_name", "first_name", "pk"], ("owner",), "Nobody yet.")
MEMBERS = replace(PEOPLE, template="members")
DEALS = Kind(Deal, "Deals", "deals", ["-created_at", "pk"], ("stage", "contact"), "No deals yet.")
TASKS = Kind(Task, "Tasks", "tasks", OPEN_FIRST, ("owner", "contact"), "Nothing to do.")
ACTIVITIES = Kind(
    Activity, "Activities", "activities", ["-occurred_at", "pk"], ("owner", "contact"), "Nothing has happened yet."
)


@dataclass(frozen=True)
class Place:
    """A kind's place on a page: which rows belong there, and how their list and their form are told the row."""

    kind: Kind
    rows_of: Callable[[Any, models.Model], models.QuerySet]
    filter_parameter: str
    form_parameter: str | None
    is_large: bool = False


def by_column(kind: Kind, column: str) -> Place:
    """The rows that name the page's row in a column of theirs."""
    return Place(kind, lambda rows, row: rows.filter(**{column: row}), f"{column}__id__exact", column)


OF_PAGE: dict[type[models.Model], list[Place]] = {
    Contact: [by_column(ACTIVITIES, "contact"), by_column(TASKS, "contact"), by_column(DEALS, "contact")],
    Company: [
        by_column(PEOPLE, "company"),
        by_column(DEALS, "company"),
        Place(ACTIVITIES, lambda rows, company: rows.of_company(company), "of_company", "company"),
    ],
    Deal: [by_column(ACTIVITIES, "deal"), by_column(TASKS, "deal")],
    ContactList: [Place(MEMBERS, lambda rows, each: rows.filter(list_members__list=each), "list", None, is_large=True)],
}


def cards(request: HttpRequest, row: models.Model, *, may_add: Callable[[type[models.Model]], bool]) -> list[Card]:
    """The cards of a row's page; tables that the user may not look at are left out."""
    return [
        _card(request, place, row, may_add(place.kind.model))
        for place in OF_PAGE[type(row)]
        if request.user.has_perm(f"contacts.view_{place.kind.model._meta.model_name}")
    ]


def _card(request: HttpRequest, place: Place, row: models.Model, may_add: bool) -> Card:
    kind = place.kind
    belonging = place.rows_of(kind.model.objects.visible_to(request.user).live(), row)
    if kind is TASKS:
        belonging = noting_editable(belonging, request.user)
    rows, count = _shown(belonging, place)
    name = f"admin:contacts_{kind.model._meta.model_name}"
    to_add = may_add and place.form_parameter
    return Card(
        kind,
        rows,
        count,
        f"{reverse(f'{name}_changelist')}?{urlencode({place.filter_parameter: row.pk})}",
        f"{reverse(f'{name}_add')}?{urlencode({place.form_parameter: row.pk})}" if to_add else None,
    )


def _shown(belonging: models.QuerySet, place: Place) -> tuple[list[models.Model], int]:
    """The first rows, and how many there are; of what can be large no more are counted than a list counts."""
    related = belonging.select_related(*place.kind.related).order_by(*place.kind.ordering)
    if place.is_large:
        return list(related[:SHOWN]), belonging.order_by()[:COUNTED].count()
    rows = list(related.annotate(total=Window(Count("pk")))[:SHOWN])
    return rows, rows[0].total if rows else 0


def noting_editable(tasks: models.QuerySet, user: User) -> models.QuerySet:
    """The tasks, each with whether the user may tick it off."""
    editable = Task.objects.editable_by(user).filter(pk=OuterRef("pk"))
    return tasks.annotate(is_editable=Exists(editable))


class DeskAdmin:
    """Shows the cards on the page of a row."""

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj:
            context |= {"desk": self.cards(request, obj), "now": timezone.now()}
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def cards(self, request, obj):
        """The cards of the row; it takes no more once it is deleted."""

        def may_add(model):
            return obj.is_live and self.admin_site.get_model_admin(model).has_add_permission(request)

        return cards(request, obj, may_add=may_add)
