import csv
import io
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts import exporting, normalize
from contacts.exporting import TooManyForExcel, csv_lines, export_file, export_rows
from contacts.models import (
    Activity,
    Company,
    Contact,
    ContactEvent,
    ContactList,
    ContactTag,
    ExternalId,
    ListMember,
    Tag,
)
from contacts.models.event import Event
from gdpr.consent import record
from tests.factories import booked, make_company, make_contact, make_custom_field, make_tag
from tests.spreadsheets import bring_in, outcome, problems

NAUGHTY = [
    "=1+1",
    "+49",
    "@SUM(A1)",
    "#N/A",
    "שלום \u202eabc\u202c שלום",
    "👩‍👩‍👧 Zoë",
    "e\u0301".encode().decode(),
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A",
    '"quoted", ; | \t end',
    "'single' `back` \\N \\.",
    "first\nsecond\n\nthird",
    "_x0041_ &amp; <b>",
    "NULL",
    "1e9",
    "00123",
    "true",
    "{}",
    "x" * 100,
]
TYPES = {
    "text": ("text", "a; b, c"),
    "number": ("number", 1200.5),
    "whole": ("number", 1234567),
    "small": ("number", 1e-07),
    "day": ("date", "2026-01-02"),
    "yes": ("boolean", True),
    "no": ("boolean", False),
    "colour": ("choice", "dark red; light"),
    "colours": ("multiple_choice", ["blue", 'dark "red"', "dark red; light"]),
    "page": ("url", "https://example.com/a?b=c;d"),
    "mail": ("email", "bob@example.com"),
}
CHOICES = ["blue", 'dark "red"', "dark red; light", "gone"]


def exported(contacts=None):
    """The cells of the export as they are written, by the name of their column; blank ones left out."""
    header, *rows = export_rows(Contact.objects.live() if contacts is None else contacts)
    pairs = (zip(header, row, strict=True) for row in rows)
    return [{name: str(cell) for name, cell in row if cell not in (None, "")} for row in pairs]


def versions():
    """How many versions of rows all history tables hold."""
    return sum(model.objects.count() for model in apps.get_models() if issubclass(model, Event))


def assert_round_trip(tmp_path, kind, existing="update"):
    path = tmp_path / f"all.{kind}"
    export_file(Contact.objects.live(), path, kind=kind)
    before, count = versions(), Contact.objects.live().count()

    run = bring_in(path, existing=existing)

    expected = (0, 0, 0, count, 0) if existing == "skip" else (0, 0, count, 0, 0)
    assert (outcome(run), versions()) == (expected, before)
    # Text that was kept though it was not understood is not understood again.
    assert {column.partition("_")[0] for _, column, *_ in problems(run)} == {"country", "phone", "mobile"}


@pytest.fixture
def crowd(db):
    """Contacts with everything that might be lost on the way out and in."""
    for key, (type_, _) in TYPES.items():
        make_custom_field(key=key, type=type_, choices=CHOICES if "choice" in type_ else [])
    clean = [normalize.clean_text(text) for text in NAUGHTY]
    gone = make_company(name="Gone", domain="gone.example")
    acme, other = make_company(name="Acme"), make_company(name="ACME", domain="acme.example")
    for number, text in enumerate(clean):
        make_contact(
            email=f"naughty{number}@example.com",
            first_name=text,
            last_name=text,
            title=text,
            city=text,
            phone=text[:50].strip(),
            mobile=text[:50].strip(),
            country="Narnia" if number % 2 else "CI",
            company=(acme, other, gone, make_company(name=text))[number % 4],
            custom_fields={"text": text},
            lifecycle_stage="lead",
        )
    full = make_contact(
        email="full@example.com",
        phone="",
        birth_date="0999-01-02",
        linkedin_url="https://example.com/in/full",
        custom_fields={key: value for key, (_, value) in TYPES.items()} | {"unknown": "kept"},
    )
    with booked():
        for number in range(12):
            full.emails.create(email=f"further{number}@example.com")
            full.phones.create(number=f"+49 30 1234{number:02}; ask" if number % 2 else f"+49 30 1234{number:02}")
        for name in ("a; b", 'say "hi"', "* starred | x", "plain"):
            ContactTag.objects.create(contact=full, tag=make_tag(name=name))
        ContactTag.objects.create(contact=full, tag=make_tag(name="dropped"))
        Tag.objects.filter(name="dropped").soft_delete()
        Company.objects.filter(name="Gone").soft_delete()
        ExternalId.objects.create(contact=full, system="SAP ERP", value="1;2:3")
        ExternalId.objects.create(contact=full, system="import", value="x" * 255)
    record(full, purpose="email_marketing", kind="withdrawn", channel="form")
    return full


def test_without_contacts_there_is_a_header(db):
    (header,) = export_rows(Contact.objects.live())

    assert header[:6] == ["id", "first_name", "last_name", "email", "phone", "mobile"]


def test_only_columns_that_somebody_fills_are_numbered(db):
    contact = make_contact(email="ada@example.com")
    with booked():
        contact.emails.create(email="b@example.com")
        contact.phones.create(number="1")

    header = next(export_rows(Contact.objects.live()))

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


