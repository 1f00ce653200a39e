"""What an import would do, row by row, before it does it."""

import pytest
from hypothesis import HealthCheck, given, settings

from contacts.importing import chunks
from contacts.importing.planning import make_plan
from contacts.importing.run import choose_columns, execute, take_in
from contacts.models import ChangeSet, Contact, ContactEmail, ImportPlanRow, ImportRow, ImportRun
from tests.contacts.importing.test_apply import HEADER, ROWS
from tests.factories import booked, make_company, make_contact
from tests.spreadsheets import as_csv, problems, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(tmp_path):
    """Takes in a CSV file of the given rows, and returns the run, its columns settled."""

    def take(content, **options):
        with write(tmp_path, content).open("rb") as file:
            return choose_columns(take_in(file, "people.csv", by=None, **options), {})

    return take


@pytest.fixture
def planned(taken):
    """The run of a file that was looked at."""
    return lambda content, **options: make_plan(taken(content, **options))


def plan(run: ImportRun) -> dict[int, str]:
    """What would happen to each line."""
    labels = dict(ImportPlanRow.Disposition.choices)
    rows = run.plan_rows.order_by("line").values_list("line", "disposition")
    return {line: labels[disposition] for line, disposition in rows}


def changes(run: ImportRun, line: int) -> dict:
    return run.plan_rows.get(line=line).changes


def carry_out(run: ImportRun) -> ImportRun:
    return execute(run, door=ChangeSet.Door.COMMAND)


def came_of(run: ImportRun) -> dict[int, str]:
    """What became of each line."""
    labels = dict(ImportRow.Outcome.choices)
    return {line: labels[word] for line, word in run.import_rows.order_by("line").values_list("line", "outcome")}


def test_plan_writes_nothing_but_itself(planned):
    make_contact(email="ada@example.com", city="Oslo")
    sets = ChangeSet.objects.count()

    run = planned([["email", "city", "company"], ["ada@example.com", "Rome", "Acme"], ["bob@example.com", "", ""]])

    assert (run.status, Contact.objects.count(), ChangeSet.objects.count()) == ("planned", 1, sets)
    assert Contact.objects.get().city == "Oslo"


def test_every_row_has_one_disposition(planned):
    make_contact(email="ada@example.com", city="Oslo")
    make_contact(email="eve@example.com", city="Rome")
    rows = [
        ["ada@example.com", "Rome"],
        ["eve@example.com", "Rome"],
        ["new@example.com", "Bonn"],
        ["NEW@example.com", "Kiel"],
        ["nobody", "Ulm"],
    ]

    run = planned([["email", "city"], *rows])

    assert plan(run) == {2: "Update", 3: "Unchanged", 4: "Create", 5: "Repeats another row", 6: "Fails"}
    assert run.planned == {
        "rows": 5,
        "created": 1,
        "updated": 1,
        "unchanged": 1,
        "skipped": 1,
        "failed": 1,
        "unprocessed": 0,
    }


def test_changes_are_told_field_by_field(planned):
    company = make_company(name="Old Ltd")
    ada = make_contact(email="ada@example.com", first_name="Ada", city="Oslo", company=company, phone="+49 30 1")
    with booked():
        ContactEmail.objects.create(contact=ada, email="ada@known.example")
    header = ["email", "email_2", "email_3", "first_name", "city", "company", "tags", "notes", "email_opt_out", "phone"]
    row = ["ada@example.com", "ada@known.example", "ada@new.example", "", "Rome", "New Ltd", "vip", "met", "yes", ""]

    run = planned([header, row])

    assert changes(run, 2) == {
        "city": ["Oslo", "Rome"],
        "company": ["Old Ltd", "New Ltd"],
        "emails": [None, ["ada@new.example"]],
        "tags": [None, ["vip"]],
        "notes": [None, ["met"]],
        "email_opt_in": [True, False],
    }


def test_new_contacts_are_told_with_what_the_file_says(planned):
    run = planned([["email", "first_name", "city"], ["ada@example.com", "Ada", ""]])

    assert changes(run, 2) == {"email": "ada@example.com", "first_name": "Ada"}


def test_known_contacts_are_skipped_or_filled_as_the_run_says(planned):
    make_contact(email="ada@example.com", city="Oslo")
    rows = [["email", "city", "state"], ["ada@example.com", "Rome", "Lazio"]]

    assert plan(planned(rows, existing="skip")) == {2: "Skip"}
    assert changes(planned(rows, existing="fill"), 2) == {"state": ["", "Lazio"]}


