"""The description of the API in OpenAPI 3.1."""

from collections.abc import Iterator
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_bearer_security_scheme_object

from contacts.api.filter_schema import COMPONENTS
from contacts.api.filters import LONGEST
from contacts.api.problems import MEDIA_TYPE

SUMMARIES = {
    "list": "List {many}",
    "retrieve": "Read {one}",
    "create": "Add {one}",
    "update": "Replace {one}",
    "partial_update": "Change {one}",
    "destroy": "Delete {one}",
}
PROBLEMS = {
    "400": "Something in the request was refused; `errors` says what, and why.",
    "401": "There is no token, or none that holds.",
    "403": "You may not do this, or not to this record.",
    "404": "There is no such record, or you may not see it.",
    "406": "Only JSON is answered.",
    "409": "The request does not fit what is there: an address or a name is taken, say.",
    "410": "The person was anonymised.",
    "413": "The body is too large.",
    "415": "Bodies are `application/json`.",
}
TEXT, NAME = {"type": "string"}, {"type": ["string", "null"]}
PROBLEM = {
    "type": "object",
    "description": "https://www.rfc-editor.org/rfc/rfc9457",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "For people."},
        "code": {"type": "string", "description": "For programs; it stays when the wording changes."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message", "code"],
                "properties": {"field": NAME, "message": TEXT, "code": TEXT},
            },
        },
        "contact": {"type": "string", "format": "uuid", "description": "The contact that is in the way."},
    },
}


class Operation(AutoSchema):
    """One address with one method."""

    def get_summary(self) -> str:
        meta = self.view.queryset.model._meta
        article = "an" if meta.verbose_name[0] in "aeiou" else "a"
        one, many = f"{article} {meta.verbose_name}", meta.verbose_name_plural
        return SUMMARIES[self.view.action].format(one=one, many=many)


class TokenScheme(OpenApiAuthenticationExtension):
    """`Authorization: Token …`"""

    target_class = "contacts.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return build_bearer_security_scheme_object("Authorization", "Token")


def describe_problems(result: dict[str, Any], **context: Any) -> dict[str, Any]:
    """Say with which errors each operation can answer."""
    components = result["components"]
    components["schemas"]["Problem"] = PROBLEM
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    components["responses"] = {
        f"Problem{status}": {"description": description, "content": content} for status, description in PROBLEMS.items()
    }
    for path, methods in result["paths"].items():
        for method, operation in methods.items():
            for status in _statuses(path, method):
                operation["responses"][status] = {"$ref": f"#/components/responses/Problem{status}"}
    return result


def describe_filters(result: dict[str, Any], **context: Any) -> dict[str, Any]:
    """Say what refers to itself, which no serializer can."""
    result["components"]["schemas"] |= COMPONENTS
    return result


def close_bodies(result: dict[str, Any], **context: Any) -> dict[str, Any]:
    """Say that bodies have no other fields than those described, and that no parameter is blank."""
    for name, schema in result["components"]["schemas"].items():
        if name.endswith("Request"):
            schema["additionalProperties"] = False
    for methods in result["paths"].values():
        if {"post", "delete"} <= methods.keys():
            # The framework describes no bodies of DELETE: here they name contacts.
            content = {"schema": {"$ref": "#/components/schemas/MembersRequest"}}
            methods["delete"]["requestBody"] = {"content": {"application/json": content}, "required": True}
        for operation in methods.values():
            for parameter in operation.get("parameters", ()):
                if parameter["schema"].keys() == {"type"}:
                    parameter["schema"] = {"type": "string", "minLength": 1, "maxLength": LONGEST}
    return result


def _statuses(path: str, method: str) -> Iterator[str]:
    yield from ("400", "401", "403", "406")
    if "{id}" in path:
        yield "404"
    if method != "get":
        yield from ("409", "413", "415")
    if "/contacts/{id}/" in path:
        yield from ("409", "410")
