"""What a merge would do."""

import json
from datetime import date, timedelta

import pytest
from django.utils import timezone

from contacts.exceptions import CannotMerge
from contacts.merging import MOST, plan_merge
from contacts.models import Activity, Contact, ContactEmail
from gdpr.erasure import anonymise
from tests.contacts.merging.merges import merged
from tests.factories import (
    booked,
    make_activity,
    make_company,
    make_contact,
    make_custom_field,
    make_user,
)

pytestmark = pytest.mark.django_db


def fresh(*contacts: Contact) -> list[Contact]:
    return [Contact.objects.get(pk=contact.pk) for contact in contacts]


def change(contact: Contact, **columns: object) -> None:
    with booked():
        Contact.objects.filter(pk=contact.pk).update(**columns)


def proposed(winner: Contact, *losers: Contact, **choices: Contact) -> dict[str, str]:
    """What the winner would say, by field."""
    first, *others = fresh(winner, *losers)
    plan = plan_merge(first, others, choices={name: contact.pk for name, contact in choices.items()})
    return {field.name: field.choice.text for field in plan.fields}


def test_plan_writes_nothing_and_names_what_would_happen(winner, loser):
    make_activity(loser)

    plan = plan_merge(winner, [loser])

    assert plan.gains == {"last_name": "Lovelace"}
    assert plan.moves == {Activity: 1, ContactEmail: 1}
    assert Contact.objects.live().count() == 2


@pytest.mark.parametrize(
    "others", [lambda w, o: [], lambda w, o: [w], lambda w, o: [o, o]], ids=["none", "self", "twice"]
)
def test_merge_needs_different_contacts(winner, loser, others):
    with pytest.raises(CannotMerge, match=f"choose between two and {MOST} different contacts"):
        plan_merge(winner, others(winner, loser))


def test_ten_thousand_contacts_are_refused_without_a_look_at_the_base(winner, django_assert_num_queries):
    crowd = [Contact() for _ in range(10_000)]

    with django_assert_num_queries(0), pytest.raises(CannotMerge, match=f"between two and {MOST}"):
        plan_merge(winner, crowd)


@pytest.mark.parametrize("who", ["winner", "loser"])
def test_deleted_contact_is_not_merged(winner, loser, who):
    change({"winner": winner, "loser": loser}[who], deleted_at=timezone.now())

    with pytest.raises(CannotMerge, match="was deleted meanwhile"):
        plan_merge(*fresh(winner), fresh(loser))


@pytest.mark.parametrize("who", ["winner", "loser"])
def test_erased_contact_is_not_merged(winner, loser, who):
    person = {"winner": winner, "loser": loser}[who]
    anonymise(Contact.objects.filter(pk=person.pk), by=None, door="command", reason="asked for")

    with pytest.raises(CannotMerge, match="was anonymised"):
        plan_merge(*fresh(winner), fresh(loser))


def test_contact_that_is_merged_already_is_not_merged_again(winner, loser):
    merged(make_contact(), loser)

    with pytest.raises(CannotMerge, match="was merged into another contact already"):
        plan_merge(winner, fresh(loser))


def test_contact_whose_data_are_restricted_is_not_merged(winner, loser):
    change(loser, restricted_at=timezone.now())

    with pytest.raises(CannotMerge, match="is restricted"):
        plan_merge(winner, fresh(loser))


def test_every_field_tells_who_says_what_and_what_is_proposed(winner, loser):
    fields = {field.name: field for field in plan_merge(winner, [loser]).fields}

    said = {name: [each.text for each in field.candidates] for name, field in fields.items()}
    assert said == {
        "first_name": ["Ada", "A."],
        "last_name": ["Lovelace"],
        "email": ["ada@example.com", "lovelace@example.com"],
        "phone": ["+49 30 901820", "+49 40 1234567"],
        "address": ["Berlin", "20095"],
    }
    assert {name for name, field in fields.items() if field.differs} == {"first_name", "email", "phone", "address"}
    assert fields["phone"].proposed == fields["phone"].chosen == winner.pk


def test_values_are_told_as_people_say_them(winner):
    owner = make_user(first_name="Sam")
    other = make_contact(
        company=make_company(name="Lovelace Ltd"), owner=owner, birth_date=date(1815, 12, 10), country="GB"
    )

    said = proposed(winner, other)

    assert (said["company"], said["owner"], said["birth_date"]) == ("Lovelace Ltd", "Sam", "1815-12-10")


