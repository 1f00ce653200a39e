import pytest
from django.db import connection

from contacts.importing import staging
from contacts.importing.exceptions import UnusableDefault
from contacts.importing.mapping import Choice
from contacts.importing.staging import TEXT_COLUMNS
from contacts.importing.update import update_statement
from contacts.importing.vocabulary import Mode
from contacts.models import Contact
from tests.factories import booked, make_contact, make_custom_field
from tests.spreadsheets import outcome


def test_without_a_column_of_the_contact_itself_there_is_nothing_to_update():
    fields = dict.fromkeys(["email", "email_2", "tags", "notes", "external_id", "full_name"], Mode.OVERWRITE)

    assert update_statement(fields) == ""


@pytest.mark.parametrize("name", TEXT_COLUMNS)
def test_only_columns_of_the_file_are_written(name):
    statement = update_statement({name: Mode.OVERWRITE})

    written = [column for column in TEXT_COLUMNS if f"{column} = CASE" in statement]
    assert written == [name]


def test_a_full_name_updates_both_names(imported):
    contact = make_contact(email="ada@example.com", first_name="Eda")

    run = imported("email,Name\nada@example.com,Ada Hill\n")

    contact.refresh_from_db()
    assert outcome(run) == (0, 1, 0, 0, 0)
    assert (contact.first_name, contact.last_name) == ("Ada", "Hill")


def test_a_number_labelled_mobile_updates_the_mobile(imported):
    contact = make_contact(email="ada@example.com", mobile="+49 171 1111111")

    imported("E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value\nada@example.com,* Mobile,+49 171 2222222\n")

    contact.refresh_from_db()
    assert (contact.phone, contact.mobile, contact.mobile_e164) == ("", "+49 171 2222222", "+491712222222")


def test_the_first_number_of_a_row_is_the_main_one_where_none_is_known(imported):
    contact = make_contact(email="ada@example.com")

    imported("email,phone_2\nada@example.com,+49 30 123456\n")

    contact.refresh_from_db()
    assert (contact.phone, contact.phone_e164, contact.phones.count()) == ("+49 30 123456", "+4930123456", 0)


def test_a_number_known_as_a_further_one_stays_it(imported):
    contact = make_contact(email="ada@example.com")
    with booked():
        contact.phones.create(number="+49 30 123456")

    run = imported("email,phone,phone_2\nada@example.com,,+49 30 123456\n")

    contact.refresh_from_db()
    assert outcome(run) == (0, 0, 1, 0, 0)
    assert (contact.phone, contact.phones.count()) == ("", 1)


def test_the_canonical_number_follows_the_number(imported):
    contact = make_contact(email="ada@example.com", phone="+49 30 123456")

    imported("email,phone,country\nada@example.com,030 654321,Germany\n")
    followed = Contact.objects.values_list("phone", "phone_e164").get()
    imported("email,phone\nada@example.com,ask at the desk\n")

    contact.refresh_from_db()
    assert followed == ("030 654321", "+4930654321")
    assert (contact.phone, contact.phone_e164) == ("ask at the desk", "")


def test_a_number_that_stays_keeps_what_was_made_of_it(imported):
    contact = make_contact(email="ada@example.com", phone="030 123456", country="DE")

    run = imported("email,phone\nada@example.com,030 123456\n")

    contact.refresh_from_db()
    assert outcome(run) == (0, 0, 1, 0, 0)
    assert contact.phone_e164 == "+4930123456"


def test_a_number_is_read_anew_where_its_country_becomes_known(imported):
    contact = make_contact(email="ada@example.com", phone="030 123456")

    imported("email,phone,country\nada@example.com,030 123456,Germany\n")

    contact.refresh_from_db()
    assert (contact.country, contact.phone_e164) == ("DE", "+4930123456")