def test_address_under_a_clearly_different_name_is_a_conflict(planned):
    make_contact(email="office@example.com", first_name="Ada", last_name="Byron")
    rows = [["email", "first_name", "last_name"], ["office@example.com", "Grace", "Hopper"]]

    run = planned(rows)

    assert plan(run) == {2: "Conflict"}
    assert came_of(carry_out(run)) == {2: "Skipped"}
    assert Contact.objects.get().last_name == "Byron"


@pytest.mark.parametrize("name", [("Ada", "Lovelace"), ("A.", "Byron"), ("Byron", "Ada"), ("Adah", "Byrone")])
def test_similar_names_are_the_same_person(planned, name):
    make_contact(email="ada@example.com", first_name="Ada", last_name="Byron")

    assert plan(planned([["email", "first_name", "last_name"], ["ada@example.com", *name]])) == {2: "Update"}


@pytest.mark.parametrize("size", [1, 2, 100])
def test_later_rows_find_who_earlier_ones_would_make(planned, monkeypatch, size):
    monkeypatch.setattr(chunks, "CHUNK_ROWS", size)
    make_contact(email="known@example.com")
    rows = [
        ["ada@example.com", "ada@home.example", "Ada"],
        ["ada@home.example", "", ""],
        ["known@example.com", "known@home.example", "Kim"],
        ["known@home.example", "", ""],
        ["other@example.com", "ada@home.example", "Ada"],
        ["third@example.com", "ada@home.example", "Bob"],
    ]

    run = planned([["email", "email_2", "first_name"], *rows])

    repeats, create = "Repeats another row", "Create"
    assert plan(run) == {2: create, 3: repeats, 4: "Update", 5: repeats, 6: repeats, 7: create}


def test_what_was_planned_is_carried_out_and_the_plan_forgotten(planned):
    make_contact(email="ada@example.com", city="Oslo")
    run = planned([["email", "city"], ["ada@example.com", "Rome"], ["bob@example.com", "Bonn"], ["no", "x"]])

    carry_out(run)

    assert run.counts() == run.planned
    assert came_of(run) == {2: "Updated", 3: "Created", 4: "Failed"}
    assert not run.plan_rows.exists()
    assert [line for line, *_ in problems(run)] == [4]


def test_contact_that_was_changed_since_the_preview_is_a_conflict(planned):
    ada = make_contact(email="ada@example.com", city="Oslo")
    run = planned([["email", "city"], ["ada@example.com", "Rome"]])
    with booked():
        Contact.objects.filter(pk=ada.pk).update(city="Bergen")

    carry_out(run)

    assert came_of(run) == {2: "Skipped"}
    assert Contact.objects.get().city == "Bergen"
    assert problems(run)[0][3:] == (
        "conflict",
        "The contact is no longer as the preview has shown it; it stays as it is.",
    )


def test_contact_that_was_added_since_the_preview_is_a_conflict(planned):
    run = planned([["email", "city"], ["ada@example.com", "Rome"]])
    make_contact(email="ada@example.com", city="Oslo")

    assert came_of(carry_out(run)) == {2: "Skipped"}
    assert Contact.objects.get().city == "Oslo"


def test_contact_that_was_deleted_since_the_preview_is_a_conflict(planned):
    ada = make_contact(email="ada@example.com")
    run = planned([["email", "city"], ["ada@example.com", "Rome"]])
    with booked():
        Contact.objects.filter(pk=ada.pk).soft_delete()

    assert came_of(carry_out(run)) == {2: "Skipped"}
    assert not Contact.objects.live().exists()


def test_row_that_repeats_a_conflict_is_left_out_with_it(planned, monkeypatch):
    monkeypatch.setattr(chunks, "CHUNK_ROWS", 1)
    ada = make_contact(email="ada@example.com")
    run = planned([["email", "city"], ["ada@example.com", "Rome"], ["ada@example.com", "Bonn"]])
    with booked():
        Contact.objects.filter(pk=ada.pk).update(title="CTO")

    assert came_of(carry_out(run)) == {2: "Skipped", 3: "Skipped"}
    assert Contact.objects.get().city == ""


def test_plan_is_made_anew(planned):
    run = planned([["email"], ["ada@example.com"]])
    make_contact(email="ada@example.com")

    make_plan(run)

    assert plan(run) == {2: "Unchanged"}


@pytest.mark.parametrize("existing", ImportRun.Existing.values)
@given(known=ROWS, rows=ROWS)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_plan_and_import_never_disagree(planned, existing, known, rows):
    carry_out(planned(as_csv([HEADER, *known])))

    run = planned(as_csv([HEADER, *rows]), existing=existing)
    foreseen = plan(run)
    carry_out(run)

    as_outcome = {"Create": "Created", "Update": "Updated", "Unchanged": "Unchanged", "Fails": "Failed"}
    assert came_of(run) == {line: as_outcome.get(word, "Skipped") for line, word in foreseen.items()}
    assert run.counts() == run.planned
