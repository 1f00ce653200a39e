"""What tests of public pages share."""

from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client


def path_of(link: str) -> str:
    """The address within the site that a link of a mail leads to."""
    assert link.startswith(settings.PUBLIC_URL)
    return urlsplit(link).path


def strict() -> Client:
    """A browser of somebody unknown, for whom forged requests would be refused."""
    return Client(enforce_csrf_checks=True)


def text(response) -> str:
    return " ".join(response.content.decode().split())


def is_nowhere(response) -> bool:
    return response.status_code == HTTPStatus.NOT_FOUND and "This link no longer works" in text(response)
