"""How a contact comes to be."""

import pytest
from django.core.exceptions import ValidationError

from contacts.consent import Consent
from contacts.creation import add_contact, create_contact, owner_of
from contacts.exceptions import EmailTaken
from contacts.models import ChangeSet, Contact, CustomField
from gdpr.exceptions import GrantNeedsEvidence, NotPermitted
from gdpr.models import ConsentEvent
from tests.factories import booked, make_contact, make_custom_field, make_user

pytestmark = pytest.mark.django_db

MARKETING = {"purpose": "email_marketing", "channel": "phone"}


def create(consent: Consent | None = None, **fields: object) -> Contact:
    fields = {"email": "jane@example.com"} | fields
    door, source = ChangeSet.Door.API, Contact.Source.API
    return create_contact(fields, by=None, door=door, source=source, consent=consent)


def test_address_that_is_none_is_refused():
    with pytest.raises(ValidationError):
        create(email="jane at example")

    assert not Contact.objects.exists()


def test_address_that_is_taken_is_refused():
    make_contact(email="jane@example.com")

    with pytest.raises(EmailTaken):
        create(email="Jane@Example.com")

    assert Contact.objects.count() == 1


def test_custom_field_that_nobody_defined_is_refused():
    with pytest.raises(ValidationError, match=r"custom_fields\.colour.*There is no such custom field"):
        create(custom_fields={"colour": "red"})


def test_custom_field_that_is_required_is_asked_for():
    make_custom_field(key="colour", label="Colour", required=True)

    with pytest.raises(ValidationError, match=r"custom_fields\.colour.*This field is required"):
        create()


def test_grant_without_evidence_writes_nothing():
    with pytest.raises(GrantNeedsEvidence):
        create(consent=Consent(**MARKETING, evidence=" "))

    assert not Contact.objects.exists()


def test_grant_by_somebody_who_may_not_record_it_writes_nothing():
    consent = Consent(**MARKETING, evidence="Call of 3 May")
    contact = Contact(email="jane@example.com", source=Contact.Source.FORM)

    with pytest.raises(NotPermitted, match=r"gdpr\.add_consentevent"):
        add_contact(contact, by=make_user(), door=ChangeSet.Door.ADMIN, consent=consent)

    assert (Contact.objects.count(), ChangeSet.objects.count()) == (0, 0)


def test_values_are_brought_into_their_canonical_form():
    make_custom_field(key="size", type=CustomField.Type.NUMBER)

    contact = create(email=" Jane@EXAMPLE.com", custom_fields={"size": "42"})

    assert (contact.email, contact.custom_fields, contact.source) == ("jane@example.com", {"size": 42}, "api")


def test_consent_is_recorded_in_the_same_change_set():
    contact = create(consent=Consent(**MARKETING, evidence="Call of 3 May"))

    assert ConsentEvent.objects.get(contact=contact).change_set == ChangeSet.objects.get()
    assert Contact.objects.get().consent_given


def test_owner_of_an_address_has_it_as_a_further_one_too():
    contact = make_contact()
    with booked():
        contact.emails.create(email="jane@home.example")

    assert owner_of("Jane@Home.example") == contact
    assert owner_of("jane@home.example", besides=contact) is None


def test_texts_are_kept_as_the_import_keeps_them():
    contact = create(
        email="ada@example.com",
        first_name="E\u0301mile\u200b",
        city="Berlin\ufeff ",
        country="de",
        linkedin_url="http://LinkedIn.com/in/x",
    )

    contact.refresh_from_db()
    assert (contact.first_name, contact.city, contact.country) == ("Émile", "Berlin", "DE")
    assert contact.linkedin_url == "http://linkedin.com/in/x"
