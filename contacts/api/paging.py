"""Pages that begin where the one before ended: the last of a million rows are as near as the first."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Expression, Func, Model, QuerySet, TextField, Value
from django.db.models.lookups import GreaterThan, LessThan
from django.utils.crypto import salted_hmac
from django.views import View
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

SIZE, LARGEST = 100, 200
RELEVANCE = "relevance"
ORDERING = "ordering"
PARAMETERS = ("cursor", ORDERING, "page_size")
CURSOR = re.compile(r"(after|before)\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([0-9a-f]{16})", re.ASCII)


class Row(Func):
    """Several columns compared as one: (a, b) > (1, 2)."""

    template = "(%(expressions)s)"
    output_field = TextField()


class Edge(NamedTuple):
    """Where a page begins: after some row, or before it."""

    side: str
    values: Sequence[Any]


@dataclass(frozen=True)
class Order:
    """Columns by which rows are sorted, of which the last tells any two of them apart."""

    name: str
    columns: Sequence[Expression]
    # The same in terms of the row's own table, where `columns` are those of a table that is joined.
    own: Sequence[Expression] = ()

    def page(self, rows: QuerySet, edge: Edge | None, *, size: int) -> list[Model]:
        """The next rows from the edge on, or the previous ones, up to `size`; each knows its `place`."""
        falls = self.name.startswith("-") != bool(edge and edge.side == "before")
        if edge:
            comparison = LessThan if falls else GreaterThan
            rows = rows.filter(comparison(Row(*self.columns), Row(*map(Value, edge.values))))
        rows = rows.order_by(*(column.desc() if falls else column.asc() for column in self.columns))
        places = {f"place_{number}": column for number, column in enumerate(self.columns)}
        found = list(rows.annotate(**places)[:size])
        return found[::-1] if edge and edge.side == "before" else found

    def cursor(self, side: str, row: Model) -> str:
        """Names a row at the edge of a page, not what stands in it: that may be somebody's name."""
        values = [getattr(row, f"place_{number}") for number in range(len(self.columns))]
        return f"{side}.{row.pk}.{self._seal(values)}"

    def edge(self, cursor: str, rows: QuerySet) -> Edge:
        """Where the cursor points. Raises ValidationError where the row has another place by now."""
        match = CURSOR.fullmatch(cursor)
        side, pk, seal = match.groups() if match else ("", None, "")
        values = self._place(rows, pk)
        if values is None or self._seal(values) != seal:
            message = "The cursor leads nowhere: use `next` or `previous` as they were given, or begin anew."
            raise ValidationError({"cursor": [message]}, code="bad_cursor")
        return Edge(side, values)

    def _place(self, rows: QuerySet, pk: str | None) -> Sequence[Any] | None:
        return rows.model._base_manager.filter(pk=pk).values_list(*(self.own or self.columns)).first()

    def _seal(self, values: Sequence[Any]) -> str:
        return salted_hmac("contacts.api.paging", repr((self.name, *values))).hexdigest()[:16]


class Ranking(Order):
    """The order of a search, which ranks those alone that it finds; others may come in between while somebody reads.

    A walk goes on from where the last row of the page ranks by now.
    """

    def _place(self, rows: QuerySet, pk: str | None) -> Sequence[Any] | None:
        return rows.filter(pk=pk).values_list(*self.columns).first()

    def _seal(self, values: Sequence[Any]) -> str:
        return super()._seal(())


class KeysetPagination(BasePagination):
    """`?cursor=…&page_size=…&ordering=…`; the view names the orders in `orderings`, the usual one first."""

    def paginate_queryset(self, queryset: QuerySet, request: Request, view: View) -> list[Model]:
        """One page. Raises ValidationError for parameters that make no sense."""
        order, size = _order(view), _size(request)
        cursor = request.query_params.get("cursor")
        edge = order.edge(cursor, queryset) if cursor else None
        backwards = bool(edge and edge.side == "before")
        # One more shows whether there are others beyond.
        found = order.page(queryset, edge, size=size + 1)
        has_more = len(found) > size
        page = found[-size:] if backwards else found[:size]
        self.next = self.previous = None
        if page and (backwards or has_more):
            self.next = _address(request, order.cursor("after", page[-1]))
        if page and (has_more if backwards else edge):
            self.previous = _address(request, order.cursor("before", page[0]))
        return page

    def get_paginated_response(self, data: list[dict[str, Any]]) -> Response:
        """The page with the addresses of the next and of the previous one."""
        return Response({"next": self.next, "previous": self.previous, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """How such a page looks."""
        address = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": address, "previous": address, "results": schema},
        }

    def get_schema_operation_parameters(self, view: View) -> list[dict[str, Any]]:
        """The parameters, as OpenAPI has them."""
        orderings = [sign + name for name in view.orderings for sign in ("", "-")]
        schemas = {
            "cursor": {"type": "string", "pattern": CURSOR.pattern},
            ORDERING: {"type": "string", "enum": orderings, "default": next(iter(view.orderings))},
            "page_size": {"type": "integer", "minimum": 1, "maximum": LARGEST, "default": SIZE},
        }
        return [{"name": name, "in": "query", "required": False, "schema": schemas[name]} for name in PARAMETERS]


def _address(request: Request, cursor: str) -> str:
    return replace_query_param(request.build_absolute_uri(), "cursor", cursor)


def _order(view: View) -> Order:
    name = view.ordering()
    bare = name.removeprefix("-")
    if bare not in view.orderings:
        message = f"Choose one of these, or one with a minus before it: {', '.join(view.orderings)}."
        raise ValidationError({ORDERING: [message]}, code="invalid")
    if bare == RELEVANCE:
        return Ranking(name, view.orderings[bare])
    return Order(name, view.orderings[bare], getattr(view, "own_columns", {}).get(bare, ()))


def _size(request: Request) -> int:
    text = request.query_params.get("page_size", str(SIZE))
    if not re.fullmatch("[0-9]{1,3}", text) or not 1 <= int(text) <= LARGEST:
        raise ValidationError({"page_size": [f"Give a number from 1 to {LARGEST}."]}, code="invalid")
    return int(text)
