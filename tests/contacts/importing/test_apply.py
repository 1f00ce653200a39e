import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts.importing import chunks
from contacts.models import (
    Activity,
    ActivityEvent,
    ChangeSet,
    Contact,
    ContactEmail,
    ContactEvent,
    ContactTag,
    ContactTagEvent,
    ImportRun,
)
from contacts.models.import_run import ImportRow
from gdpr.models import ConsentEvent
from tests.factories import booked, make_contact, make_custom_field, make_tag
from tests.spreadsheets import as_csv, bring_in, outcome, problems, write

EXISTING = ImportRun.Existing.values

HEADER = ["email", "email_2", "first_name", "last_name", "phone", "company", "tags", "notes", "email_opt_out"]
CELLS = {
    "email": st.sampled_from(["", "ada@example.com", "ADA@example.com", "bob@example.com", "cy@example.com", "no @"]),
    "email_2": st.sampled_from(["", "", "bob@example.com", "dee@example.com", "junk"]),
    "first_name": st.sampled_from(["", "Ada", "Bob", "Zoë"]),
    "last_name": st.sampled_from(["", "Hill", "Ng"]),
    "phone": st.sampled_from(["", "+49 30 1234567", "12; 13", "ask her"]),
    "company": st.sampled_from(["", "Acme", "Beta"]),
    "tags": st.sampled_from(["", "vip", "VIP, new"]),
    "notes": st.sampled_from(["", "met", "called\nback"]),
    "email_opt_out": st.sampled_from(["", "yes", "no", "maybe"]),
}
# Rows of blanks alone are none.
ROWS = st.lists(st.tuples(*CELLS.values()).map(list).filter(any), min_size=1, max_size=9)


def people():
    return list(Contact.objects.order_by("email").values_list("email", "first_name", "last_name"))


def addresses(contact):
    return sorted(contact.emails.values_list("email", flat=True))


@pytest.mark.parametrize("existing", EXISTING)
def test_same_file_twice_changes_nothing(imported, existing):
    make_custom_field(key="size", type="number")
    text = as_csv(
        [
            [
                "email",
                "email_2",
                "first_name",
                "phone",
                "phone_2",
                "company",
                "tags",
                "notes",
                "opt out",
                "custom.size",
            ],
            [
                "ada@example.com",
                "ada@home.example",
                "Ada",
                "+49 30 123456",
                "+49 30 123457",
                "Acme",
                "vip",
                "n1",
                "x",
                "38",
            ],
            ["bob@example.com", "", "Bob", "ask", "", "", "VIP; new", "n2", "", "oops"],
            ["Ada@Home.example", "", "Other", "+49 30 9", "", "Beta", "extra", "n3", "", "40"],
            ["", "", "Nobody", "", "", "", "", "", "", ""],
        ]
    )
    assert outcome(imported(text, existing=existing)) == (2, 0, 0, 1, 1)

    again = imported(text, existing=existing)

    unchanged = (0, 0, 0, 3, 1) if existing == "skip" else (0, 0, 2, 1, 1)
    assert outcome(again) == unchanged
    assert Activity.objects.count() == 3
    assert ConsentEvent.objects.count() == 1
    assert ContactTag.objects.count() == 4


@pytest.mark.parametrize("existing", EXISTING)
@pytest.mark.parametrize("size", [1, 2])
def test_same_file_twice_changes_nothing_across_the_borders_of_chunks(imported, monkeypatch, existing, size):
    monkeypatch.setattr(chunks, "CHUNK_ROWS", size)
    text = as_csv(
        [
            ["email", "email_2", "first_name", "phone", "mobile", "company", "tags", "notes", "email_opt_out"],
            ["ada@example.com", "", "Ada", "1 555", "", "Acme", "vip", "n1", ""],
            ["ada@home.example", "ada@example.com", "Ada", "", "0171 1", "", "new", "n1", ""],
            ["ada@example.com", "", "Eda", "1 666", "", "Beta", "", "n2", "x"],
            ["bob@example.com", "ada@home.example", "Bob", "", "", "", "", "", ""],
        ]
    )
    assert outcome(imported(text, existing=existing)) == (2, 0, 0, 2, 0)

    again = imported(text, existing=existing)

    assert (again.created, again.updated, again.failed) == (0, 0, 0)
    assert people() == [("ada@example.com", "Ada", ""), ("bob@example.com", "Bob", "")]
    assert sorted(Activity.objects.values_list("body", flat=True)) == ["n1", "n2"]


