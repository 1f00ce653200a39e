import pytest

from contacts.importing.decisions import decide
from contacts.importing.planning import make_plan
from contacts.importing.run import choose_columns, execute, take_in
from contacts.models import ChangeSet, Contact
from tests.factories import make_contact
from tests.spreadsheets import outcome, write

TEXT = (
    "email,first_name,last_name,phone,city\n"
    "ada.private@example.org,Ada,Fitzgibbon,+49 171 2222222,Ulm\n"
    "ben@example.org,Benedict,Fitzgibbon,+49 171 2222222,Ulm\n"
    "joan@example.org,Joan,Ng,,Bonn\n"
)


@pytest.fixture
def ada(db):
    return make_contact(
        email="ada@example.com", first_name="Ada", last_name="Fitzgibbon", phone="+49 171 2222222", city="Rome"
    )


@pytest.fixture
def planned(db, tmp_path):
    def plan(text=TEXT, *, finds_lookalikes=True):
        with write(tmp_path, text).open("rb") as file:
            run = take_in(file, "people.csv", by=None)
        run.finds_lookalikes = finds_lookalikes
        return make_plan(choose_columns(run))

    return plan


def dispositions(run):
    return dict(run.plan_rows.values_list("line", "disposition"))


def done(run):
    return outcome(execute(run, door=ChangeSet.Door.COMMAND))


def test_nobody_is_looked_for_unless_that_is_wanted(planned, ada):
    assert dispositions(planned(finds_lookalikes=False)) == {2: "c", 3: "c", 4: "c"}


def test_who_is_likely_here_already_is_told_with_why(planned, ada):
    run = planned()

    row = run.plan_rows.get(line=2)
    assert dispositions(run) == {2: "p", 3: "c", 4: "c"}
    assert (row.contact, row.version, row.reason.startswith("Likely this contact (")) == (ada, ada.version, True)
    assert (run.planned["created"], run.planned["rows"]) == (3, 3)


def test_without_a_word_they_are_created(planned, ada):
    assert done(planned()) == (3, 0, 0, 0, 0)


def test_the_contact_is_updated_where_somebody_says_so(planned, ada):
    run = planned()

    decide(run, "u", line=2)

    assert (run.planned["created"], run.planned["updated"]) == (2, 1)
    assert done(run) == (2, 1, 0, 0, 0)
    ada.refresh_from_db()
    assert (ada.city, ada.emails.count(), Contact.objects.count()) == ("Ulm", 2, 3)


def test_one_person_twice_in_the_file_is_told(planned):
    run = planned(TEXT + "ada@example.com,Ada,Fitzgibbon,+49 171 2222222,Ulm\n")

    row = run.plan_rows.get(line=5)
    assert dispositions(run) == {2: "c", 3: "c", 4: "c", 5: "p"}
    assert (row.contact, row.reason.startswith("Likely the person of line 2 (")) == (None, True)
    decide(run, "s", line=5)
    assert done(run) == (3, 0, 0, 1, 0)
