"""Filters, the fields that they can ask about, and explanations, in OpenAPI."""

from typing import Any

from contacts.filters.kinds import Takes
from contacts.filters.parse import MOST_TERMS

TEXT, FLAG = {"type": "string"}, {"type": "boolean"}
FILTER = {"$ref": "#/components/schemas/Filter"}
PARTS = {"type": "array", "items": FILTER, "minItems": 1, "maxItems": MOST_TERMS}


def _closed(description: str, required: list[str], **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "description": description,
        "required": required,
        "properties": properties,
        "additionalProperties": False,
    }


def _called(*names: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": [*names, *properties], "properties": dict.fromkeys(names, TEXT) | properties}


def _several(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


FILTER_FIELD = _called(
    "name",
    "label",
    "type",
    operators=_several(_called("name", "label", takes={"enum": [each.value for each in Takes]})),
    choices=_several(_called("value", "label")),
)
FILTER_FIELD["properties"]["where"] = _several({"$ref": "#/components/schemas/FilterField"})
REASON = _called(
    "sentence",
    "actual",
    holds={"type": ["boolean", "null"], "description": "Null where it follows from what you may not look at."},
    parts=_several({"$ref": "#/components/schemas/Reason"}),
)
FLIP = _called(
    at={"type": "string", "format": "date-time"},
    joined=FLAG,
    change_set={
        "type": ["object", "null"],
        "properties": {"id": {"type": "string", "format": "uuid"}, "kind": TEXT},
    },
)
ID = {"type": "string", "format": "uuid"}
# By their names: what refers to itself.
COMPONENTS = {
    "Filter": {
        "description": "Who is meant; a plain list means all of its parts. `filter-fields/` says what can be asked.",
        "oneOf": [
            _closed("Each of them holds.", ["all"], all=PARTS),
            _closed("At least one of them holds.", ["any"], any=PARTS),
            _closed("It does not hold.", ["not"], **{"not": FILTER}),
            _closed("A condition.", ["field", "operator"], field=TEXT, operator=TEXT, value={}, where=FILTER),
            PARTS,
        ],
    },
    "FilterField": FILTER_FIELD,
    "Reason": REASON,
    "Explanation": _called(
        contact=ID,
        list=ID,
        is_member=FLAG,
        pinned={"type": ["boolean", "null"], "description": "True: always on the list. False: never."},
        reason={"$ref": "#/components/schemas/Reason"},
        flips=_several(FLIP),
    ),
}
