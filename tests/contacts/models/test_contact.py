"""Contacts and their addresses, as the database keeps them."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Case, Value, When

from contacts.models import Activity, Contact, ContactEmail
from gdpr.consent import record
from tests.factories import booked, make_activity, make_contact

pytestmark = pytest.mark.django_db

TAKEN = "email_unique_among_live"


def addresses(contact: Contact) -> list[tuple[str, bool, bool]]:
    rows = ContactEmail.objects.filter(contact=contact).order_by("email")
    return list(rows.values_list("email", "is_primary", "live"))


def update(contact: Contact, **fields: object) -> None:
    with booked():
        Contact.objects.filter(pk=contact.pk).update(**fields)
    contact.refresh_from_db()


def soft_delete(contact: Contact) -> None:
    with booked():
        Contact.objects.filter(pk=contact.pk).soft_delete()
    contact.refresh_from_db()


def test_address_may_not_be_blank():
    with pytest.raises(IntegrityError, match="contact_email_present"):
        make_contact(email="")


def test_address_is_unique_whatever_the_case():
    make_contact(email="jane@example.com")

    with pytest.raises(IntegrityError, match=TAKEN):
        make_contact(email="Jane@Example.COM")


def test_address_of_a_contact_is_no_further_address_of_another():
    make_contact(email="jane@example.com")
    john = make_contact()

    with pytest.raises(IntegrityError, match=TAKEN), booked():
        ContactEmail.objects.create(contact=john, email="JANE@example.com")


def test_further_address_is_no_primary_address_of_another():
    jane = make_contact()
    with booked():
        ContactEmail.objects.create(contact=jane, email="jane@home.example")

    with pytest.raises(IntegrityError, match=TAKEN):
        make_contact(email="jane@home.example")


def test_address_is_cleaned_before_it_is_saved_by_a_form():
    contact = Contact(email=" Jane@EXAMPLE.com ")

    contact.clean()

    assert contact.email == "jane@example.com"


def test_address_that_is_none_is_refused_by_a_form():
    with pytest.raises(ValidationError):
        Contact(email="jane at example").clean()


def test_primary_address_of_a_new_contact_is_among_its_addresses():
    contact = make_contact(email="jane@example.com")

    assert addresses(contact) == [("jane@example.com", True, True)]


def test_primary_address_that_was_claimed_beforehand_is_not_added_twice():
    contact = Contact(email="jane@example.com", source=Contact.Source.IMPORT)
    with transaction.atomic(), booked():
        ContactEmail.objects.create(contact=contact, email=contact.email, is_primary=True)
        contact.save()

    assert addresses(contact) == [("jane@example.com", True, True)]


def test_former_primary_address_stays_as_a_further_one():
    contact = make_contact(email="old@example.com")

    update(contact, email="new@example.com")

    assert addresses(contact) == [("new@example.com", True, True), ("old@example.com", False, True)]


def test_further_address_becomes_the_primary_one():
    contact = make_contact(email="old@example.com")
    update(contact, email="new@example.com")

    update(contact, email="old@example.com")

    assert addresses(contact) == [("new@example.com", False, True), ("old@example.com", True, True)]


def test_change_of_case_adds_no_address():
    contact = make_contact(email="jane@example.com")

    update(contact, email="Jane@example.com")

    assert addresses(contact) == [("Jane@example.com", True, True)]


def test_two_contacts_swap_their_addresses_in_one_update():
    jane, john = make_contact(email="jane@example.com"), make_contact(email="john@example.com")

    with booked():
        Contact.objects.update(email=Case(When(pk=jane.pk, then=Value(john.email)), default=Value(jane.email)))

    assert addresses(jane) == [("john@example.com", True, True)]
    assert addresses(john) == [("jane@example.com", True, True)]


def test_former_address_stays_though_a_deleted_contact_of_the_same_update_had_it():
    gone = make_contact(email="jane@example.com")
    soft_delete(gone)
    jane = make_contact(email="jane@example.com")

    with booked():
        emails = Case(When(pk=jane.pk, then=Value("jane@new.example")), default=Value("jane@example.com"))
        Contact.objects.filter(pk__in=[gone.pk, jane.pk]).update(email=emails)

    assert addresses(jane) == [("jane@example.com", False, True), ("jane@new.example", True, True)]


def test_contact_that_is_deleted_frees_its_addresses():
    gone = make_contact(email="jane@example.com")
    update(gone, email="jane@new.example")

    soft_delete(gone)

    assert addresses(make_contact(email="Jane@example.com")) == [("Jane@example.com", True, True)]
    assert addresses(gone) == [("jane@example.com", False, False), ("jane@new.example", True, False)]


def test_contact_takes_the_address_of_one_deleted_in_the_same_update():
    gone, heir = make_contact(email="jane@example.com"), make_contact()

    with booked():
        Contact.objects.update(
            email="jane@example.com",
            deleted_at=Case(When(pk=gone.pk, then=Value(datetime(2026, 1, 1, tzinfo=UTC)))),
        )

    assert addresses(gone) == [("jane@example.com", True, False)]
    assert ("jane@example.com", True, True) in addresses(heir)


def test_restore_is_refused_when_the_address_is_taken():
    gone = make_contact(email="jane@example.com")
    soft_delete(gone)
    make_contact(email="jane@example.com")

    with pytest.raises(IntegrityError, match=TAKEN), booked():
        Contact.objects.filter(pk=gone.pk).restore()


def test_restore_makes_the_addresses_live_again():
    contact = make_contact(email="jane@example.com")
    soft_delete(contact)

    with booked():
        restored = Contact.objects.filter(pk=contact.pk).restore()

    assert (restored, addresses(contact)) == (1, [("jane@example.com", True, True)])


def test_contact_is_never_deleted_from_the_table():
    contact = make_contact()

    with pytest.raises(IntegrityError), booked():
        contact.delete()


def test_version_does_not_count_a_write_that_changes_nothing():
    contact = make_contact(first_name="Jane")

    update(contact, first_name="Jane")

    assert contact.version == 1


def test_version_does_not_count_what_follows_from_other_rows():
    contact = make_contact()
    before = contact.updated_at

    make_activity(contact)
    record(contact, purpose="email_marketing", kind="withdrawn", channel="phone")
    contact.refresh_from_db()

    assert (contact.version, contact.updated_at) == (1, before)
    assert (contact.email_opt_in, contact.last_contacted_at is None) == (False, False)


def test_version_counts_changes():
    contact = make_contact()

    update(contact, first_name="Jane")
    update(contact, custom_fields={"colour": "red"})

    assert contact.version == 3


def test_version_cannot_be_set():
    contact = make_contact()

    update(contact, first_name="Jane", version=70)

    assert contact.version == 2


def test_form_opened_earlier_does_not_put_back_what_the_database_keeps():
    contact = make_contact()
    opened = Contact.objects.get(pk=contact.pk)
    activity = make_activity(contact, kind=Activity.Kind.CALL)
    record(contact, purpose="email_marketing", kind="withdrawn", channel="phone")

    with booked():
        opened.first_name = "Jane"
        opened.save()
    contact.refresh_from_db()

    assert (contact.first_name, contact.version) == ("Jane", 2)
    assert (contact.last_contacted_at, contact.email_opt_in) == (activity.occurred_at, False)


def test_contact_read_in_part_is_saved_in_part():
    contact = make_contact(first_name="Jane", last_name="Doe")
    opened = Contact.objects.only("first_name").get(pk=contact.pk)
    update(contact, last_name="Smith")

    with booked():
        opened.first_name = "Joan"
        opened.save()

    assert Contact.objects.get().full_name == "Joan Smith"


def test_names_are_compared_without_case_and_accents():
    make_contact(first_name="Zoë", last_name="ÅNGSTRÖM")

    assert Contact.objects.get().name_key == "zoe angstrom"


def test_number_that_cannot_be_dialled_has_no_canonical_form():
    assert make_contact(phone="ask at the desk").phone_e164 == ""


def test_numbers_are_read_in_the_country_of_the_contact():
    contact = make_contact(phone="030 901820", mobile="+44 7911 123456", country="DE")

    assert (contact.phone_e164, contact.mobile_e164) == ("+4930901820", "+447911123456")


def test_contact_merged_into_another_is_deleted():
    winner, loser = make_contact(), make_contact()

    with pytest.raises(IntegrityError, match="contact_merged_is_deleted"):
        update(loser, merged_into=winner)


def test_contact_is_not_merged_into_itself():
    contact = make_contact()
    soft_delete(contact)

    with pytest.raises(IntegrityError, match="contact_not_merged_into_itself"):
        update(contact, merged_into=contact)


def test_contact_without_a_source_is_refused():
    with pytest.raises(IntegrityError, match="contact_source_present"):
        make_contact(source="")


def test_new_contact_has_agreed_to_nothing_and_refused_nothing():
    contact = make_contact()
    contact.refresh_from_db()

    assert (contact.email_opt_in, contact.consent_given, contact.data_processing_consent) == (True, False, False)


@pytest.mark.parametrize(
    "consent",
    [{"consent_given": True}, {"data_processing_consent": True}, {"email_opt_in": False}],
)
def test_new_contact_with_consent_of_its_own_is_refused(consent):
    with pytest.raises(DatabaseError, match="consent is written by the consent ledger alone"):
        make_contact(**consent)


@pytest.mark.parametrize(
    "consent",
    [{"consent_given": True}, {"data_processing_consent": True}, {"email_opt_in": False}],
)
def test_consent_cannot_be_changed_past_the_ledger(consent):
    contact = make_contact()

    with pytest.raises(DatabaseError, match="consent is written by the consent ledger alone"):
        update(contact, **consent)
