"""Imported contacts have the keys that their values in the base give."""

import pytest

from contacts.duplicates.keys import keys
from contacts.duplicates.relation import profiles_of
from contacts.importing.run import import_file
from contacts.models import BlockingKeys, ChangeSet, Contact, DuplicateMark, ImportRun

pytestmark = pytest.mark.django_db

FILE = """\
first_name,last_name,email,email_2,phone,phone_2,mobile,company,address_line1,city,postal_code,country,birth_date,title
Łukasz,O'Neil Jr.,l.o.neil@gmail.com,lukasz@work.example,030 555 0123,+49 30 5550124,0151 2345678,Nova GmbH & Co. KG,\
Lange Straße 5,Berlin,10115,Germany,1980-02-29,Buyer
,"Nowak, Anna",anna@nowak.example,,not a number,,,,,Łódź,90-001,PL,,
Olga,,olga@example.com,,,,,,,,,,,
"""
DOMAINS = "first_name,email,company,company_domain\nAda,ada@acme.example,Acme Ltd,acme.example\n"
OTHER_NAME = "first_name,email,company,company_domain\nBob,bob@acme.example,ACME Holding plc,acme.example\n"


@pytest.fixture
def bring_in(tmp_path):
    def bring_in(text: str, **options: str) -> ImportRun:
        path = tmp_path / "people.csv"
        path.write_text(text)
        return import_file(path, door=ChangeSet.Door.COMMAND, **options)

    return bring_in


def kept_and_made() -> list[tuple[set[int], set[int]]]:
    return [
        (set(BlockingKeys.objects.get(contact=pk).hashes), set(keys(compared)))
        for pk, compared in profiles_of(Contact.objects.values_list("pk", flat=True))
    ]


def test_new_contacts_have_their_keys(bring_in):
    bring_in(FILE)

    assert [kept for kept, _ in kept_and_made()] == [made for _, made in kept_and_made()]
    assert [len(kept) > 0 for kept, _ in kept_and_made()] == [True] * 3


def test_nobody_waits_for_keys_and_all_wait_to_be_searched(bring_in):
    bring_in(FILE)

    assert set(DuplicateMark.objects.values_list("has_keys", flat=True)) == {True}
    assert DuplicateMark.objects.count() == 3


def test_keys_of_known_contacts_follow_what_the_import_changes(bring_in):
    bring_in(FILE)

    bring_in(FILE.replace("Nowak", "Kowalska").replace("Lange", "Kurze").replace("Olga,", "Olga,Ivanova"))

    assert [kept for kept, _ in kept_and_made()] == [made for _, made in kept_and_made()]


def test_a_company_found_by_its_domain_counts_under_its_own_name(bring_in):
    bring_in(DOMAINS)

    bring_in(OTHER_NAME)

    assert [kept for kept, _ in kept_and_made()] == [made for _, made in kept_and_made()]
