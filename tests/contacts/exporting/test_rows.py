import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.exporting import rows
from contacts.exporting.columns import ORDER
from contacts.exporting.rows import Extract
from contacts.models import Company, Contact, ContactEvent, ContactList, ContactTag, ExternalId, ListMember, Tag
from tests.contacts.exporting.nasty import extract
from tests.factories import booked, make_company, make_contact, make_tag


def exported(contacts=None, columns=None):
    """The cells of the export as they are written, by the name of their column; blank ones left out."""
    header, *rows = extract(contacts, columns).table()
    pairs = (zip(header, row, strict=True) for row in rows)
    return [{name: str(cell) for name, cell in row if cell not in (None, "")} for row in pairs]


def test_without_contacts_there_is_a_header(db):
    (header,) = extract().table()

    assert header[:6] == ["id", "first_name", "last_name", "email", "phone", "mobile"]


def test_only_columns_that_somebody_fills_are_numbered(db):
    contact = make_contact(email="ada@example.com")
    with booked():
        contact.emails.create(email="b@example.com")
        contact.phones.create(number="1")

    header = next(extract().table())

    assert [name for name in header if name.startswith(("email", "phone"))] == [
        "email",
        "email_2",
        "phone",
        "phone_2",
        "email_opt_in",
    ]


def test_a_contact_is_written_as_people_read_it(crowd):
    (row,) = exported(Contact.objects.filter(pk=crowd.pk))

    assert {name: str(cell) for name, cell in row.items() if name not in ("id", "created_at", "updated_at")} == {
        "email": "full@example.com",
        **{f"email_{number + 2}": f"further{number}@example.com" for number in range(7)},
        "email_9": "; ".join(f"further{number}@example.com" for number in range(7, 12)),
        **{
            f"phone_{number + 2}": f'"+49 30 1234{number:02}; ask"' if number % 2 else f"+49 30 1234{number:02}"
            for number in range(7)
        },
        "phone_9": '"+49 30 123407; ask"; +49 30 123408; "+49 30 123409; ask"; +49 30 123410; "+49 30 123411; ask"',
        "tags": '"a; b"; "say ""hi"""; "* starred | x"; plain',
        "external_id": f'"SAP ERP:1;2:3"; import:{"x" * 255}',
        "birth_date": "0999-01-02",
        "email_opt_in": "false",
        "linkedin_url": "https://example.com/in/full",
        "custom.text": "a; b, c",
        "custom.number": "1200.5",
        "custom.whole": "1234567",
        "custom.small": "1e-07",
        "custom.day": "2026-01-02",
        "custom.yes": "true",
        "custom.no": "false",
        "custom.colour": "dark red; light",
        "custom.colours": 'blue; "dark ""red"""; "dark red; light"',
        "custom.page": "https://example.com/a?b=c;d",
        "custom.mail": "bob@example.com",
    }


def test_deleted_companies_and_tags_are_left_out_and_words_are_labels(db, sales_rep):
    company = make_company(name="Acme", domain="acme.example")
    contact = make_contact(
        company=company, owner=sales_rep, country="DE", lifecycle_stage="marketing_qualified_lead", lead_status="odd"
    )
    with booked():
        ContactTag.objects.create(contact=contact, tag=make_tag(name="vip"))
    names = ("company", "company_domain", "tags", "owner", "country", "lifecycle_stage", "lead_status")

    living = [exported()[0].get(name) for name in names]
    with booked():
        Tag.objects.all().soft_delete()
        Company.objects.all().soft_delete()
    rest = [exported()[0].get(name) for name in names[:3]]

    assert living == ["Acme", "acme.example", "vip", "sales", "Germany", "Marketing qualified lead", "odd"]
    assert rest == [None, None, None]


