"""The forms in which values of contacts are compared."""

import pytest

from contacts.normalize import (
    folded,
    given_name_groups,
    is_role,
    mailbox,
    organisation,
    person_name,
    phone_tail,
    postal_code,
    sound,
    street,
)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("", ""),
        ("anna", "anna"),
        ("  Anna-Maria  ", "anna maria"),
        ("O’Brien", "obrien"),
        ("Łukasz Müller", "lukasz muller"),
        ("Γεώργιος", "georgios"),
        ("Олександр", "oleksandr"),
        ("___", ""),
    ],
)
def test_folded(text, plain):
    assert folded(text) == plain


@pytest.mark.parametrize(
    ("address", "box"),
    [
        ("", ("", "")),
        ("no address", ("", "")),
        ("Anna.Nowak@Example.com", ("anna.nowak", "example.com")),
        ("anna+list@example.com", ("anna", "example.com")),
        ("+list@example.com", ("+list", "example.com")),
        ("A.nna.N+x@gmail.com", ("annan", "gmail.com")),
        ("annan@googlemail.com", ("annan", "gmail.com")),
    ],
)
def test_mailbox(address, box):
    assert mailbox(address) == box


@pytest.mark.parametrize(("user", "expected"), [("anna", False), ("info", True), ("sales2", True), ("infora", False)])
def test_role(user, expected):
    assert is_role(user) is expected


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        ("", "", ("", "", "")),
        ("Anna", "Nowak", ("anna", "nowak", "")),
        ("Mrs. Anna", "Nowak", ("anna", "nowak", "")),
        ("Prof. Dr. Anna", "Nowak", ("anna", "nowak", "")),
        ("", "Nowak, Anna", ("anna", "nowak", "")),
        ("Nowak, Anna", "", ("anna", "nowak", "")),
        ("", "Anna Nowak", ("anna", "nowak", "")),
        ("Jan van Dijk", "", ("jan", "van dijk", "")),
        ("", "van Dijk", ("", "van dijk", "")),
        ("James", "Smith Jr.", ("james", "smith", "jr")),
        ("James", "Smith, Sr", ("james", "smith", "sr")),
        ("James", "Smith III", ("james", "smith", "3")),
        ("", "Heastein, Mr Eric", ("eric", "heastein", "")),
    ],
)
def test_person_name(first, last, name):
    assert person_name(first, last) == name


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", ""),
        ("Acme", "acme"),
        ("ACME, Inc.", "acme"),
        ("Bauer GmbH & Co. KG", "bauer"),
        ("Harvey & Sons L.L.C.", "harvey sons"),
        ("Rossi S.r.l.", "rossi"),
        ("Nowak Sp. z o.o.", "nowak"),
        ("株式会社田中", organisation("田中")),
        ("AG", "ag"),
    ],
)
def test_organisation(name, words):
    assert organisation(name) == words


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", ""),
        ("12 High Street", "12 high st"),
        ("12 high st.", "12 high st"),
        ("Lange Straße 5", "lange st 5"),
        ("Hauptstr. 5", "haupt st 5"),
        ("Hauptstraße 5", "haupt st 5"),
        ("1 Oak Avenue, Apt 4", "1 oak ave 4"),
    ],
)
def test_street(address, words):
    assert street(address) == words


@pytest.mark.parametrize(
    ("number", "tail"),
    [
        ("", ""),
        ("12345", ""),
        ("+44 1865 270000", "65270000"),
        ("01865 270000", "65270000"),
        ("0044 (0)1865/270000 ext 12", "65270000"),
        ("+1 (206) 555-0123x9", "65550123"),
    ],
)
def test_phone_tail(number, tail):
    assert phone_tail(number) == tail


def test_postal_code():
    assert [postal_code(text) for text in ("", "OX1 4ab", "01-234", "12345")] == ["", "OX14AB", "01234", "12345"]


@pytest.mark.parametrize(
    ("one", "other"), [("meyer", "maier"), ("schmidt", "schmitt"), ("philip", "filip"), ("muller", "mueller")]
)
def test_what_is_spelt_by_ear_sounds_alike(one, other):
    assert sound(one) == sound(other) != ""


def test_names_of_one_person_share_a_group():
    assert given_name_groups("robert") & given_name_groups("bob")
    assert given_name_groups("josef") & given_name_groups("sepp")
    assert not given_name_groups("robert") & given_name_groups("anna")
    assert given_name_groups("no such name") == frozenset()
