import datetime as dt

import pytest

from contacts.importing.mapping import suggest_mapping
from contacts.importing.reading import Problem, RowFailed, RowReader, Severity
from contacts.importing.sources import Row
from contacts.models import Contact
from contacts.resources import ContactResource
from gdpr.models import ConsentEvent
from tests.factories import make_custom_field
from tests.spreadsheets import as_csv, bring_in, outcome, problems, write, write_workbook


@pytest.fixture
def read(db):
    """Reads one row given as header → cell: its addresses, values, further numbers, and what was doubtful in it."""

    def read(**cells):
        cells = {"email": "ada@example.com"} | cells
        headers = [name.replace("custom_", "custom.") for name in cells]
        keys = [header.removeprefix("custom.") for header in headers if header.startswith("custom.")]
        reader = RowReader(ContactResource(), suggest_mapping(headers, custom_keys=keys))
        record = reader.read(Row(2, list(cells.values())))
        doubts = [(problem.column, problem.value_class) for problem in reader.problems]
        return record.emails, record.values, record.phones, doubts

    return read


def read_values(read, **cells):
    return read(**cells)[1]


def test_blank_cells_are_absent(read):
    assert read(first_name=" ", phone="\u200b", tags=";", birth_date="0/0/00", email_2="") == (
        ["ada@example.com"],
        {},
        [],
        [],
    )


@pytest.mark.parametrize(
    ("cells", "addresses"),
    [
        ({"email": "ADA@Example.COM"}, ["ada@example.com"]),
        ({"email": "Ada Hill <ada@example.com>"}, ["ada@example.com"]),
        ({"email": "a@x.example; b@x.example,a@x.example"}, ["a@x.example", "b@x.example"]),
        ({"email": "a@x.example ::: b@x.example"}, ["a@x.example", "b@x.example"]),
        ({"email": "", "email_2": "b@x.example"}, ["b@x.example"]),
        ({"email": "junk", "email_2": "b@x.example"}, ["b@x.example"]),
        ({"email_3": "c@x.example", "email_2": "b@x.example"}, ["ada@example.com", "b@x.example", "c@x.example"]),
    ],
)
def test_addresses_are_gathered_in_their_order(read, cells, addresses):
    assert read(**cells)[0] == addresses


@pytest.mark.parametrize(
    ("cells", "value_class"),
    [
        ({"email": ""}, "empty"),
        ({"email": "junk"}, "text without @"),
        ({"email": "junk", "email_2": "ada@nodot"}, "text without @"),
        ({"email": "a\0da@example.com"}, "control characters"),
        ({"email": f"{'a' * 250}@example.com"}, "over 254 characters"),
    ],
)
def test_a_row_without_a_usable_address_fails(read, cells, value_class):
    with pytest.raises(RowFailed) as caught:
        read(**cells)

    problem = caught.value.problem
    assert (problem.line, problem.column, problem.severity, problem.value_class) == (2, "email", "error", value_class)


def test_a_broken_row_fails_with_its_own_reason(db):
    reader = RowReader(ContactResource(), suggest_mapping(["email"]))

    with pytest.raises(RowFailed) as caught:
        reader.read(Row(5, ["ada@example.com"], "The row has 1 cell where the header has 3."))

    assert caught.value.problem == Problem(
        5, "", Severity.ERROR, "broken row", "The row has 1 cell where the header has 3."
    )


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        ({"full_name": "Ada Hill"}, {"first_name": "Ada", "last_name": "Hill"}),
        ({"full_name": "Hill, Ada"}, {"first_name": "Ada", "last_name": "Hill"}),
        ({"full_name": "Eve Ng", "last_name": "Hill"}, {"last_name": "Hill"}),
        ({"country": "Allemagne"}, {"country": "DE"}),
        ({"lifecycle_stage": "Marketing Qualified Lead"}, {"lifecycle_stage": "marketing_qualified_lead"}),
        ({"birth_date": "25.12.1990"}, {"birth_date": dt.date(1990, 12, 25)}),
        ({"company_domain": "https://www.Acme.example/x"}, {"company_domain": "acme.example"}),
        ({"tags": "* myContacts ::: Customers ::: VIP"}, {"tags": ["Customers", "VIP"]}),
        ({"email_opt_in": "no"}, {"email_opt_out": True}),
        ({"email_opt_in": "yes"}, {}),
        ({"email_opt_out": "1"}, {"email_opt_out": True}),
        ({"email_opt_out": "0"}, {}),
        ({"email_opt_out": "0", "email_opt_in": "no"}, {"email_opt_out": True}),
        ({"external_id": "erp:1; 2"}, {"external_id": [["erp", "1"], ["import", "2"]]}),
        ({"notes": "a\r\nb"}, {"notes": ["a\nb"]}),
        ({"first_name": "A\0d\x07a"}, {"first_name": "Ada"}),
    ],
)
def test_cells_become_values(read, cells, values):
    assert read_values(read, **cells) == values


