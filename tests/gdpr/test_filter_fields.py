"""Filters of contacts that ask about consent."""

import pytest
from django.utils import timezone

from contacts.filters import matching, parse
from gdpr.consent import record
from tests.factories import make_contact

pytestmark = pytest.mark.django_db

PHONE = {"channel": "phone", "evidence": "Call"}


def test_newest_word_counts():
    granted, withdrawn, asked, _ = [make_contact() for _ in range(4)]
    for contact in (granted, withdrawn):
        record(contact, purpose="email_marketing", kind="granted", **PHONE)
    record(withdrawn, purpose="email_marketing", kind="withdrawn", **PHONE)
    for contact in (granted, asked):
        record(contact, purpose="email_marketing", kind="requested", **PHONE)

    consenting = parse([{"field": "consent", "operator": "equals", "value": "E-mail marketing"}])

    assert set(matching(consenting, now=timezone.now())) == {granted}
