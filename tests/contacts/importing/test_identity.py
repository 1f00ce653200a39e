import pytest

from contacts import deletion, merging
from contacts.importing.exceptions import NoKeyColumn
from contacts.importing.mapping import Choice
from contacts.importing.planning import make_plan
from contacts.importing.run import choose_columns, execute, take_in
from contacts.models import ChangeSet, Contact, ExternalId
from tests.factories import booked, make_contact
from tests.spreadsheets import outcome, problems, write

STRANGER = "00000000-0000-7000-8000-000000000001"


def planned(folder, text, **options):
    """The plan of a file as (line, disposition), and the outcome of carrying it out."""
    with write(folder, text).open("rb") as file:
        run = choose_columns(take_in(file, "people.csv", by=None, **options))
    make_plan(run)
    plan = list(run.plan_rows.order_by("line").values_list("line", "disposition"))
    return plan, outcome(execute(run, door=ChangeSet.Door.COMMAND))


def with_external_id(contact, system, value):
    with booked():
        ExternalId.objects.create(contact=contact, system=system, value=value)
    return contact


def reasons(run):
    return [(line, severity, reason) for line, _, severity, _, reason in problems(run)]


@pytest.mark.parametrize("key", ["id", "external_id", "phone"])
def test_a_file_without_a_column_of_the_key_is_refused(imported, key):
    with pytest.raises(NoKeyColumn):
        imported("email,city\nada@example.com,Ulm\n", match_by=key)

    assert Contact.objects.count() == 0


def test_our_id_finds_the_contact_whatever_its_address(imported):
    contact = make_contact(email="ada@example.com", first_name="Ada", last_name="Hill")

    run = imported(f"id,email,first_name,last_name\n{contact.pk},new@example.com,Grace,Wong\n", match_by="id")

    contact.refresh_from_db()
    assert outcome(run) == (0, 1, 0, 0, 0)
    assert (contact.full_name, contact.email) == ("Grace Wong", "ada@example.com")
    assert set(contact.emails.values_list("email", flat=True)) == {"ada@example.com", "new@example.com"}


def test_a_file_matched_by_our_id_needs_no_addresses(imported):
    contact = make_contact(email="ada@example.com")

    run = imported(f"id,city\n{contact.pk},Ulm\n", match_by="id")

    contact.refresh_from_db()
    assert (outcome(run), contact.city) == ((0, 1, 0, 0, 0), "Ulm")


def test_an_id_of_nobody_fails_its_row(imported):
    run = imported(f"id,email\n{STRANGER},ada@example.com\n", match_by="id")

    assert outcome(run) == (0, 0, 0, 0, 1)
    assert reasons(run) == [
        (2, "error", "No contact has this id: perhaps it was deleted. Leave the id blank to have a contact created.")
    ]


def test_the_id_of_a_deleted_contact_fails_its_row(imported):
    contact = make_contact(email="ada@example.com")
    deletion.delete(Contact.objects.filter(pk=contact.pk), by=None, door=ChangeSet.Door.COMMAND)

    run = imported(f"id,email\n{contact.pk},ada@example.com\n", match_by="id")

    assert outcome(run) == (0, 0, 0, 0, 1)


def test_the_id_of_a_merged_contact_finds_the_one_that_stayed(imported):
    winner, loser = make_contact(email="ada@example.com"), make_contact(email="a@example.com")
    merging.merge(merging.plan_merge(winner, [loser]), by=None, door=ChangeSet.Door.COMMAND)

    run = imported(f"id,city\n{loser.pk},Ulm\n", match_by="id")

    winner.refresh_from_db()
    assert (outcome(run), winner.city) == ((0, 1, 0, 0, 0), "Ulm")


def test_a_row_without_an_id_is_matched_by_its_address_or_created(imported):
    contact = make_contact(email="ada@example.com")

    run = imported(f"id,email,city\n,ada@example.com,Ulm\n,bob@example.com,Bonn\n,,Cork\n{STRANGER},,\n", match_by="id")

    contact.refresh_from_db()
    assert outcome(run) == (1, 1, 0, 0, 2)
    assert contact.city == "Ulm"


def test_the_id_in_another_system_finds_the_contact(imported):
    contact = with_external_id(make_contact(email="ada@example.com"), "erp", "17")

    run = imported(
        "Number,city\n17,Ulm\n18,Bonn\n",
        match_by="external_id",
        id_system="erp",
        mapping={"Number": "external_id"},
    )

    contact.refresh_from_db()
    assert (outcome(run), contact.city) == ((0, 1, 0, 0, 1), "Ulm")
    assert reasons(run) == [
        (3, "error", "The contact is not known, and without an e-mail address it cannot be created.")
    ]


def test_an_unknown_id_of_another_system_is_noted_at_the_contact_of_the_address(imported):
    contact = make_contact(email="ada@example.com")
    rows = "external_id,email,city\nerp:17,ada@example.com,Ulm\nerp:18,bob@example.com,Bonn\n"

    runs = [imported(rows, match_by="external_id") for _ in range(2)]

    assert [outcome(run) for run in runs] == [(1, 1, 0, 0, 0), (0, 0, 2, 0, 0)]
    assert list(contact.external_ids.values_list("system", "value")) == [("erp", "17")]


