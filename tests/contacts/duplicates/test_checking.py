"""Who may be the same as one person."""

import pytest

from contacts.deletion import delete
from contacts.duplicates.profile import profile
from contacts.models import BlockingKeys, ChangeSet, Contact
from tests.contacts.duplicates.conftest import candidates, candidates_of_new
from tests.factories import make_company, make_contact

pytestmark = pytest.mark.django_db

HOME = {"address_line1": "12 High Street", "city": "Oxford", "postal_code": "OX1 4AB", "phone": "+44 1865 270000"}


@pytest.fixture
def robert(db) -> Contact:
    return make_contact(first_name="Robert", last_name="Thornfield", email="robert.thornfield@gmail.com", **HOME)


def test_nobody_is_like_a_stranger(robert):
    assert candidates_of_new(first_name="Agnieszka", last_name="Nowak", emails=["a.nowak@example.pl"]) == []


def test_a_profile_without_values_is_like_nobody(robert):
    assert candidates_of_new() == []


def test_a_contact_is_not_its_own_duplicate(robert):
    assert candidates(robert) == []


def test_a_deleted_contact_is_no_candidate(robert):
    delete(Contact.objects.all(), by=None, door=ChangeSet.Door.COMMAND)

    assert candidates_of_new(first_name="Robert", last_name="Thornfield", phones=[HOME["phone"]]) == []


@pytest.mark.parametrize(
    "values",
    [
        {"first_name": "Bob", "last_name": "Thornfield", "phones": ["01865 270000"]},
        {"first_name": "Thornfield", "last_name": "Robert", "emails": ["Robert.Thornfield+news@googlemail.com"]},
        {"first_name": "", "last_name": "Thornfield, Robert", "phones": ["0044 1865 270000 ext 12"]},
        {"first_name": "Robert", "last_name": "Thornfeild", "emails": ["robertthornfield@gmail.com"]},
    ],
    ids=["nickname", "exchanged names", "joined names", "slip"],
)
def test_a_person_who_is_not_saved_is_found(robert, values):
    assert [each.contact_id for each in candidates_of_new(**values)] == [robert.pk]


def test_reasons_add_up_to_the_log_odds(robert):
    import math

    [found] = candidates_of_new(first_name="Bob", last_name="Thornfield", phones=["01865 270000"])

    odds = math.exp(sum(reason.weight for reason in found.reasons))
    assert found.probability == pytest.approx(odds / (1 + odds))
    assert {"same phone", "one first name is short for the other"} < {reason.text for reason in found.reasons}


def test_a_household_is_several_people(robert, likeness):
    wife = make_contact(first_name="Margaret", last_name="Thornfield", email="margaret@example.com", **HOME)

    assert likeness(robert, wife) < 0.5


def test_junior_is_not_senior(likeness):
    senior = make_contact(first_name="James", last_name="Thornfield Sr", **HOME)
    junior = make_contact(first_name="James", last_name="Thornfield Jr.", **HOME)

    assert likeness(senior, junior) < 0.5


def test_colleagues_on_one_switchboard_are_several_people(likeness):
    office = {"company": make_company(name="Brightwater Ltd"), "phone": "+44 1865 270001"}
    one = make_contact(first_name="Anna", last_name="Kowalska", **office)
    other = make_contact(first_name="Peter", last_name="Wilson", **office)

    assert likeness(one, other) < 0.5


def test_namesakes_in_different_places_are_several_people(likeness):
    names = {"first_name": "John", "last_name": "Smith"}
    one = make_contact(email="john.smith@acme.com", company=make_company(name="Acme"), phone="+1 212 5550100", **names)
    other = make_contact(
        email="jsmith77@yahoo.com", company=make_company(name="Globex"), phone="+1 415 5550199", **names
    )

    assert likeness(one, other) < 0.65


def test_a_common_key_leads_to_those_who_share_a_second_one(db):
    shared = {"company": make_company(name="Brightwater Ltd"), "phone": "+44 1865 270001", "last_name": "Smith"}
    people = [make_contact(first_name=f"Name{chr(97 + n // 26)}{chr(97 + n % 26)}", **shared) for n in range(65)]

    found = candidates(people[7])

    assert BlockingKeys.objects.filter(contact=people[7]).exists()
    assert len(found) > 0


def test_profile_holds_what_is_compared():
    made = profile(
        first_name="Dr. Łukasz",
        last_name="O’Neil Jr.",
        emails=["L.O.Neil+x@GoogleMail.com", "l.o.neil@gmail.com"],
        phones=["+48 22 555 01 23", ""],
        company="Nova Logistik GmbH & Co. KG",
        street_address="Lange Straße 5",
        postcode="01-234",
        birth_date="1980-02-29",
    )

    assert made._asdict() == {
        "first": "lukasz",
        "last": "oneil",
        "suffix": "jr",
        "mailboxes": (("loneil", "gmail.com"),),
        "phones": ("25550123",),
        "company": "nova logistik",
        "title": "",
        "street": "lange st 5",
        "city": "",
        "postal_code": "01234",
        "country": "",
        "birth_date": "19800229",
    }