def test_initial_gives_way_to_a_name_that_begins_with_it(winner):
    first, second = (
        make_contact(first_name="J.", last_name="King"),
        make_contact(first_name="Jane", last_name="Kingsley"),
    )

    said = proposed(first, second)

    assert (said["first_name"], said["last_name"]) == ("Jane", "King")


def test_address_gives_way_to_one_that_says_the_same_and_more():
    partial, other = make_contact(city="berlin"), make_contact(city="Hamburg", postal_code="20095")
    whole = make_contact(city="Berlin", postal_code="10115")

    assert proposed(partial, other, whole)["address"] == "Berlin, 10115"


def test_of_several_who_say_as_much_the_newest_fills_a_blank(winner):
    newer, older = make_contact(title="CEO"), make_contact(title="CTO")
    newer.updated_at = older.updated_at + timedelta(days=1)

    titles = [plan_merge(winner, losers).gains["title"] for losers in ([newer, older], [older, newer])]

    assert titles == ["CEO", "CEO"]


def test_choice_outdoes_the_proposal(winner, loser):
    said = proposed(winner, loser, first_name=loser, address=loser)

    assert (said["first_name"], said["phone"], said["address"]) == ("A.", "+49 30 901820", "20095")


@pytest.mark.parametrize("name", ["middle_name", "custom_fields.size", "title"])
def test_field_in_which_nobody_says_anything_is_no_choice(winner, loser, name):
    with pytest.raises(CannotMerge, match=f"none of the contacts says anything in the field {name}"):
        plan_merge(winner, [loser], choices={name: loser.pk})


@pytest.mark.parametrize("pk", ["", "nobody"])
def test_value_of_somebody_else_is_no_choice(winner, loser, pk):
    with pytest.raises(CannotMerge, match="Last name: choose one of the contacts that say something there"):
        plan_merge(winner, [loser], choices={"last_name": pk or winner.pk})


def test_custom_fields_are_united_key_by_key(winner, loser):
    make_custom_field(key="size", label="Shoe size")
    change(winner, custom_fields={"colour": "red"})
    change(loser, custom_fields={"colour": "blue", "size": ["L", "M"]})

    plan = plan_merge(*fresh(winner), fresh(loser), choices={"custom_fields.colour": loser.pk})

    labels = {field.name: (field.label, field.choice.text) for field in plan.fields if "." in field.name}
    assert labels == {"custom_fields.size": ("Shoe size", "L, M"), "custom_fields.colour": ("Colour", "blue")}
    assert plan.gains["custom_fields"] == {"colour": "blue", "size": ["L", "M"]}


def test_number_is_the_same_number_in_another_country(db):
    winner = make_contact(country="DE")
    loser = make_contact(country="GB", phone="020 7946 0018")

    assert plan_merge(winner, [loser]).gains == {"phone": "+442079460018"}


def test_own_number_is_the_same_number_once_the_country_is_filled(db, settings):
    settings.DEFAULT_REGION = "DE"
    winner, loser = make_contact(phone="030 901820"), make_contact(country="GB")

    assert plan_merge(winner, [loser]).gains == {"phone": "+4930901820", "country": "GB"}


def test_plan_is_json(winner, loser):
    make_activity(loser)

    told = json.loads(json.dumps(plan_merge(winner, [loser], choices={"phone": str(loser.pk)}).as_json()))

    assert (told["winner"], told["losers"]) == (str(winner.pk), [str(loser.pk)])
    assert told["moves"] == {"contactemail": 1, "activity": 1}
    assert {field["name"]: field for field in told["fields"]}["phone"] == {
        "name": "phone",
        "label": "Phone",
        "values": [
            {"contact": str(winner.pk), "value": "+49 30 901820"},
            {"contact": str(loser.pk), "value": "+49 40 1234567"},
        ],
        "differs": True,
        "proposed": str(winner.pk),
        "chosen": str(loser.pk),
    }


def test_plan_of_many_losers_takes_as_many_queries_as_that_of_one(winner, django_assert_max_num_queries):
    losers = [make_contact(company=make_company(), owner=make_user()) for _ in range(10)]

    with django_assert_max_num_queries(20) as alone:
        plan_merge(*fresh(winner), fresh(losers[0]))
    people = fresh(winner, *losers)
    with django_assert_max_num_queries(20) as together:
        plan_merge(people[0], people[1:])

    assert len(together) == len(alone) - 2