@pytest.mark.parametrize("per_batch", [1, 5])
def test_queries_do_not_grow_with_contacts_but_with_batches(db, monkeypatch, per_batch):
    monkeypatch.setattr(rows, "BATCH", 4)

    def queries(count):
        while Contact.objects.count() < count:
            contact = make_contact()
            if per_batch > 1:
                with booked():
                    contact.emails.create(email=f"further-{contact.email}")
                    contact.phones.create(number="1")
                    ContactTag.objects.create(contact=contact, tag=make_tag())
                    ExternalId.objects.create(contact=contact, system="erp", value=contact.email)
        with CaptureQueriesContext(connection) as captured:
            list(extract().table())
        return len([query for query in captured if "SAVEPOINT" not in query["sql"]])

    one, four, eight = queries(1), queries(4), queries(8)
    assert (one, eight - four) == (four, per_batch)


def test_a_list_exports_its_members(db):
    member = make_contact(email="ada@example.com")
    make_contact()
    with booked():
        ListMember.objects.create(list=ContactList.objects.create(name="VIP"), contact=member)

    assert [row["email"] for row in exported(Contact.objects.live().filter(lists__name="VIP"))] == ["ada@example.com"]


def test_reading_leaves_no_trace(db):
    make_contact()
    before = ContactEvent.objects.count()

    list(extract().table())

    assert ContactEvent.objects.count() == before


def test_chosen_columns_come_in_the_order_given_and_nothing_else_is_read(db):
    make_contact(email="ada@example.com", first_name="Ada")

    with CaptureQueriesContext(connection) as captured:
        table = list(extract(columns=["first_name", "email"]).table())

    assert table == [["first_name", "email"], ["Ada", "ada@example.com"]]
    assert [query["sql"] for query in captured if "city" in query["sql"] or "contactemail" in query["sql"]] == []


def test_records_have_values_in_their_own_types(crowd, sales_rep):
    with booked():
        Contact.objects.filter(pk=crowd.pk).update(owner=sales_rep, country="DE", lifecycle_stage="lead")

    (record,) = extract(Contact.objects.filter(pk=crowd.pk)).records()

    assert {name: value for name, value in record.items() if name not in ("id", "created_at", "updated_at")} == {
        **dict.fromkeys(ORDER[1:-2]),
        "email": "full@example.com",
        "emails": [f"further{number}@example.com" for number in range(12)],
        "phones": [f"+49 30 1234{number:02}; ask" if number % 2 else f"+49 30 1234{number:02}" for number in range(12)],
        "country": "DE",
        "lifecycle_stage": "lead",
        "tags": ["a; b", 'say "hi"', "* starred | x", "plain"],
        "external_id": ["SAP ERP:1;2:3", f"import:{'x' * 255}"],
        "birth_date": datetime.date(999, 1, 2),
        "email_opt_in": False,
        "linkedin_url": "https://example.com/in/full",
        "owner": "sales",
        "custom.text": "a; b, c",
        "custom.number": 1200.5,
        "custom.whole": 1234567,
        "custom.small": 1e-07,
        "custom.day": "2026-01-02",
        "custom.yes": True,
        "custom.no": False,
        "custom.colour": "dark red; light",
        "custom.colours": ["blue", 'dark "red"', "dark red; light"],
        "custom.page": "https://example.com/a?b=c;d",
        "custom.mail": "bob@example.com",
    }
    assert (record["id"], type(record["created_at"])) == (crowd.pk, datetime.datetime)


def test_who_is_anonymised_meanwhile_is_left_out_and_who_is_new_too(db, monkeypatch):
    monkeypatch.setattr(rows, "BATCH", 1)
    first, second, third = sorted((make_contact() for _ in range(3)), key=lambda contact: contact.pk)

    table = Extract(Contact.objects.all(), ["email"]).table()
    begun = [next(table), next(table)]
    with booked(kind="anonymise"):
        Contact.objects.filter(pk=second.pk).update(erased_at=timezone.now(), deleted_at=timezone.now())
    make_contact()

    assert [*begun, *table] == [["email"], [first.email], [third.email]]


def test_progress_is_told_after_each_batch(db, monkeypatch):
    monkeypatch.setattr(rows, "BATCH", 2)
    for _ in range(3):
        make_contact()
    told = []

    list(Extract(Contact.objects.all(), ["email"], on_progress=told.append).records())

    assert told == [2, 3]