@pytest.mark.parametrize("size", [1, 2, 10])
def test_a_repeat_completes_the_row_before_wherever_the_chunk_ends(imported, monkeypatch, size):
    monkeypatch.setattr(chunks, "CHUNK_ROWS", size)

    run = imported(
        "email,first_name,last_name,company,company_domain,tags,notes\n"
        "ada@example.com,Ada,,Acme,,a,one\n"
        "ADA@example.com,Eve,Hill,Beta,beta.example,b,two\n"
    )

    contact = Contact.objects.get()
    assert outcome(run) == (1, 0, 0, 1, 0)
    assert (contact.first_name, contact.last_name, contact.company.name, contact.company.domain) == (
        "Ada",
        "Hill",
        "Acme",
        "",
    )
    assert sorted(contact.contact_tags.values_list("tag__name", flat=True)) == ["a", "b"]
    assert sorted(contact.activities.values_list("body", flat=True)) == ["one", "two"]


@pytest.mark.parametrize("existing", EXISTING)
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=ROWS, size=st.integers(1, 4))
def test_outcomes_add_up_and_a_second_run_writes_nothing(imported, monkeypatch, existing, rows, size):
    monkeypatch.setattr(chunks, "CHUNK_ROWS", size)
    with booked():
        ContactEmail.objects.filter(is_primary=False).delete()
        Contact.objects.all().update(deleted_at="2026-01-01T00:00Z")
    first = imported([HEADER, *rows], existing=existing)
    events = ContactEvent.objects.count()

    second = imported([HEADER, *rows], existing=existing)

    assert (first.rows, sum(outcome(first))) == (len(rows), len(rows))
    assert (second.rows, second.created, second.updated, second.failed) == (len(rows), 0, 0, first.failed)
    assert ContactEvent.objects.count() == events


def test_a_known_contact_is_found_whatever_the_case_of_its_address(imported):
    contact = make_contact(email="Ada@example.com")

    run = imported("email,first_name\naDA@EXAMPLE.com,Ada\n")

    contact.refresh_from_db()
    assert outcome(run) == (0, 1, 0, 0, 0)
    assert (contact.email, contact.first_name) == ("Ada@example.com", "Ada")


def test_a_known_contact_is_found_by_its_former_address(imported):
    contact = make_contact(email="ada@old.example")
    with booked():
        contact.email = "ada@new.example"
        contact.save()

    run = imported("email,first_name\nada@old.example,Ada\n")

    contact.refresh_from_db()
    assert outcome(run) == (0, 1, 0, 0, 0)
    assert (contact.email, contact.first_name) == ("ada@new.example", "Ada")


def test_a_known_contact_is_found_by_a_further_address_of_the_row(imported):
    contact = make_contact(email="ada@example.com", first_name="Ada")

    run = imported("email,email_2,first_name\nada@home.example,ADA@example.com,ada\n")

    assert outcome(run) == (0, 1, 0, 0, 0)
    assert addresses(contact) == ["ada@example.com", "ada@home.example"]


def test_a_further_address_finds_nobody_of_another_name(imported):
    contact = make_contact(email="office@example.com", first_name="Ada")

    run = imported("email,email_2,first_name\nbob@example.com,office@example.com,Bob\n")

    assert outcome(run) == (1, 0, 0, 0, 0)
    assert addresses(contact) == ["office@example.com"]
    assert addresses(Contact.objects.get(first_name="Bob")) == ["bob@example.com"]
    assert problems(run) == [
        (
            2,
            "email_2",
            "warning",
            "address of another",
            "The address belongs to another contact; it was left there.",
        )
    ]


@pytest.mark.parametrize("name", ["", "Ada"])
def test_a_further_address_finds_nobody_without_a_name_in_common(imported, name):
    office = make_contact(email="office@example.com", last_name="Hill")

    run = imported(f"email,email_2,first_name\nbob@example.com,office@example.com,{name}\n")

    assert outcome(run) == (1, 0, 0, 0, 0)
    assert addresses(office) == ["office@example.com"]


@pytest.mark.parametrize("size", [2, 10])
def test_nameless_people_who_share_a_further_address_stay_apart(imported, monkeypatch, size):
    monkeypatch.setattr(chunks, "CHUNK_ROWS", size)
    text = "email,email_2\n" + "".join(f"person{number}@example.com,office@example.com\n" for number in range(5))

    runs = [imported(text), imported(text)]

    assert [outcome(run) for run in runs] == [(5, 0, 0, 0, 0), (0, 0, 5, 0, 0)]


