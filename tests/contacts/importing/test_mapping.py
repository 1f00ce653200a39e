import json

import pytest

from contacts.importing.exceptions import (
    DuplicateTarget,
    NoEmailColumn,
    NoHeader,
    UnknownField,
    UnknownHeader,
)
from contacts.importing.mapping import Mapping, suggest_mapping
from contacts.importing.vocabulary import FIELDS, is_field


def headers(text):
    return [header.strip() for header in text.split("|")]


def mapped(text, **options):
    """Layout, fields by header, and what is left over, of headers parted by bars."""
    mapping = suggest_mapping(headers(text), **options)
    return mapping.layout, {column.header: column.field for column in mapping.columns}, mapping.ignored


def test_every_field_maps_onto_itself():
    cells = ["0192f0c1-2e4b-7c3d-8e5f-6a7b8c9d0e1f", *[""] * (len(FIELDS) - 1)]

    mapping = suggest_mapping([*FIELDS, "custom.shoe_size"], [cells], custom_keys={"shoe_size"})

    assert [column.field for column in mapping.columns] == [*FIELDS, "custom.shoe_size"]
    assert mapping.ignored == ()


def test_own_export_leaves_out_what_the_database_keeps():
    mapping = suggest_mapping(["id", "email", "owner", "created_at", "updated_at", "shoe"])

    assert mapping.ignored == ("id", "owner", "created_at", "updated_at", "shoe")
    assert mapping.unknown == ("shoe",)


def test_google_contacts_are_recognised_with_the_labels_of_their_values():
    mapping = suggest_mapping(
        headers(
            "First Name | Middle Name | Last Name | Organization Name | Organization Title | Labels |"
            "E-mail 1 - Label | E-mail 1 - Value | E-mail 2 - Label | E-mail 2 - Value |"
            "Phone 1 - Label | Phone 1 - Value | Address 1 - Street | Address 1 - Region | Website 1 - Value"
        )
    )

    assert mapping.layout == "google"
    assert [(column.index, column.field, column.label_index) for column in mapping.columns] == [
        (0, "first_name", None),
        (2, "last_name", None),
        (3, "company", None),
        (4, "title", None),
        (5, "tags", None),
        (7, "email", 6),
        (9, "email_2", 8),
        (11, "phone", 10),
        (12, "address_line1", None),
        (13, "state", None),
    ]
    assert mapping.ignored == ("Middle Name", "Website 1 - Value")


def test_google_contacts_of_before_2024_are_recognised():
    assert mapped(
        "Name | Given Name | Family Name | Group Membership | E-mail 1 - Type | E-mail 1 - Value |"
        "Phone 1 - Type | Phone 1 - Value | Organization 1 - Name | Custom Field 1 - Value"
    ) == (
        "google",
        {
            "Given Name": "first_name",
            "Family Name": "last_name",
            "Group Membership": "tags",
            "E-mail 1 - Value": "email",
            "Phone 1 - Value": "phone",
            "Organization 1 - Name": "company",
        },
        ("Name", "Custom Field 1 - Value"),
    )


def test_outlook_numbers_phones_primary_and_business_first_and_takes_one_address():
    assert mapped(
        "Title | First Name | Last Name | Company | Job Title | Business Street | Business City |"
        "Business Postal Code | Home Street | Home City | Home Phone | Business Phone | Business Phone 2 |"
        "Primary Phone | Mobile Phone | Business Fax | Pager | Company Main Phone |"
        "E-mail Address | E-mail Type |"
        "E-mail 2 Address | Categories | Manager's Name | Birthday"
    ) == (
        "outlook",
        {
            "First Name": "first_name",
            "Last Name": "last_name",
            "Company": "company",
            "Job Title": "title",
            "Business Street": "address_line1",
            "Business City": "city",
            "Business Postal Code": "postal_code",
            "Home Phone": "phone_4",
            "Business Phone": "phone_2",
            "Business Phone 2": "phone_3",
            "Primary Phone": "phone",
            "Mobile Phone": "mobile",
            "Company Main Phone": "phone_5",
            "E-mail Address": "email",
            "E-mail 2 Address": "email_2",
            "Categories": "tags",
            "Birthday": "birth_date",
        },
        ("Title", "Home Street", "Home City", "Business Fax", "Pager", "E-mail Type", "Manager's Name"),
    )


