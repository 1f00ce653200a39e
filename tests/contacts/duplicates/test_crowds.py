from contacts.duplicates.checking import candidates_of
from contacts.duplicates.crowds import likeliest
from contacts.duplicates.profile import profile
from tests.factories import make_contact

ADA = {"first_name": "Ada", "last_name": "Fitzgibbon", "phone": "+49 171 2222222", "city": "Ulm"}


def person(email, **fields):
    values = ADA | fields
    return profile(emails=[email], phones=[values.pop("phone")], **values)


def test_of_nobody_nobody_is_likely(db):
    assert likeliest([]) == []


def test_people_whom_nobody_is_like_are_left_out(db):
    make_contact(email="bob@example.com", first_name="Bob", last_name="Ray")

    assert likeliest([person("ada@example.org"), person("joan@example.org", first_name="Joan", phone="")]) == []


def test_each_is_told_with_the_likeliest_contact_as_if_looked_at_alone(db):
    known = make_contact(email="ada@example.com", **ADA)
    make_contact(email="ada@example.net", first_name="Ada", last_name="Fitzgibbon")
    people = [person("bob@example.org", first_name="Bob", last_name="Ray", phone=""), person("ada@example.org")]

    found = likeliest(people)

    alone = candidates_of(people[1])[0]
    assert [(each.place, each.other) for each in found] == [(1, known.pk)]
    assert abs(found[0].probability - alone.probability) < 0.02
    assert [reason.text for reason in found[0].reasons] == [reason.text for reason in alone.reasons]


def test_the_second_of_one_person_is_told_with_the_first(db):
    people = [person("ada@example.org"), person("bob@example.org", first_name="Bob", last_name="Ray", phone="")]

    found = likeliest([*people, person("ada@example.com")])

    assert [(each.place, each.other) for each in found] == [(2, 0)]