def test_the_address_of_a_deleted_contact_makes_a_new_one(imported):
    gone = make_contact(email="ada@example.com", first_name="Old")
    with booked():
        Contact.objects.all().soft_delete()

    run = imported("email,first_name\nada@example.com,New\n")

    gone.refresh_from_db()
    assert outcome(run) == (1, 0, 0, 0, 0)
    assert gone.first_name == "Old"
    assert Contact.objects.live().get().first_name == "New"


def test_rows_about_one_contact_under_addresses_only_the_base_knows_follow_one_another(imported):
    contact = make_contact(email="a@example.com")
    with booked():
        contact.emails.create(email="b@example.com")

    run = imported("email,first_name,last_name,notes\na@example.com,Ada,,n1\nb@example.com,Eve,Hill,n2\n")

    contact.refresh_from_db()
    assert outcome(run) == (0, 1, 0, 1, 0)
    assert (contact.first_name, contact.last_name) == ("Ada", "Hill")
    assert problems(run) == [(3, "", "note", "repeat", "An earlier row is about the same contact.")]


@pytest.fixture
def known_by_many(db):
    """A contact with forty addresses."""
    contact = make_contact(email="a0@example.com", first_name="Ada")
    with booked():
        contact.emails.bulk_create(
            ContactEmail(contact=contact, email=f"a{number}@example.com") for number in range(1, 40)
        )
    return contact


@pytest.mark.parametrize(("existing", "counts"), [("update", (0, 1, 0, 40, 0)), ("skip", (0, 0, 0, 41, 0))])
def test_however_many_rows_are_about_one_contact_passes_are_few(imported, known_by_many, existing, counts):
    rows = [[f"a{number}@example.com", "Hill" if number == 30 else "", f"n{number}"] for number in range(40)]
    # Repeats a row that waits itself.
    rows.append(["a7@example.com", "Ng", "n40"])

    with CaptureQueriesContext(connection) as queries:
        run = imported([["email", "last_name", "notes"], *rows], existing=existing)

    known_by_many.refresh_from_db()
    is_skipped = existing == "skip"
    assert sum("SET (contact_id, is_new, found_by)" in query["sql"] for query in queries) == 2
    assert outcome(run) == counts
    assert known_by_many.last_name == ("" if is_skipped else "Ng")
    assert Activity.objects.count() == (0 if is_skipped else 41)
    assert [problem[0] for problem in problems(run)] == list(range(3, 43))
    assert set(ImportRow.objects.filter(run=run).values_list("contact", flat=True)) == {known_by_many.pk}


def test_rows_found_by_a_further_address_are_folded_only_while_their_names_agree(imported, known_by_many):
    run = imported(
        "email,email_2,first_name,last_name\n"
        "a0@example.com,,Bob,\n"
        "b@example.com,a1@example.com,Ada,Hill\n"
        "c@example.com,a2@example.com,Ada,Ng\n"
        "a3@example.com,,,Stone\n"
    )

    assert outcome(run) == (2, 1, 0, 1, 0)
    assert people() == [
        ("a0@example.com", "Bob", "Stone"),
        ("b@example.com", "Ada", "Hill"),
        ("c@example.com", "Ada", "Ng"),
    ]


def test_blank_cells_clear_nothing(imported):
    make_custom_field(key="size", type="number")
    contact = make_contact(
        email="ada@example.com",
        first_name="Ada",
        phone="+4930123456",
        birth_date="1990-01-02",
        custom_fields={"size": 38},
    )

    run = imported(
        "email,first_name,phone,birth_date,company,tags,notes,custom.size,country\nada@example.com, ,,,,,,,\n"
    )

    contact.refresh_from_db()
    assert outcome(run) == (0, 0, 1, 0, 0)
    assert (contact.first_name, contact.phone, contact.phone_e164, contact.custom_fields, contact.version) == (
        "Ada",
        "+4930123456",
        "+4930123456",
        {"size": 38},
        1,
    )


@pytest.mark.parametrize(
    ("existing", "counts", "names", "custom", "tags"),
    [
        ("update", (0, 1, 0, 0, 0), ("Eda", "Hill"), {"size": 40, "colour": "red", "pet": "cat"}, ["new"]),
        ("fill", (0, 1, 0, 0, 0), ("Ada", "Hill"), {"size": 38, "colour": "red", "pet": "cat"}, ["new"]),
        ("skip", (0, 0, 0, 1, 0), ("Ada", ""), {"size": 38, "pet": "cat"}, []),
    ],
)
def test_known_contacts_are_updated_filled_or_skipped(imported, existing, counts, names, custom, tags):
    make_custom_field(key="size", type="number")
    make_custom_field(key="colour")
    contact = make_contact(email="ada@example.com", first_name="Ada", custom_fields={"size": 38, "pet": "cat"})

    run = imported(
        "email,first_name,last_name,custom.size,custom.colour,tags\nada@example.com,Eda,Hill,40,red,new\n",
        existing=existing,
    )

    contact.refresh_from_db()
    assert outcome(run) == counts
    assert ((contact.first_name, contact.last_name), contact.custom_fields) == (names, custom)
    assert list(contact.contact_tags.values_list("tag__name", flat=True)) == tags