@pytest.mark.parametrize(
    ("type_", "cell", "value"),
    [
        ("text", " =1+1 ", "=1+1"),
        ("number", "1.200,50 €", 1200.5),
        ("number", "3.0", 3),
        ("date", "2026-01-02", "2026-01-02"),
        ("boolean", "nein", False),
        ("choice", "RED", "red"),
        ("multiple_choice", "blue; red", ["blue", "red"]),
        ("url", "Example.com/X", "https://example.com/X"),
        ("email", "Bob <BOB@example.com>", "bob@example.com"),
    ],
)
def test_cells_of_custom_fields_become_json(read, type_, cell, value):
    make_custom_field(key="x", type=type_, choices=["red", "blue"] if "choice" in type_ else [])

    assert read_values(read, custom_x=cell) == {"custom": {"x": value}}


@pytest.mark.parametrize(
    ("cells", "values", "doubts"),
    [
        ({"lifecycle_stage": "Narnian"}, {}, [("lifecycle_stage", "unknown word")]),
        ({"country": "Narnia"}, {"country": "Narnia"}, [("country", "unknown word")]),
        ({"birth_date": "soon"}, {}, [("birth_date", "text without digits")]),
        ({"city": "x" * 101}, {"city": "x" * 100}, [("city", "101 characters")]),
        ({"city": f"{'x' * 99} yz"}, {"city": "x" * 99}, [("city", "102 characters")]),
        ({"phone": "ask her"}, {"phone": "ask her", "phone_e164": ""}, [("phone", "text without digits")]),
        ({"mobile": "ask her"}, {"mobile": "ask her", "mobile_e164": ""}, [("mobile", "text without digits")]),
        ({"email_opt_out": "perhaps"}, {}, [("email_opt_out", "unknown word")]),
        ({"tags": "a;" + "b" * 51}, {"tags": ["a"]}, [("tags", "long word")]),
        ({"linkedin_url": "ask her"}, {}, [("linkedin_url", "text with blanks")]),
        ({"company_domain": "acme"}, {}, [("company_domain", "unusable domain")]),
        ({"email_2": "junk"}, {}, [("email_2", "text without @")]),
        ({"first_name": "A\0da"}, {"first_name": "Ada"}, [("first_name", "control characters")]),
    ],
)
def test_what_is_not_understood_is_a_warning_and_kept_as_far_as_it_goes(read, cells, values, doubts):
    _, found, _, warned = read(**cells)

    assert (found, warned) == (values, doubts)


def test_a_word_that_custom_fields_do_not_know_is_left_out_and_the_others_stay(read):
    make_custom_field(key="x", type="multiple_choice", choices=["red", "blue"])

    assert read(custom_x="red; green")[1:] == ({"custom": {"x": ["red"]}}, [], [("custom.x", "unknown word")])


def test_what_is_said_of_a_cell_never_holds_its_text(imported):
    make_custom_field(key="x", type="number")
    secret = "Sesame-4711"
    columns = [
        "phone",
        "country",
        "lifecycle_stage",
        "birth_date",
        "linkedin_url",
        "email_2",
        "custom.x",
        "email_opt_in",
    ]

    run = imported([["email", *columns], ["ada@example.com", *[secret] * len(columns)], [secret, *[""] * len(columns)]])

    said = str(problems(run))
    assert (run.warnings, run.failed) == (len(columns), 1)
    assert secret.casefold() not in said.casefold()


def test_numbers_are_read_as_those_of_the_rows_country_wherever_the_column_stands(read):
    values, phones = read(phone="030 123456; 030 99999", mobile="0171 2222222", country="Germany")[1:3]

    assert (values["phone"], values["phone_e164"], values["mobile_e164"]) == (
        "030 123456",
        "+4930123456",
        "+491712222222",
    )
    assert phones == [("030 99999", "+493099999")]


def test_numbers_without_any_country_are_those_of_the_settings(read, settings):
    settings.DEFAULT_REGION = "AT"

    assert read_values(read, phone="01 5127000", country="Narnia")["phone_e164"] == "+4315127000"


def test_a_custom_field_that_is_gone_since_is_left_out(db):
    reader = RowReader(ContactResource(), suggest_mapping(["email", "custom.x"], custom_keys=["x"]))

    assert reader.read(Row(2, ["ada@example.com", "1"])).values == {}
    assert reader.fields.keys() == {"email"}


def test_a_number_in_quotes_is_one(read):
    assert read_values(read, phone='"030 1; ask for ""Ada"""')["phone"] == '030 1; ask for "Ada"'


