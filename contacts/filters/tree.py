"""A filter that was read and judged sound."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from contacts.filters.fields import Field
from contacts.filters.kinds import Operator


@dataclass(frozen=True)
class All:
    """Each of the parts holds."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class AnyOf:
    """At least one of the parts holds."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Not:
    """The part does not hold."""

    part: "Node"


@dataclass(frozen=True)
class Leaf:
    """One condition; `where` says which rows count, of a field that is about related rows."""

    field: Field
    operator: Operator
    value: Any = None
    where: "Node | None" = None


Node = All | AnyOf | Not | Leaf


def leaves(node: Node, *, inner: bool = True) -> Iterator[Leaf]:
    """The conditions of the filter, and if `inner`, those of its conditions on related rows."""
    if isinstance(node, Leaf):
        yield node
        if inner and node.where:
            yield from leaves(node.where)
        return
    for part in (node.part,) if isinstance(node, Not) else node.parts:
        yield from leaves(part, inner=inner)


def as_json(node: Node) -> dict[str, Any]:
    """The filter as scripts write it; names are ids by then."""
    match node:
        case All(parts):
            return {"all": [as_json(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [as_json(part) for part in parts]}
        case Not(part):
            return {"not": as_json(part)}
    leaf: dict[str, Any] = {"field": node.field.name, "operator": node.operator.name}
    if node.value is not None:
        leaf["value"] = node.field.kind.json(node.value)
    if node.where:
        leaf["where"] = as_json(node.where)
    return leaf
