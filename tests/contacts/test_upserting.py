"""Contacts that may be known already."""

import pytest
from django.core.exceptions import ValidationError

from contacts.consent import Consent
from contacts.exceptions import BelongsToOthers
from contacts.models import ChangeSet, Contact
from contacts.upserting import create_or_update
from tests.concurrency import in_threads
from tests.contacts.merging.merges import merged
from tests.factories import booked, make_contact, make_custom_field, make_user

pytestmark = pytest.mark.django_db

API = ChangeSet.Door.API
CONSENT = Consent(purpose="email_marketing", channel="api", evidence="sign-up")


def upsert(by=None, consent=None, **fields) -> tuple[Contact, bool]:
    return create_or_update(fields, by=by, door=API, source=Contact.Source.API, consent=consent)


@pytest.fixture
def ada():
    return make_contact(email="ada@example.com", first_name="Ada", title="Countess")


@pytest.mark.parametrize("email", ["", "ada at example"])
def test_address_that_is_none_is_refused(email):
    with pytest.raises(ValidationError):
        upsert(email=email)


def test_contact_of_others_is_not_changed(ada):
    with pytest.raises(BelongsToOthers):
        upsert(by=make_user(), email="ada@example.com", title="CTO")

    ada.refresh_from_db()
    assert ada.title == "Countess"


def test_known_contact_who_is_so_already_stays(ada):
    contact, is_new = upsert(email="Ada@Example.com", first_name="Ada", title="")

    assert (contact, is_new, contact.version, contact.title) == (ada, False, 1, "Countess")
    assert not ChangeSet.objects.filter(door="api").exists()


def test_unknown_address_is_a_new_contact(ada):
    contact, is_new = upsert(email="mary@example.com", first_name="Mary", consent=CONSENT)

    assert (contact.first_name, contact.source, contact.consent_given, is_new) == ("Mary", "api", True, True)


def test_only_a_new_contact_has_what_is_usual(ada):
    people = [
        create_or_update({"email": email}, usual={"title": "Lead"}, by=None, door=API, source=Contact.Source.API)[0]
        for email in ("ada@example.com", "mary@example.com")
    ]

    assert [person.title for person in people] == ["Countess", "Lead"]


def test_known_contact_says_what_is_new(ada):
    make_custom_field(key="size"), make_custom_field(key="colour")
    with booked():
        Contact.objects.update(custom_fields={"colour": "red"})

    contact, is_new = upsert(email="ada@example.com", title="CTO", custom_fields={"size": "L"}, consent=CONSENT)

    assert (contact, is_new, contact.first_name, contact.title) == (ada, False, "Ada", "CTO")
    assert (contact.custom_fields, contact.consent_given) == ({"colour": "red", "size": "L"}, True)


def test_address_of_somebody_who_was_merged_means_the_one_that_stayed(ada):
    merged(ada, make_contact(email="lovelace@example.com"))

    contact, is_new = upsert(email="lovelace@example.com", department="Analysis")

    assert (contact, is_new, contact.email, contact.department) == (ada, False, "ada@example.com", "Analysis")


def test_it_is_one_change_set(ada):
    upsert(email="ada@example.com", title="CTO", consent=CONSENT)

    assert list(ChangeSet.objects.filter(door="api").values_list("kind", flat=True)) == ["edit"]


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_one_contact():
    def work():
        upsert(email="ada@example.com", first_name="Ada")

    in_threads(*[work] * 4)

    assert Contact.objects.count() == 1
