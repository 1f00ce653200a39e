"""Browsers of people with a role."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from tests.factories import make_user


@pytest.fixture(autouse=True)
def _static_files_are_not_listed(settings) -> None:
    """Each browser would list all of them when it is made."""
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture
def as_role(db) -> Callable[[str], Client]:
    def log_in(role: str) -> Client:
        user = make_user(is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        browser = Client()
        browser.force_login(user)
        return browser

    return log_in


@pytest.fixture
def as_officer(as_role) -> Client:
    return as_role("Privacy officer")


@pytest.fixture
def as_admin(client: Client, admin) -> Client:
    client.force_login(admin)
    return client
