"""Browsers of the standing people."""

import pytest
from django.test import Client


@pytest.fixture(autouse=True)
def _static_files_are_not_listed(settings) -> None:
    """Each browser would list all of them when it is made."""
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture
def as_admin(client: Client, admin) -> Client:
    client.force_login(admin)
    return client


@pytest.fixture
def as_outsider(outsider) -> Client:
    browser = Client()
    browser.force_login(outsider)
    return browser


@pytest.fixture
def as_bare_staff(sales_rep) -> Client:
    """A member of staff without any right."""
    browser = Client()
    browser.force_login(sales_rep)
    return browser


@pytest.fixture
def stored_files(settings, tmp_path) -> None:
    """Files are kept in the test's own folder."""
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }
