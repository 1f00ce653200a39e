"""Who meets under a key, and who does not."""

import pytest

from contacts.duplicates.keys import Kind, keys, kind_of, names_keys, passing_keys
from contacts.duplicates.profile import profile

ADA = {"first_name": "Edsger", "last_name": "Byron"}


def shared(one: dict, other: dict) -> set[Kind]:
    return {kind_of(key) for key in set(keys(profile(**one))) & set(keys(profile(**other)))}


def test_nobody_known_has_no_keys():
    assert keys(profile()) == []
    assert names_keys(profile()) == []


def test_a_contact_has_few_keys():
    made = keys(
        profile(
            **ADA, emails=["ada@byron.example"], phones=["+49 30 1234567"], company="Analytics Ltd", postcode="10115"
        )
    )

    assert sorted(map(kind_of, made)) == [
        Kind.MAIL,
        Kind.PHONE,
        Kind.NAMES,
        Kind.NAME_AND_COMPANY,
        Kind.NAME_AND_COMPANY,
        Kind.NAME_AND_PLACE,
        Kind.NAME_AND_PLACE,
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"emails": ["info@byron.example"]}, {"emails": ["info@lovelace.example"]}),
        ({"emails": ["ada@byron.example"]}, {"emails": ["ada@lovelace.example"]}),
        (ADA, {"first_name": "Edsger", "last_name": "Lovelace"}),
        (
            {**ADA, "street_address": "1 High St"},
            {"first_name": "Mary", "last_name": "Moe", "street_address": "1 High St"},
        ),
    ],
)
def test_strangers_do_not_meet(one, other):
    assert shared(one, other) == set()


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ({"emails": ["info@byron.example"]}, {"emails": ["INFO@byron.example"]}, Kind.MAIL),
        ({"emails": ["ada.byron@one.example"]}, {"emails": ["adabyron@two.example"]}, Kind.MAIL),
        (ADA, {"first_name": "Byron", "last_name": "Edsger"}, Kind.NAMES),
        ({"first_name": "Bob", "last_name": "Meyer"}, {"first_name": "Robert", "last_name": "Maier"}, Kind.NAMES),
        ({"first_name": "Bob", "last_name": "Meyer"}, {"first_name": "Robret", "last_name": "Meyer"}, Kind.NAMES),
        ({"company": "Byron Ltd"}, {"company": "Byron Inc."}, Kind.COMPANY),
    ],
)
def test_one_person_meets_under_a_key(one, other, kind):
    assert shared(one, other) == {kind}


def test_name_is_counted_under_its_keys():
    compared = profile(first_name="Bob", last_name="Meyer", emails=["bob@meyer.example"])

    assert set(names_keys(compared)) == {key for key in keys(compared) if kind_of(key) == Kind.NAMES}


@pytest.mark.parametrize("other", [{}, ADA, {**ADA, "emails": ["ada@byron.example"]}, {"birth_date": "1815-12-10"}])
def test_passing_keys_are_shared_by_those_who_share_the_lasting_ones(other):
    ada = profile(**ADA, emails=["ada@byron.example"], birth_date="1815-12-10")

    lasting, passing = ({*of(ada)} & {*of(profile(**other))} for of in (keys, passing_keys))

    assert sorted(map(kind_of, passing)) == sorted(map(kind_of, lasting))