def test_the_first_number_of_a_row_is_the_main_one(read):
    assert read(phone="", phone_2="+49 30 123456", phone_3="+49 30 123456", phone_4="+49 30 99999")[1:3] == (
        {"phone": "+49 30 123456", "phone_e164": "+4930123456"},
        [("+49 30 99999", "+493099999")],
    )


def test_a_field_of_several_columns_adds_them_up(db):
    mapping = suggest_mapping(["email", "A", "B", "C", "D"]).with_choices(
        {"A": "tags", "B": "tags", "C": "notes", "D": "notes"}
    )

    record = RowReader(ContactResource(), mapping).read(Row(2, ["ada@example.com", "x; y", "y; z", "one", "two"]))

    assert record.values == {"tags": ["x", "y", "z"], "notes": ["one\ntwo"]}


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        (["email", "city"], {"email", "city"}),
        (["email", "Name"], {"email", "full_name", "first_name", "last_name"}),
        (["email", "phone_2"], {"email", "phone_2", "phone"}),
        (
            ["E-mail 1 - Value", "Phone 1 - Label", "Phone 1 - Value"],
            {"email", "phone", "mobile"},
        ),
    ],
)
def test_the_fields_include_those_that_follow_from_others(db, headers, fields):
    assert RowReader(ContactResource(), suggest_mapping(headers)).fields.keys() == fields


def test_what_was_read_is_forgotten_in_time(db, monkeypatch):
    monkeypatch.setattr("contacts.importing.reading.REMEMBERED", 1)
    reader = RowReader(ContactResource(), suggest_mapping(["email", "country", "phone"]))
    rows = [Row(at, [f"a{at}@x.example", country, "030 123456"]) for at, country in enumerate(["DE", "AT"] * 2)]

    values = [reader.read(row).values for row in rows]

    assert [value["phone_e164"] for value in values] == ["+4930123456", "+4330123456"] * 2


def contact(email="ada@example.com"):
    return Contact.objects.get(email=email)


def test_an_export_of_google_contacts(imported):
    person = {
        "First Name": "Ada",
        "Last Name": "Hill",
        "Organization Name": "Acme",
        "Organization Title": "CTO",
        "Birthday": "1990-12-25",
        "Notes": "met",
        "Labels": "* myContacts ::: VIP ::: New",
        "E-mail 1 - Label": "* Work",
        "E-mail 1 - Value": "ada@example.com",
        "E-mail 2 - Label": "Home",
        "E-mail 2 - Value": "ada@home.example ::: ada@club.example",
        "Phone 1 - Label": "Work",
        "Phone 1 - Value": "030 123456 ::: 030 99999",
        "Phone 2 - Label": "Mobile",
        "Phone 2 - Value": "0171 2222222",
        "Address 1 - Country": "Deutschland",
        "Address 1 - Street": "Weg 1",
        "Address 1 - City": "Berlin",
    }

    run = imported([list(person), list(person.values()), ["Bob", *[""] * (len(person) - 1)]])

    ada = contact()
    assert (outcome(run), run.mapping["layout"]) == ((1, 0, 0, 0, 1), "google")
    assert (ada.first_name, ada.last_name, ada.company.name, ada.title) == ("Ada", "Hill", "Acme", "CTO")
    assert (ada.phone, ada.phone_e164) == ("030 123456", "+4930123456")
    assert (ada.mobile, ada.mobile_e164) == ("0171 2222222", "+491712222222")
    assert (ada.country, ada.address_line1, ada.city, ada.birth_date) == (
        "DE",
        "Weg 1",
        "Berlin",
        dt.date(1990, 12, 25),
    )
    assert list(ada.phones.values_list("number", flat=True)) == ["030 99999"]
    assert sorted(ada.emails.values_list("email", flat=True)) == [
        "ada@club.example",
        "ada@example.com",
        "ada@home.example",
    ]
    assert sorted(ada.contact_tags.values_list("tag__name", flat=True)) == ["New", "VIP"]
    assert list(ada.activities.values_list("kind", "body")) == [("note", "met")]


