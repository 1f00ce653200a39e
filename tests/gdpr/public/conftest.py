"""People with links of their own."""

import pytest
from django.core.cache import caches

from contacts.models import Contact
from gdpr.models import Purpose
from tests.factories import make_contact


@pytest.fixture(autouse=True)
def _nobody_has_asked_before(settings) -> None:
    settings.WHITENOISE_AUTOREFRESH = True
    caches["limits"].clear()


@pytest.fixture
def contact(db) -> Contact:
    return make_contact(first_name="Zyxwvut", email="zyxwvut@example.com")


@pytest.fixture
def marketing(db) -> Purpose:
    return Purpose.objects.get(key="email_marketing")