def test_filling_keeps_the_number_and_what_was_made_of_it(imported):
    contact = make_contact(email="ada@example.com", phone="+49 30 123456")

    imported("email,phone,mobile,country\nada@example.com,030 654321,0171 2222222,DE\n", existing="fill")

    contact.refresh_from_db()
    assert (contact.phone, contact.phone_e164) == ("+49 30 123456", "+4930123456")
    assert (contact.mobile, contact.mobile_e164) == ("0171 2222222", "+491712222222")


@pytest.mark.parametrize(
    ("fills_only", "custom"),
    [(False, {"size": 40, "colour": "red", "pet": "cat"}), (True, {"size": 38, "colour": "red", "pet": "cat"})],
)
def test_custom_fields_are_merged(imported, fills_only, custom):
    make_custom_field(key="size", type="number")
    make_custom_field(key="colour")
    contact = make_contact(email="ada@example.com", custom_fields={"size": 38, "pet": "cat"})

    imported("email,custom.size,custom.colour\nada@example.com,40,red\n", existing="fill" if fills_only else "update")

    contact.refresh_from_db()
    assert contact.custom_fields == custom


@pytest.mark.parametrize("mode", [Mode.OVERWRITE, Mode.FILL])
def test_every_statement_is_sql_that_the_database_knows(db, mode):
    fields = [*TEXT_COLUMNS, "birth_date", "company", "custom.size"]
    with connection.cursor() as cursor:
        staging.create(cursor)
        for count in range(1, len(fields) + 1):
            cursor.execute(update_statement(dict.fromkeys(fields[:count], mode)))


def test_a_column_that_only_fills_leaves_alone_what_is_there(imported):
    make_custom_field(key="size", type="number")
    make_custom_field(key="colour")
    contact = make_contact(email="ada@example.com", city="Ulm", birth_date="1990-01-01", custom_fields={"size": 38})
    fill = {name: {"field": name, "mode": "fill"} for name in ("city", "state", "birth_date", "custom.size")}

    run = imported(
        "email,city,state,birth_date,custom.size,custom.colour,title\nada@example.com,Bonn,NRW,1991-01-01,40,red,Dr\n",
        mapping={name: Choice.of(choice) for name, choice in fill.items()},
    )

    contact.refresh_from_db()
    assert outcome(run) == (0, 1, 0, 0, 0)
    assert (contact.city, contact.state, contact.title) == ("Ulm", "NRW", "Dr")
    assert (str(contact.birth_date), contact.custom_fields) == ("1990-01-01", {"size": 38, "colour": "red"})


def test_a_number_that_is_added_leaves_the_main_one(imported):
    contact = make_contact(email="ada@example.com", phone="+49 30 123456")
    add = {"phone": Choice("phone", "append")}

    runs = [imported("email,phone\nada@example.com,+49 30 999999\n", mapping=add) for _ in range(2)]

    contact.refresh_from_db()
    assert [outcome(run) for run in runs] == [(0, 1, 0, 0, 0), (0, 0, 1, 0, 0)]
    assert (contact.phone, [phone.number for phone in contact.phones.all()]) == ("+49 30 123456", ["+49 30 999999"])


def test_blank_cells_take_the_default_and_every_row_the_constant(imported):
    run = imported(
        "email,city,tags\nada@example.com,,new\nbob@example.com,Bonn,\n",
        mapping={"city": Choice("city", default="Ulm")},
        constants={"tags": "Fair 2026", "country": "Germany"},
    )

    contacts = Contact.objects.order_by("email").values_list("city", "country")
    assert outcome(run) == (2, 0, 0, 0, 0)
    assert list(contacts) == [("Ulm", "DE"), ("Bonn", "DE")]
    assert [sorted(contact.tags.values_list("name", flat=True)) for contact in Contact.objects.order_by("email")] == [
        ["Fair 2026", "new"],
        ["Fair 2026"],
    ]


def test_a_default_that_cannot_be_read_is_refused(imported):
    with pytest.raises(UnusableDefault):
        imported("email,birth_date\nada@example.com,\n", mapping={"birth_date": Choice("birth_date", default="soon")})

    assert Contact.objects.count() == 0