def test_hubspot_is_recognised():
    assert mapped(
        "Record ID | First Name | Email | Phone Number | Contact owner | Associated Company |"
        "Country/Region |"
        "Lead Status | Lifecycle Stage | Marketing contact status | Original Source | Create Date |"
        "Unsubscribed from all email"
    ) == (
        "hubspot",
        {
            "Record ID": "external_id",
            "First Name": "first_name",
            "Email": "email",
            "Phone Number": "phone",
            "Associated Company": "company",
            "Country/Region": "country",
            "Lead Status": "lead_status",
            "Lifecycle Stage": "lifecycle_stage",
            "Original Source": "lead_source",
            "Unsubscribed from all email": "email_opt_out",
        },
        ("Contact owner", "Marketing contact status", "Create Date"),
    )


@pytest.mark.parametrize(
    ("text", "fields", "ignored"),
    [
        (
            "Salutation | Last Name | Title | Account Name | Mailing State/Province |"
            "Mailing Zip/Postal Code | Fax |"
            "Email | Account Owner | Contact ID | Email Opt Out | Do Not Call",
            [
                "last_name",
                "title",
                "company",
                "state",
                "postal_code",
                "email",
                "external_id",
                "email_opt_out",
            ],
            ("Salutation", "Fax", "Account Owner", "Do Not Call"),
        ),
        (
            "Id | AccountId | FirstName | LastName | MailingStreet | MobilePhone |HasOptedOutOfEmail | Email",
            ["external_id", "first_name", "last_name", "address_line1", "mobile", "email_opt_out", "email"],
            ("AccountId",),
        ),
    ],
)
def test_salesforce_is_recognised_from_reports_and_from_the_data_loader(text, fields, ignored):
    layout, found, left = mapped(text)

    assert (layout, list(found.values()), left) == ("salesforce", fields, ignored)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (
            "Vorname | Name | Kontakt E-Mail (geschäftl.) | Telefon | Handy | Firma | Funktion |"
            "Abteilung | Straße |"
            "PLZ | Ort | Bundesland | Land | Geburtstag | Schlagworte | Bemerkung",
            "first_name last_name email phone mobile company title department address_line1 "
            "postal_code city state "
            "country birth_date tags notes",
        ),
        (
            "Nom | Prénom | Courriel | Téléphone | Portable | Société | Poste | Adresse |"
            "Code postal | Ville | Pays |"
            "Date de naissance | Remarques",
            "last_name first_name email phone mobile company title address_line1 postal_code city country "
            "birth_date notes",
        ),
        (
            "Nombre | Apellidos | Correo electrónico | Teléfono | Móvil | Empresa | Cargo | Dirección |"
            "Código postal | Ciudad | Provincia | País | Notas",
            "first_name last_name email phone mobile company title address_line1 postal_code city state country notes",
        ),
        (
            "Nome | Cognome | E-mail | Telefono | Cellulare | Azienda | Indirizzo | CAP | Città | Paese",
            "first_name last_name email phone mobile company address_line1 postal_code city country",
        ),
        (
            "Voornaam | Achternaam | E-mailadres | Telefoonnummer | Bedrijf | Plaats | Postcode | Land",
            "first_name last_name email phone company city postal_code country",
        ),
        (
            "Email Address | First Name | Last Name | Address | Phone Number | Birthday | TAGS",
            "email first_name last_name address_line1 phone birth_date tags",
        ),
        (
            "Person - Name | Person - Email - Work | Person - Email - Home | Person - Phone - Mobile |"
            "Person - Organization",
            "full_name email email_2 mobile company",
        ),
        ("EMAIL | FIRSTNAME | LASTNAME | SMS | OPT_IN", "email first_name last_name mobile email_opt_in"),
        ("firstName | lastName | workEmail | job_title", "first_name last_name email title"),
    ],
)
def test_words_are_recognised_in_the_languages_of_sales_teams(text, fields):
    assert mapped(text) == ("", dict(zip(headers(text), fields.split(), strict=True)), ())


@pytest.mark.parametrize(
    "header",
    """
    Fax | Pager | Assistant Phone | Manager | Spouse Name | Referred By | Email Owner | Email bounced |
    Email Verified | Status | Phone Type | E-mail Label | letzter Kontakt | Last Activity | Created At |
    Display Name | Email Count | Lead Score | Umsatz | Company Email | Company City | Billing Email |
    OPTIN_TIME |
    SMS opt out | Email Notes | Middle Name | First Contact
    """.replace("\n", " ").split("|"),
)
def test_a_guard_word_leaves_a_column_unknown_rather_than_wrong(header):
    _, fields, ignored = mapped(f"{header} | email")

    assert (fields, ignored) == ({"email": "email"}, (header.strip(),))


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("Name | E-Mail", {"Name": "full_name", "E-Mail": "email"}),
        ("Vorname | Name", {"Vorname": "first_name", "Name": "last_name"}),
        ("Nachname | Name", {"Nachname": "last_name", "Name": "first_name"}),
        ("Name | First Name | Last Name", {"First Name": "first_name", "Last Name": "last_name"}),
        ("Nom | Email", {"Nom": "full_name", "Email": "email"}),
    ],
)
def test_name_means_what_the_other_columns_leave(text, fields):
    assert mapped(text)[1] == fields


