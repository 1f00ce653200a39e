from contacts.models import Activity, Contact, ContactTag, ExternalId, Tag
from tests.contacts.importing.conftest import read_whole
from tests.factories import booked, make_contact, make_tag
from tests.spreadsheets import outcome, problems


def phones(contact):
    return list(contact.phones.values_list("number", "e164"))


def test_blank_cells_add_nothing(imported):
    imported("email,email_2,phone_2,tags,external_id,notes\nada@example.com,,,,,\n")

    contact = Contact.objects.get()
    assert contact.emails.count() == 1
    assert [Tag.objects.count(), ExternalId.objects.count(), Activity.objects.count(), contact.phones.count()] == [
        0
    ] * 4


def test_further_addresses_and_numbers_are_added(imported):
    imported(
        "email,email_2,email_3,phone,phone_2,mobile,country\n"
        "ada@example.com,ada@home.example; ADA@club.example,,030 111111,030 222222; 030 111111,0171 3333333,DE\n"
    )

    contact = Contact.objects.get()
    assert sorted(contact.emails.values_list("email", "is_primary")) == [
        ("ada@club.example", False),
        ("ada@example.com", True),
        ("ada@home.example", False),
    ]
    assert (contact.phone, contact.phone_e164) == ("030 111111", "+4930111111")
    assert (contact.mobile, contact.mobile_e164) == ("0171 3333333", "+491713333333")
    assert phones(contact) == [("030 222222", "+4930222222")]


def test_a_number_the_contact_has_is_not_added_in_another_spelling(imported):
    contact = make_contact(email="ada@example.com", phone="+49 30 111111", mobile="+49 171 3333333")

    run = imported("email,phone,phone_2\nada@example.com,+49 30 111111,+49 (0)171/3333333\n")

    assert outcome(run) == (0, 0, 1, 0, 0)
    assert phones(contact) == []


def test_an_address_of_another_contact_stays_there(imported):
    other = make_contact(email="bob@example.com", first_name="Bob")

    run = imported("email,email_2,first_name\nada@example.com,bob@example.com,Ada\n")

    assert list(other.emails.values_list("email", flat=True)) == ["bob@example.com"]
    assert problems(run) == [
        (
            2,
            "email_2",
            "warning",
            "address of another",
            "The address belongs to another contact; it was left there.",
        )
    ]


def test_a_tag_is_found_whatever_its_case_and_made_where_it_is_missing(imported):
    make_tag(name="VIP")

    imported('email,tags\nada@example.com,"vip; New, vip"\nbob@example.com,NEW\n')

    assert sorted(Tag.objects.values_list("name", flat=True)) == ["New", "VIP"]
    assert sorted(ContactTag.objects.values_list("contact__email", "tag__name")) == [
        ("ada@example.com", "New"),
        ("ada@example.com", "VIP"),
        ("bob@example.com", "New"),
    ]


def test_a_deleted_tag_is_made_anew(imported):
    make_tag(name="vip")
    with booked():
        Tag.objects.all().soft_delete()

    imported("email,tags\nada@example.com,vip\n")

    assert ContactTag.objects.get().tag.is_live


def test_external_ids_name_their_system(imported):
    imported('email,external_id\nada@example.com,"erp:17; 18; SAP ERP:a:b"\n')

    assert list(ExternalId.objects.values_list("system", "value").order_by("value")) == [
        ("erp", "17"),
        ("import", "18"),
        ("SAP ERP", "a:b"),
    ]


def test_an_external_id_of_another_contact_stays_there(imported):
    other = make_contact()
    with booked():
        ExternalId.objects.create(contact=other, system="erp", value="17")

    run = imported("email,external_id\nada@example.com,erp:17\n")

    assert ExternalId.objects.get().contact == other
    assert problems(run) == [
        (2, "external_id", "warning", "id of another", "This id leads to another contact; it was left there.")
    ]


def test_a_note_becomes_an_activity_once(imported):
    text = 'email,notes\nada@example.com,"first\nsecond"\n'

    runs = [imported(text), imported(text)]

    activity = Activity.objects.get()
    assert [outcome(run) for run in runs] == [(1, 0, 0, 0, 0), (0, 0, 1, 0, 0)]
    assert (activity.kind, activity.subject, activity.body) == ("note", "Imported note", "first\nsecond")


def test_a_note_that_was_deleted_does_not_come_back(imported):
    text = "email,notes\nada@example.com,called\n"
    imported(text)
    with booked():
        Activity.objects.all().soft_delete()

    assert outcome(imported(text)) == (0, 0, 1, 0, 0)


def test_the_notes_of_repeated_rows_are_all_kept(imported):
    imported("email,notes\nada@example.com,one\nada@example.com,two\nada@example.com,one\n")

    assert sorted(Activity.objects.values_list("body", flat=True)) == ["one", "two"]


def test_text_that_looks_like_the_end_of_a_copy_is_text(imported):
    imported('email,notes,first_name\nada@example.com,"a\n\\.\nb",\\.\nbob@example.com,"\\N",NULL\n')

    assert sorted(Activity.objects.values_list("contact__first_name", "body")) == [
        ("NULL", "\\N"),
        ("\\.", "a\n\\.\nb"),
    ]


def test_thousands_of_activities_are_looked_up_not_read(imported):
    content = [["email", "notes"], *([f"p{number}@example.com", f"n{number}"] for number in range(9_000))]
    imported(content)
    before = read_whole("contacts_activity")

    again = imported(content)

    assert outcome(again) == (0, 0, 9_000, 0, 0)
    assert read_whole("contacts_activity") == before
