"""From JSON to a filter; whatever is wrong is told with its place, such as `all[2].value`."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from contacts.exceptions import UnusableFilter
from contacts.filters.fields import Field
from contacts.filters.kinds import Operator, UnfitValue
from contacts.filters.table import fields_of_contacts
from contacts.filters.tree import All, AnyOf, Leaf, Node, Not

MOST_LEVELS = 10
MOST_TERMS = 200
GROUPS = {"all": All, "any": AnyOf}
LEAF_KEYS = {"field", "operator", "value", "where"}
NODE = 'a group such as {"all": [...]}, {"any": [...]} or {"not": ...}, or a condition with “field” and “operator”'
SHOWN = 40
# The place of what is wrong with all of it.
WHOLE = "the filter"


def parse(given: Any, *, fields: Mapping[str, Field] | None = None) -> Node:
    """The filter that JSON describes; a plain list of conditions means all of them. Raises UnusableFilter.

    `fields` are those that it may ask about: without, all there are of contacts.
    """
    reader = _Reader(fields_of_contacts() if fields is None else fields, _Budget())
    return reader.group("all", given) if isinstance(given, list) else reader.node(given)


@dataclass
class _Budget:
    """How many terms the whole filter may still have."""

    left: int = MOST_TERMS

    def spend(self, place: str) -> None:
        if not self.left:
            raise UnusableFilter(place=place, expected=f"a filter of at most {MOST_TERMS} conditions and groups")
        self.left -= 1


@dataclass(frozen=True)
class _Reader:
    """Reads the part of a filter that stands at `place`, `level` groups deep."""

    fields: Mapping[str, Field]
    budget: _Budget
    place: str = ""
    level: int = 1

    def node(self, given: Any) -> Node:
        """A group or a condition."""
        self.budget.spend(self.place)
        if not isinstance(given, dict):
            self.refuse(NODE)
        if "field" in given:
            return self.leaf(given)
        if len(given) != 1 or not given.keys() <= {*GROUPS, "not"}:
            self.refuse(NODE)
        [(name, inner)] = given.items()
        if name == "not":
            return Not(self.deeper(".not").node(inner))
        return self.group(name, inner)

    def group(self, name: str, given: Any) -> Node:
        """The parts of a group, of which there must be one: without, everybody would be meant."""
        inside = self.at(f".{name}")
        if not isinstance(given, list) or not given:
            inside.refuse("a list of at least one condition or group")
        return GROUPS[name](tuple(inside.deeper(f"[{n}]").node(part) for n, part in enumerate(given)))

    def leaf(self, given: dict[str, Any]) -> Leaf:
        """One condition."""
        if unknown := given.keys() - LEAF_KEYS:
            self.refuse(f"no more than {', '.join(sorted(LEAF_KEYS))}; found {_shown(sorted(unknown)[0])}")
        field = self.known("field", given, self.fields)
        operator = self.known("operator", given, field.kind.operators)
        return Leaf(field, operator, self.value(field, operator, given.get("value")), self.where(field, given))

    def known(self, key: str, given: dict[str, Any], known: Mapping[str, Any]) -> Any:
        """What the table has under the name that is given."""
        name = given.get(key)
        if not isinstance(name, str) or name not in known:
            inside = self.at(f".{key}")
            inside.refuse(f"one of {', '.join(known)}; found {_shown(name)}")
        return known[name]

    def value(self, field: Field, operator: Operator, given: Any) -> Any:
        """The value in the field's own type."""
        try:
            return field.kind.read(operator, given)
        except UnfitValue as error:
            inside = self.at(f".value{error.place}")
            inside.refuse(error.expected)

    def where(self, field: Field, given: dict[str, Any]) -> Node | None:
        """The condition on related rows."""
        if given.get("where") is None:
            return None
        inside = self.deeper(".where")
        if field.inner is None:
            inside.refuse(f"nothing: {field.name} has no rows to choose from")
        inside = replace(inside, fields=field.inner)
        where = given["where"]
        return inside.group("all", where) if isinstance(where, list) else inside.node(where)

    def at(self, step: str) -> "_Reader":
        """The same, one step further in."""
        return replace(self, place=f"{self.place}{step}".removeprefix("."))

    def deeper(self, step: str) -> "_Reader":
        """The same, one level deeper."""
        inside = replace(self.at(step), level=self.level + 1)
        if inside.level > MOST_LEVELS:
            inside.refuse(f"a filter of at most {MOST_LEVELS} levels")
        return inside

    def refuse(self, expected: str) -> None:
        """Raise UnusableFilter."""
        raise UnusableFilter(place=self.place or WHOLE, expected=expected)


def _shown(given: Any) -> str:
    # No more of it than helps to find it; half of a surrogate pair could not be shown at all.
    return ascii(given) if not isinstance(given, str) else f"“{given[:SHOWN].encode(errors='replace').decode()}”"
