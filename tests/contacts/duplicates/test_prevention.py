import threading

import pytest
from django.db import connection, transaction

from contacts.duplicates.prevention import lookalikes, tell_apart
from contacts.models import Contact, DuplicatePair
from tests.factories import booked, make_contact, make_user

ADA = {"first_name": "Ada", "last_name": "Fitzgibbon", "phone": "+49 171 2222222", "city": "Ulm"}


def unsaved(**fields):
    return Contact(**{"email": "ada.private@example.org", **ADA, **fields})


def found(contact, to):
    return [each.contact for each in lookalikes(contact, to=to)]


def test_somebody_whom_nobody_is_like_has_no_lookalikes(admin):
    make_contact(email="bob@example.com", first_name="Bob", last_name="Ray")

    assert found(unsaved(), admin) == []


def test_the_same_person_under_another_address_is_found_with_reasons_that_add_up(admin):
    known = make_contact(email="ada@example.com", **ADA)

    each = lookalikes(unsaved(), to=admin)[0]

    assert (each.contact, each.percent >= 90) == (known, True)
    assert "same phone" in [reason.text for reason in each.reasons]


def test_a_contact_is_not_like_itself(admin):
    known = make_contact(email="ada@example.com", **ADA)

    assert found(known, admin) == []


def test_those_of_a_household_are_not_taken_for_one(admin):
    make_contact(email="ada@example.com", **ADA)

    assert found(unsaved(first_name="Benedict", email="ben@example.org"), admin) == []


def test_whom_one_may_not_see_is_not_named(db):
    make_contact(email="ada@example.com", **ADA)

    assert found(unsaved(), make_user()) == []


def test_who_was_told_apart_is_not_named_until_something_changes(admin):
    known = make_contact(email="ada@example.com", **ADA)
    other = make_contact(email="ada.private@example.org", **ADA)

    tell_apart(other, {known.pk}, by=admin)
    before = found(other, admin)
    with booked():
        known.birth_date = "1980-02-03"
        known.save()
    other.birth_date = "1980-02-03"

    assert before == []
    assert found(other, admin) == [known]
    assert DuplicatePair.objects.get().decided_by == admin


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_the_same_person_at_once_the_second_is_told(admin):
    told, is_looking = [], threading.Event()

    def second():
        is_looking.set()
        with transaction.atomic():
            told.extend(found(unsaved(), admin))
        connection.close()

    other = threading.Thread(target=second)
    with transaction.atomic():
        assert found(unsaved(email="ada@example.com"), admin) == []
        other.start()
        is_looking.wait()
        first = make_contact(email="ada@example.com", **ADA)
    other.join()

    assert told == [first]