def test_an_export_of_outlook(db, tmp_path):
    person = {
        "First Name": "Zoë",
        "Last Name": "Müller",
        "Title": "Dr.",
        "E-mail Address": "zoe@example.com",
        "E-mail 2 Address": "zoe@home.example",
        "Home Phone": "089 111111",
        "Business Phone": "",
        "Mobile Phone": "0171 2222222",
        "Company": "Straßen & Söhne",
        "Job Title": "Köchin",
        "Business Street": "Weg 1",
        "Business Postal Code": "01067",
        "Business Country/Region": "Germany",
        "Birthday": "0/0/00",
        "Notes": "erste\r\nzweite Zeile",
        "Categories": "VIP;Partner",
    }
    text = as_csv([list(person), list(person.values())])

    run = bring_in(write(tmp_path, text.encode("cp1252")), encoding="cp1252")

    zoe = contact("zoe@example.com")
    assert (outcome(run), run.warnings, run.mapping["layout"]) == ((1, 0, 0, 0, 0), 0, "outlook")
    assert (zoe.first_name, zoe.last_name, zoe.title, zoe.company.name) == (
        "Zoë",
        "Müller",
        "Köchin",
        "Straßen & Söhne",
    )
    assert (zoe.phone, zoe.phone_e164, zoe.mobile) == ("089 111111", "+4989111111", "0171 2222222")
    assert (zoe.postal_code, zoe.country, zoe.birth_date) == ("01067", "DE", None)
    assert sorted(zoe.contact_tags.values_list("tag__name", flat=True)) == ["Partner", "VIP"]
    assert zoe.activities.get().body == "erste\nzweite Zeile"


def test_an_export_of_hubspot(db, tmp_path):
    text = (
        "\ufeffRecord ID,First Name,Last Name,Email,Phone Number,Contact owner,Associated Company,Country/Region,"
        "Lead Status,Lifecycle Stage,Original Source,Unsubscribed from all email\n"
        "151000,Ada,Hill,ADA@example.com,+39 331 1980769,Sam,Acme,Italy,In progress,Sales Qualified Lead,"
        "Direct traffic,true\n"
    )

    run = bring_in(write(tmp_path, text))

    ada = contact()
    assert (outcome(run), run.mapping["layout"], run.warnings) == ((1, 0, 0, 0, 0), "hubspot", 0)
    assert (ada.lead_status, ada.lifecycle_stage, ada.lead_source) == (
        "in_progress",
        "sales_qualified_lead",
        "direct_traffic",
    )
    assert list(ada.external_ids.values_list("system", "value")) == [("hubspot", "151000")]
    assert (ada.email_opt_in, ConsentEvent.objects.get().kind) == (False, "withdrawn")


def test_an_export_of_salesforce(imported):
    run = imported(
        "Salutation;First Name;Last Name;Title;Account Name;Mailing Street;Mailing Zip/Postal Code;Mailing Country;"
        "Phone;Mobile;Email;Account Owner;Contact ID;Lead Source;Email Opt Out\n"
        "Ms;Ada;Hill;Designer, ceramics;Acme;Weg 1;10115;Germany;030 123456;0171 2222222;ada@example.com;Sam;0035e01;"
        "Partner Referral;1\n"
        ";Bob;Ng;;Acme;;;;;;bob@example.com;Sam;0035e02;Carrier pigeon;0\n"
    )

    ada, bob = contact(), contact("bob@example.com")
    assert (outcome(run), run.mapping["layout"]) == ((2, 0, 0, 0, 0), "salesforce")
    assert (ada.title, ada.company, ada.lead_source, ada.email_opt_in) == (
        "Designer, ceramics",
        bob.company,
        "partner_referral",
        False,
    )
    assert (bob.lead_source, bob.email_opt_in) == ("", True)
    assert list(ada.external_ids.values_list("system", "value")) == [("salesforce", "0035e01")]
    assert [problem[:2] for problem in problems(run)] == [(3, "Lead Source")]


def test_a_german_workbook_made_by_hand(db, tmp_path):
    path = write_workbook(
        tmp_path,
        {
            "Notizen": [["bitte nicht importieren"]],
            "Messe": [
                ["Kontakte der Messe"],
                ["Name", "E-Mail", "Telefon", "Firma", "PLZ", "Land", "Geburtstag", "letzter Kontakt"],
                [
                    "Ada Hügel",
                    "ada@example.com",
                    4930123456,
                    "Müller GmbH",
                    1067,
                    "Österreich",
                    dt.date(1990, 12, 25),
                    "x",
                ],
                [None] * 8,
                ["Bob Ng", "bob@example.com", "08906166811", None, None, "Germany", dt.datetime(1990, 1, 2), None],
            ],
        },
    )

    run = bring_in(path)

    ada, bob = contact(), contact("bob@example.com")
    assert (outcome(run), run.mapping["ignored"]) == ((2, 0, 0, 0, 0), ["letzter Kontakt"])
    assert (ada.first_name, ada.last_name, ada.company.name, ada.postal_code) == ("Ada", "Hügel", "Müller GmbH", "1067")
    assert (ada.country, ada.birth_date, ada.phone) == ("AT", dt.date(1990, 12, 25), "4930123456")
    assert (bob.birth_date, bob.phone_e164) == (dt.date(1990, 1, 2), "+498906166811")