@pytest.mark.parametrize("existing", ["update", "fill", "skip"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_imported_again_changes_nothing(crowd, tmp_path, kind, existing):
    assert_round_trip(tmp_path, kind, existing)


def test_the_export_of_an_import_changes_nothing(db, tmp_path):
    rows = [["email", "Name", "phone", "country", "tags", "company", "external_id", "city", "notes", "linkedin_url"]]
    for number, text in enumerate(NAUGHTY):
        rows.append([f"p{number}@example.com", text, text, text, text, text, text, text * 9, text, text])
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path = tmp_path / "first.csv"
    path.write_text(text.getvalue(), newline="")
    bring_in(path)
    assert (Contact.objects.count(), Activity.objects.count()) == (len(NAUGHTY), len(NAUGHTY))

    export_file(Contact.objects.live(), tmp_path / "second.csv", kind="csv")
    run = bring_in(tmp_path / "second.csv")

    assert outcome(run) == (0, 0, len(NAUGHTY), 0, 0)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.text(min_size=1, max_size=60), min_size=4, max_size=4))
def test_whatever_a_file_holds_its_export_changes_nothing(db, tmp_path, texts):
    with booked():
        Contact.objects.all().soft_delete()
    texts = [text.encode("utf-8", "ignore").decode() for text in texts]
    path = tmp_path / "first.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([["email", "first_name", "phone", "tags", "company"], ["ada@example.com", *texts]])
    if outcome(bring_in(path))[0] == 0:
        return
    export_file(Contact.objects.live(), tmp_path / "second.csv", kind="csv")

    assert outcome(bring_in(tmp_path / "second.csv")) == (0, 0, 1, 0, 0)


@pytest.mark.parametrize("per_batch", [0, 4])
def test_queries_do_not_grow_with_contacts_but_with_batches(db, monkeypatch, per_batch):
    monkeypatch.setattr(exporting, "BATCH", 4)

    def queries(count):
        while Contact.objects.count() < count:
            contact = make_contact()
            if per_batch:
                with booked():
                    contact.emails.create(email=f"further-{contact.email}")
                    contact.phones.create(number="1")
                    ContactTag.objects.create(contact=contact, tag=make_tag())
                    ExternalId.objects.create(contact=contact, system="erp", value=contact.email)
        with CaptureQueriesContext(connection) as captured:
            list(export_rows(Contact.objects.live()))
        return len([query for query in captured if "SAVEPOINT" not in query["sql"]])

    one, four, eight = queries(1), queries(4), queries(8)
    assert (one, eight - four) == (four, per_batch)


def test_lines_come_batch_by_batch_before_all_is_read(db, monkeypatch):
    monkeypatch.setattr(exporting, "BATCH", 2)
    for _ in range(4):
        make_contact()

    lines = csv_lines(Contact.objects.live())

    assert next(lines).count("\r\n") == 2
    assert sum(text.count("\r\n") for text in lines) == 3


def test_a_list_exports_its_members(db):
    member = make_contact(email="ada@example.com")
    make_contact()
    with booked():
        ListMember.objects.create(list=ContactList.objects.create(name="VIP"), contact=member)

    assert [row["email"] for row in exported(Contact.objects.live().filter(lists__name="VIP"))] == ["ada@example.com"]


def test_a_worksheet_that_is_full_is_refused_and_leaves_no_file(db, tmp_path, monkeypatch):
    monkeypatch.setattr(exporting, "EXCEL_ROWS", 2)
    make_contact()
    make_contact()

    with pytest.raises(TooManyForExcel):
        export_file(Contact.objects.live(), tmp_path / "all.xlsx", kind="xlsx")

    assert list(tmp_path.iterdir()) == []


def test_a_file_appears_when_it_is_complete_and_replaces_the_one_before(db, tmp_path, monkeypatch):
    path, link = tmp_path / "all.csv", tmp_path / "link.csv"
    path.write_text("before")
    link.symlink_to(path)
    seen = []
    monkeypatch.setitem(exporting.WRITERS, "csv", lambda contacts, file: seen.append(path.read_text()))

    export_file(Contact.objects.live(), link, kind="csv")

    assert (seen, path.read_text(), link.is_symlink()) == (["before"], "", True)
    assert sorted(tmp_path.iterdir()) == [path, link]


@pytest.mark.parametrize(("name", "error"), [("", IsADirectoryError), ("missing/all.csv", FileNotFoundError)])
def test_a_path_that_cannot_be_written_is_an_error_of_the_system(db, tmp_path, name, error):
    with pytest.raises(error):
        export_file(Contact.objects.live(), tmp_path / name, kind="csv")


def test_a_pipe_is_written_to_and_stays(db, tmp_path):
    make_contact(email="ada@example.com")

    export_file(Contact.objects.live(), Path("/dev/null"), kind="csv")

    assert Path("/dev/null").is_char_device()


def test_reading_leaves_no_trace(db):
    make_contact()
    before = ContactEvent.objects.count()

    list(export_rows(Contact.objects.live()))

    assert ContactEvent.objects.count() == before