def test_title_gives_way_to_a_job_title():
    assert mapped("Title | Job Title")[1] == {"Job Title": "title"}
    assert mapped("Title | Name")[1] == {"Title": "title", "Name": "full_name"}


def test_repeated_headers_become_further_addresses_and_phones_and_else_are_listed():
    mapping = suggest_mapping(["Email", "Email", "Phone", "Phone", "First Name", "First Name"])

    assert [column.field for column in mapping.columns] == [
        "email",
        "email_2",
        "phone",
        "phone_2",
        "first_name",
    ]
    assert mapping.ignored == ("First Name (column F)",)


def test_a_company_phone_comes_last():
    assert mapped("Company Phone | Phone | Home Phone")[1] == {
        "Company Phone": "phone_3",
        "Phone": "phone",
        "Home Phone": "phone_2",
    }


def test_custom_fields_are_found_by_their_key():
    assert mapped("Email | Shoe Size", custom_keys=["shoe_size"])[1] == {
        "Email": "email",
        "Shoe Size": "custom.shoe_size",
    }


def test_a_column_of_addresses_is_found_without_its_header():
    samples = [["ada@example.com", "12"], ["bob@example.com", "-"], ["", "13"]]

    assert mapped("Foo | Bar", samples=samples)[1] == {"Foo": "email"}
    assert mapped("Foo | Bar", samples=[["", "", "beyond@example.com"]])[1] == {}
    assert mapped("Foo | Email", samples=samples)[1] == {"Email": "email"}
    assert mapped("Foo | Bar", samples=[[*row[:1], *row[:1]] for row in samples])[1] == {}


def test_a_first_row_of_values_is_no_header():
    with pytest.raises(NoHeader):
        suggest_mapping(["Ada", "ada@example.com"])


def test_an_email_column_is_required_at_last():
    with pytest.raises(NoEmailColumn) as caught:
        suggest_mapping(["Name", "Foo"]).require_key()

    assert str(caught.value) == (
        "No column is recognised as an e-mail address. The columns are: Name, Foo. Rename one to "
        '"email", or map '
        'it: {"<header>": "email"}.'
    )


def test_choices_overrule_and_move_what_was_suggested():
    mapping = suggest_mapping(["Name", "Email", "Other", "Mail privat"], custom_keys={"shoe"})

    chosen = mapping.with_choices({"Other": "email", "Name": "last_name", "mail PRIVAT": None})

    assert {column.header: column.field for column in chosen.columns} == {
        "Name": "last_name",
        "Email": "email_2",
        "Other": "email",
    }
    assert chosen.ignored == ("Mail privat",)


def test_choices_reach_a_repeated_header_by_its_column():
    mapping = suggest_mapping(["email", "Note A", "Size", "Size"], custom_keys={"shoe"})

    chosen = mapping.with_choices({"Size (column D)": "custom.shoe"})

    assert [(column.index, column.field) for column in chosen.columns] == [(0, "email"), (3, "custom.shoe")]


def test_choices_that_change_nothing_change_nothing():
    mapping = suggest_mapping(["email_2", "Phone", "Tel."])

    assert mapping.with_choices({}) == mapping


@pytest.mark.parametrize(
    ("choices", "error"),
    [
        ({"Nope": "email"}, UnknownHeader),
        ({"Name": "e-mail"}, UnknownField),
        ({"Name": "custom.unknown"}, UnknownField),
        ({"Name": "email", "Email": "email"}, DuplicateTarget),
    ],
)
def test_choices_that_make_no_sense_are_refused(choices, error):
    with pytest.raises(error):
        suggest_mapping(["Name", "Email"]).with_choices(choices)


def test_tags_and_notes_take_several_columns():
    chosen = suggest_mapping(["email", "A", "B"]).with_choices({"A": "tags", "B": "tags"})

    assert [column.field for column in chosen.columns] == ["email", "tags", "tags"]


def test_a_mapping_survives_json():
    mapping = suggest_mapping(["E-mail 1 - Label", "E-mail 1 - Value", "Foo"], custom_keys={"shoe"})

    assert Mapping.from_json(json.loads(json.dumps(mapping.as_json()))) == mapping


def test_only_known_custom_keys_make_a_field():
    assert is_field("custom.shoe", {"shoe"})
    assert not is_field("custom.shoe")
    assert not is_field("email_10")
