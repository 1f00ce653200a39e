"""Every row of every table."""

import pytest
from django.db import connection

from contacts.models import NameFrequency
from gdpr.residue import Finding, Progress, Unread, terms_of
from gdpr.residue import tables as searched
from gdpr.residue.matching import Matcher
from tests.factories import make_contact

pytestmark = pytest.mark.django_db

MATCHER = Matcher(terms_of(["Ada Lovelace"]))


def looked_into() -> list:
    return list(searched.look_into_tables(MATCHER, Progress()))


def execute(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_every_table_of_the_database_is_looked_into():
    names = {relation.name for relation in searched.relations()}

    assert set(connection.introspection.table_names()) - names == set()


def test_nothing_is_found_in_a_base_without_the_person():
    make_contact(first_name="Ada", last_name="King")

    assert looked_into() == []


def test_name_in_two_columns_is_found_across_them():
    contact = make_contact(first_name="Ada", last_name="Lovelace")

    found = [each for each in looked_into() if each.source == "contacts_contact"]

    assert [(each.column, each.key) for each in found] == [
        ("name_key", str(contact.pk)),
    ]


def test_columns_of_another_schema_are_found():
    execute("CREATE SCHEMA elsewhere")
    execute("CREATE TABLE elsewhere.parts (id int PRIMARY KEY, first text, last text)")
    execute("INSERT INTO elsewhere.parts VALUES (7, 'Ada', 'Lovelace')")

    assert looked_into() == [Finding(1, "other spelling", "elsewhere.parts", column=searched.ACROSS_COLUMNS, key="7")]


def test_key_that_tells_is_withheld():
    execute('CREATE TABLE "Keyed" (name text PRIMARY KEY)')
    execute("INSERT INTO \"Keyed\" VALUES ('Ada Lovelace')")

    assert looked_into() == [Finding(1, "as written", "Keyed", column="name", key="ctid (0,1)")]


def test_key_that_opens_a_door_is_withheld():
    execute("INSERT INTO django_session VALUES ('secret', 'Ada Lovelace', now())")

    (found,) = looked_into()

    assert (found.source, found.column, found.key[:6]) == ("django_session", "session_data", "ctid (")


def test_row_in_the_middle_of_many_is_found(monkeypatch):
    monkeypatch.setattr(searched, "AT_ONCE", 1_000)
    NameFrequency.objects.bulk_create(NameFrequency(hash=number, contacts=1) for number in range(500))
    execute("CREATE TABLE many AS SELECT n, CASE n WHEN 7 THEN 'Ada Lovelace' END said FROM generate_series(1, 99) n")

    assert [(each.source, each.column) for each in looked_into()] == [("many", "said")]


def test_table_that_may_not_be_read_is_told():
    execute("CREATE TABLE closed (id int)")
    execute("CREATE ROLE reader")
    execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
    execute("REVOKE ALL ON closed FROM reader")
    execute("SET LOCAL ROLE reader")

    told = looked_into()

    execute("RESET ROLE")
    assert told == [Unread("closed", "The database does not let the program read it.")]
