"""The package holds all that is known of a person, and nothing of anybody else."""

import csv
import io
import json
import zipfile

import pytest
from django.core.management import CommandError, call_command

from contacts.importing.vocabulary import EXPORTED_ONLY, FIELDS
from contacts.merging import merge, plan_merge
from contacts.models import ChangeSet, Contact
from gdpr.access import write_package
from gdpr.restriction import restrict
from tests.factories import booked, make_activity, make_contact, make_deal
from tests.gdpr.access.people import make_known, plant, rows_of, told

pytestmark = pytest.mark.django_db

DOOR = ChangeSet.Door.ADMIN


def package_of(contact: Contact) -> dict[str, bytes]:
    file = io.BytesIO()
    write_package(contact, file)
    with zipfile.ZipFile(file) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def test_article_15_package_holds_every_canary_and_none_of_a_twin():
    jane, twin = make_known("jane"), make_known("twin")
    canaries, of_twin = plant(jane, "canary"), plant(twin, "other")

    package = package_of(jane)

    text = told(package)
    assert [canary for canary in canaries if canary not in package["data.json"].decode()] == []
    assert [canary for canary in canaries if canary not in package["index.html"].decode()] == []
    assert [canary for canary in of_twin if canary in text] == []
    assert "twin" not in text


def test_article_15_package_has_a_page_json_and_a_table_for_each_kind():
    package = package_of(make_contact(first_name="Jane"))

    assert sorted(package) == ["contacts.csv", "csv/contact.csv", "csv/contactemail.csv", "data.json", "index.html"]
    assert json.loads(package["data.json"])["schema_version"] == 1
    assert package["index.html"].decode().count("<dd>Jane</dd>") == 1


def test_article_15_who_was_merged_into_the_person_is_the_person():
    winner, loser = make_contact(first_name="Jane"), make_contact(first_name="Jane", city="Ulm")
    make_activity(loser, subject="Called Jane")
    merge(plan_merge(winner, [loser]), by=None, door=DOOR)
    loser.refresh_from_db()

    by_winner, by_loser = package_of(winner), package_of(loser)

    assert rows_of(by_winner, "contact") == rows_of(by_loser, "contact")
    assert [row["id"] for row in rows_of(by_loser, "contact")] == sorted([str(winner.pk), str(loser.pk)])
    assert [row["subject"] for row in rows_of(by_loser, "activity")] == ["Called Jane"]


def test_article_15_other_people_are_masked_in_free_text():
    jane = make_contact(first_name="Jane", last_name="Roe", email="jane@example.com")
    make_contact(first_name="Óscar", last_name="Wilde", email="oscar@example.com", phone="+49 30 901820")
    body = "Jane Roe met Oscar Wilde (oscar@example.com, 030 901820, +49 30 90 18 20). Wilde wrote to JANE@example.com."
    make_activity(jane, body=body)

    (activity,) = rows_of(package_of(jane), "activity")

    masked = "[another person]"
    assert activity["body"] == (
        f"Jane Roe met {masked} ({masked}, 030 901820, {masked}). {masked} wrote to JANE@example.com."
    )


def test_article_15_deal_of_another_person_is_not_named():
    jane, twin = make_contact(), make_contact()
    make_activity(jane, deal=make_deal(twin, name="Yacht of the twin"))

    assert "Yacht" not in told(package_of(jane))


def test_article_15_staff_are_not_named(admin):
    jane = make_contact(owner=admin)

    assert [word for word in ("Ada", "admin") if word in told(package_of(jane))] == []


def test_article_15_text_is_no_markup_and_no_formula():
    package = package_of(make_contact(first_name="<script>", department="=1+1"))

    assert b"<script>" not in package["index.html"]
    assert b"'=1+1" in package["csv/contact.csv"]


def test_article_15_restricted_person_gets_a_package_too():
    jane = make_contact(first_name="Jane")
    restrict(Contact.objects.all(), reason="Contested", by=None, door=DOOR)

    package = package_of(jane)

    assert [line["first_name"] for line in csv.DictReader(io.StringIO(package["contacts.csv"].decode()))] == ["Jane"]


def test_article_20_contact_is_taken_in_again(tmp_path):
    jane = make_contact(
        first_name="Jane", last_name="Roe", email="jane@example.com", phone="+49 30 901820", city="Ulm", country="DE"
    )
    file = tmp_path / "contacts.csv"
    file.write_bytes(package_of(jane)["contacts.csv"])
    with booked():
        Contact.objects.update(first_name="", last_name="", phone="", city="", country="")

    call_command("import_contacts", file, stdout=io.StringIO(), stderr=io.StringIO())

    values = Contact.objects.values_list("first_name", "last_name", "email", "phone", "city", "country")
    assert list(values) == [("Jane", "Roe", "jane@example.com", "+49 30 901820", "Ulm", "DE")]


def test_article_20_columns_are_those_of_the_import():
    package = package_of(make_contact())

    header = package["contacts.csv"].decode().splitlines()[0].split(",")

    assert set(header) - set(FIELDS) - EXPORTED_ONLY == set()


def test_article_20_command_refuses_whom_nobody_knows(tmp_path):
    with pytest.raises(CommandError, match="nobody is known by that address"):
        call_command("subject_export", "nobody@example.com", out=tmp_path / "out.zip")

    assert list(tmp_path.iterdir()) == []


def test_article_20_command_writes_the_package(tmp_path, capsys):
    jane = make_contact(email="jane@example.com")

    call_command("subject_export", "JANE@example.com", "--out", str(tmp_path / "out.zip"), "--json")

    assert zipfile.is_zipfile(tmp_path / "out.zip")
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert said == {"contact": str(jane.pk), "rows": {"contact": 1, "contactemail": 1}}
