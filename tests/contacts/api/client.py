"""A program that uses the API in somebody's name."""

import json
from typing import Any
from urllib.parse import urljoin

from django.test import Client
from knox.models import AuthToken

from contacts.models import Contact, ContactList
from crm.models import User

ROOT = "/api/v1/"


class Api:
    """Calls addresses below the root; bodies are what JSON can say, or bytes as they are."""

    def __init__(self, user: User | None) -> None:
        self.user = user
        self.headers = {"Authorization": f"Token {AuthToken.objects.create(user)[1]}"} if user else {}
        # Faults of the program are answered as they would be, not raised here.
        self.client = Client(raise_request_exception=False)

    def __call__(self, method: str, path: str, body: Any = None, **query: Any):
        content = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else b""
        kind = "application/json"
        return self.client.generic(
            method, urljoin(ROOT, path), content, kind, query_params=query or None, headers=self.headers
        )

    def get(self, path: str, **query: Any):
        return self("GET", path, **query)

    def post(self, path: str, body: Any):
        return self("POST", path, body)

    def put(self, path: str, body: Any):
        return self("PUT", path, body)

    def patch(self, path: str, body: Any):
        return self("PATCH", path, body)

    def delete(self, path: str, body: Any = None):
        return self("DELETE", path, body)


def one(kind: str, row: Any) -> str:
    """The address of a row."""
    return f"{kind}/{row.pk}/"


def ids(response: Any) -> list[str]:
    """The ids on a page."""
    return [row["id"] for row in response.json()["results"]]


def errors(response: Any) -> dict[str | None, str]:
    """What was refused: field → code."""
    return {error["field"]: error["code"] for error in response.json()["errors"]}


def members(contact_list: ContactList) -> str:
    """The address of those on the list."""
    return f"lists/{contact_list.pk}/members/"


def named(*contacts: Contact) -> dict[str, list[str]]:
    """A body that names contacts."""
    return {"contacts": [str(contact.pk) for contact in contacts]}


def pins(contact_list: ContactList) -> str:
    """The address of those pinned on the list."""
    return f"lists/{contact_list.pk}/pins/"


def why(contact_list: ContactList, contact: Contact) -> str:
    """The address that tells why the contact is on the list."""
    return f"lists/{contact_list.pk}/why/{contact.pk}/"