def test_the_address_of_a_contact_with_another_id_is_a_conflict(imported, tmp_path):
    contact = with_external_id(make_contact(email="ada@example.com", city="Ulm"), "erp", "17")
    rows = "external_id,email,city\nerp:99,ada@example.com,Bonn\n"

    run = imported(rows, match_by="external_id")
    plan = planned(tmp_path, rows, match_by="external_id")

    contact.refresh_from_db()
    assert (outcome(run), contact.city) == ((0, 0, 0, 1, 0), "Ulm")
    assert plan == ([(2, "k")], (0, 0, 0, 1, 0))


def test_rows_with_different_ids_are_different_contacts_though_they_share_an_address(imported, tmp_path):
    rows = "external_id,email,city\nerp:1,ada@example.com,Ulm\nerp:2,ada@example.com,Bonn\nerp:1,,Rome\n"

    run = imported(rows, match_by="external_id")

    assert outcome(run) == (1, 0, 0, 2, 0)
    assert list(ExternalId.objects.values_list("value", "contact__city")) == [("1", "Ulm")]


def test_a_telephone_number_finds_the_contact(imported):
    contact = make_contact(email="ada@example.com", first_name="Ada", last_name="Hill", mobile="+49 171 2222222")

    run = imported("phone,name,city\n+49 (0)171 2222222,Ada Hill,Ulm\n", match_by="phone")

    contact.refresh_from_db()
    assert (outcome(run), contact.city) == ((0, 1, 0, 0, 0), "Ulm")


def test_a_number_of_several_finds_the_one_whose_name_the_row_has(imported):
    make_contact(email="ada@example.com", first_name="Ada", last_name="Hill", phone="+49 30 123456")
    bob = make_contact(email="bob@example.com", first_name="Bob", last_name="Hill", phone="+49 30 123456")

    run = imported("phone,name,city\n+49 30 123456,Bob Hill,Ulm\n+49 30 123456,,Bonn\n", match_by="phone")

    bob.refresh_from_db()
    assert (outcome(run), bob.city) == ((0, 1, 0, 1, 0), "Ulm")
    assert reasons(run) == [
        (
            3,
            "note",
            "Several contacts have this telephone number, and the name does not tell which one is meant.",
        )
    ]


def test_others_of_a_household_are_new_contacts(imported, tmp_path):
    make_contact(email="ada@example.com", first_name="Ada", last_name="Hill", phone="+49 30 123456")
    rows = "phone,name,email\n+49 30 123456,Grace Wong,grace@example.com\n+49 30 123456,Tim Brown,tim@example.com\n"

    plan, done = planned(tmp_path, rows, match_by="phone")

    assert (plan, done) == ([(2, "c"), (3, "c")], (2, 0, 0, 0, 0))


def test_rows_of_one_number_and_name_are_folded(imported):
    run = imported(
        "phone,name,email,city\n+49 30 123456,Ada Hill,ada@example.com,\n+49 30 123456,Ada Hill,,Ulm\n",
        match_by="phone",
    )

    assert outcome(run) == (1, 0, 0, 1, 0)
    assert Contact.objects.get().city == "Ulm"


def test_the_plan_knows_what_the_ids_will_find(imported, tmp_path):
    contact = make_contact(email="ada@example.com")
    rows = (
        f"id,email,city\n{contact.pk},,Ulm\n{STRANGER},x@example.com,Bonn\n,bob@example.com,Cork\n{contact.pk},,Rome\n"
    )

    plan, done = planned(tmp_path, rows, match_by="id")

    contact.refresh_from_db()
    assert plan == [(2, "u"), (3, "f"), (4, "c"), (5, "d")]
    assert (done, contact.city) == ((1, 1, 0, 1, 1), "Ulm")


def test_the_address_of_a_row_becomes_the_main_one_where_that_is_wanted(imported):
    contact = make_contact(email="ada@example.com")
    rows = f"id,email\n{contact.pk},new@example.com\n"

    runs = [imported(rows, match_by="id", mapping={"email": Choice("email", "overwrite")}) for _ in range(2)]

    contact.refresh_from_db()
    assert [outcome(run) for run in runs] == [(0, 1, 0, 0, 0), (0, 0, 1, 0, 0)]
    assert contact.email == "new@example.com"
    assert set(contact.emails.values_list("email", "is_primary")) == {
        ("ada@example.com", False),
        ("new@example.com", True),
    }


def test_the_address_of_another_contact_stays_there(imported):
    contact, other = make_contact(email="ada@example.com"), make_contact(email="bob@example.com")

    run = imported(
        f"id,email\n{contact.pk},bob@example.com\n",
        match_by="id",
        mapping={"email": Choice("email", "overwrite")},
    )

    contact.refresh_from_db()
    assert (outcome(run), contact.email, other.emails.count()) == ((0, 0, 1, 0, 0), "ada@example.com", 1)
    assert reasons(run) == [(2, "warning", "The address belongs to another contact; it was left there.")]