@pytest.mark.parametrize("existing", EXISTING)
def test_an_opt_out_is_recorded_whatever_happens_to_known_contacts(imported, admin, existing):
    contact = make_contact(email="ada@example.com")

    run = imported("email,email_opt_out\nada@example.com,yes\n", existing=existing, by=admin)

    contact.refresh_from_db()
    event = ConsentEvent.objects.get()
    assert contact.email_opt_in is False
    assert (event.contact, event.kind, event.channel, event.evidence, event.recorded_by, event.change_set) == (
        contact,
        "withdrawn",
        "import",
        f"Import {run.pk}",
        admin,
        run.change_set,
    )


def test_an_opt_in_grants_nothing(imported):
    run = imported("email,email_opt_in\nada@example.com,yes\n")

    assert outcome(run) == (1, 0, 0, 0, 0)
    assert (Contact.objects.get().consent_given, ConsentEvent.objects.count()) == (False, 0)


def test_every_write_is_booked_on_one_change_set_over_all_chunks(imported, monkeypatch, admin):
    monkeypatch.setattr(chunks, "CHUNK_ROWS", 1)
    make_contact(email="ada@example.com")
    make_tag(name="vip")
    before = ChangeSet.objects.count()

    run = imported("email,first_name,tags,notes\nada@example.com,Ada,vip,hello\nbob@example.com,Bob,vip,hi\n", by=admin)

    made = run.change_set
    assert ChangeSet.objects.count() == before + 1
    assert (made.kind, made.door, made.actor, made.finished_at is not None) == ("import", "command", admin, True)
    written = ContactEvent.objects.filter(pgh_context_id=made.pk).order_by("pgh_id")
    assert list(written.values_list("pgh_label", "email", "source")) == [
        ("update", "ada@example.com", "form"),
        ("insert", "bob@example.com", "import"),
    ]
    assert ContactTagEvent.objects.filter(pgh_context_id=made.pk).count() == 2
    assert ActivityEvent.objects.filter(pgh_context_id=made.pk).count() == 2


def test_every_row_keeps_what_became_of_it_and_of_whom(imported):
    known = make_contact(email="ada@example.com")

    run = imported("email,first_name\nada@example.com,Ada\n\nbob@example.com,\nADA@example.com,Eve\nnobody,\n")

    bob = Contact.objects.get(email="bob@example.com")
    assert list(ImportRow.objects.filter(run=run).order_by("line").values_list("line", "outcome", "contact")) == [
        (2, "u", known.pk),
        (4, "c", bob.pk),
        (5, "s", known.pk),
        (6, "f", None),
    ]
    assert problems(run) == [
        (5, "", "note", "repeat", "The row repeats line 2: it only filled what was blank there."),
        (6, "email", "error", "text without @", "An e-mail address has an @ between name and domain."),
    ]


def test_a_change_in_another_table_alone_counts_as_an_update(imported):
    make_contact(email="ada@example.com", first_name="Ada")

    runs = [imported(f"email,{name}\nada@example.com,{value}\n") for name, value in (("tags", "vip"), ("notes", "n"))]

    assert [outcome(run) for run in runs] == [(0, 1, 0, 0, 0), (0, 1, 0, 0, 0)]


def test_a_second_import_in_one_transaction_meets_nothing_of_the_first(db, tmp_path):
    bring_in(write(tmp_path, "email\nada@example.com\n"))

    run = bring_in(write(tmp_path, "email\nbob@example.com\n"))

    assert outcome(run) == (1, 0, 0, 0, 0)


@pytest.mark.parametrize("is_first", [True, False])
def test_a_row_that_is_left_out_takes_nothing_from_others_of_its_contact(imported, is_first):
    contact = make_contact(email="ada@example.com", first_name="Ada", last_name="Hill", city="Rome")
    with booked():
        contact.emails.create(email="info@example.com")
    rows = ["info@example.com,Grace,Wong,Oslo", "ada@example.com,Ada,Hill,Ulm"]

    run = imported("\n".join(["email,first_name,last_name,city", *(rows if is_first else reversed(rows))]))

    contact.refresh_from_db()
    assert (outcome(run), contact.city) == ((0, 1, 0, 1, 0), "Ulm")
