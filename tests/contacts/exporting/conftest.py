"""Contacts with everything that might be lost on the way out and in."""

import pytest

from contacts import normalize
from contacts.models import Company, ContactTag, ExternalId, Tag
from gdpr.consent import record
from tests.contacts.exporting.nasty import NAUGHTY
from tests.factories import booked, make_company, make_contact, make_custom_field, make_tag

TYPES = {
    "text": ("text", "a; b, c"),
    "number": ("number", 1200.5),
    "whole": ("number", 1234567),
    "small": ("number", 1e-07),
    "day": ("date", "2026-01-02"),
    "yes": ("boolean", True),
    "no": ("boolean", False),
    "colour": ("choice", "dark red; light"),
    "colours": ("multiple_choice", ["blue", 'dark "red"', "dark red; light"]),
    "page": ("url", "https://example.com/a?b=c;d"),
    "mail": ("email", "bob@example.com"),
}
CHOICES = ["blue", 'dark "red"', "dark red; light", "gone"]


@pytest.fixture
def crowd(db):
    """Contacts with everything that might be lost on the way out and in."""
    for key, (type_, _) in TYPES.items():
        make_custom_field(key=key, type=type_, choices=CHOICES if "choice" in type_ else [])
    clean = [normalize.clean_text(text) for text in NAUGHTY]
    gone = make_company(name="Gone", domain="gone.example")
    acme, other = make_company(name="Acme"), make_company(name="ACME", domain="acme.example")
    for number, text in enumerate(clean):
        make_contact(
            email=f"naughty{number}@example.com",
            first_name=text,
            last_name=text,
            title=text,
            city=text,
            phone=text[:50].strip(),
            mobile=text[:50].strip(),
            country="Narnia" if number % 2 else "CI",
            company=(acme, other, gone, make_company(name=text))[number % 4],
            custom_fields={"text": text},
            lifecycle_stage="lead",
        )
    full = make_contact(
        email="full@example.com",
        phone="",
        birth_date="0999-01-02",
        linkedin_url="https://example.com/in/full",
        custom_fields={key: value for key, (_, value) in TYPES.items()} | {"unknown": "kept"},
    )
    with booked():
        for number in range(12):
            full.emails.create(email=f"further{number}@example.com")
            full.phones.create(number=f"+49 30 1234{number:02}; ask" if number % 2 else f"+49 30 1234{number:02}")
        for name in ("a; b", 'say "hi"', "* starred | x", "plain"):
            ContactTag.objects.create(contact=full, tag=make_tag(name=name))
        ContactTag.objects.create(contact=full, tag=make_tag(name="dropped"))
        Tag.objects.filter(name="dropped").soft_delete()
        Company.objects.filter(name="Gone").soft_delete()
        ExternalId.objects.create(contact=full, system="SAP ERP", value="1;2:3")
        ExternalId.objects.create(contact=full, system="import", value="x" * 255)
    record(full, purpose="email_marketing", kind="withdrawn", channel="form")
    return full
