import pytest

from contacts.importing.decisions import decide
from contacts.importing.exceptions import NoSuchDecision
from contacts.importing.planning import make_plan
from contacts.importing.run import choose_columns, execute, take_in
from contacts.models import ChangeSet, Contact
from tests.factories import booked, make_contact
from tests.spreadsheets import outcome, write

INFO = "email,first_name,last_name,city\ninfo@example.com,Grace,Wong,Ulm\nbob@example.com,Bob,Ray,Bonn\n"


@pytest.fixture
def planned(db, tmp_path):
    def plan(text=INFO, **options):
        with write(tmp_path, text).open("rb") as file:
            return make_plan(choose_columns(take_in(file, "people.csv", by=None, **options)))

    return plan


def done(run):
    return outcome(execute(run, door=ChangeSet.Door.COMMAND))


@pytest.fixture
def mailbox(db):
    return make_contact(email="info@example.com", first_name="Ada", last_name="Hill")


@pytest.mark.parametrize(("decision", "line"), [("c", 2), ("u", 3), ("s", 3), ("u", 99), ("?", 2)])
def test_what_makes_no_sense_for_a_row_is_refused(planned, mailbox, decision, line):
    run = planned()

    with pytest.raises(NoSuchDecision):
        decide(run, decision, line=line)

    assert set(run.plan_rows.values_list("decision", flat=True)) == {""}


def test_nothing_is_decided_once_the_import_has_begun(planned, mailbox):
    run = planned()
    execute(run, door=ChangeSet.Door.COMMAND)

    with pytest.raises(NoSuchDecision):
        decide(run, "u", line=2)

    assert Contact.objects.get(pk=mailbox.pk).first_name == "Ada"


def test_known_contacts_that_are_to_be_skipped_are_not_updated_either(planned, mailbox):
    run = planned(existing="skip")

    with pytest.raises(NoSuchDecision):
        decide(run, "u", line=2)

    assert done(run) == (1, 0, 0, 1, 0)


def test_without_a_word_a_conflict_is_left_out(planned, mailbox):
    assert done(planned()) == (1, 0, 0, 1, 0)


def test_a_conflict_is_updated_where_somebody_says_so(planned, mailbox):
    run = planned()

    decided = decide(run, "u", line=2)

    assert decided == 1
    assert (run.planned["updated"], run.planned["skipped"], run.planned["rows"]) == (1, 0, 2)
    assert done(run) == (1, 1, 0, 0, 0)
    assert Contact.objects.get(pk=mailbox.pk).full_name == "Grace Wong"


def test_a_decision_is_taken_back(planned, mailbox):
    run = planned()
    decide(run, "u", line=2)

    decide(run, "", line=2)

    assert (run.planned["updated"], done(run)) == (0, (1, 0, 0, 1, 0))


def test_all_of_a_kind_are_decided_at_once(planned, mailbox):
    make_contact(email="bob@example.com", first_name="Olga", last_name="Stern")
    run = planned()

    decided = decide(run, "u", disposition="k")

    assert (decided, done(run)) == (2, (0, 2, 0, 0, 0))


def test_a_contact_that_was_edited_since_is_not_updated_in_spite_of_the_decision(planned, mailbox):
    run = planned()
    decide(run, "u", line=2)
    with booked():
        mailbox.city = "Rome"
        mailbox.save()

    assert done(run) == (1, 0, 0, 1, 0)
    assert Contact.objects.get(pk=mailbox.pk).city == "Rome"


def test_who_shares_a_number_with_several_can_be_created(planned):
    for name in ("Ada", "Bob"):
        make_contact(email=f"{name}@example.com", first_name=name, last_name="Hill", phone="+49 30 123456")
    run = planned("phone,email,city\n+49 30 123456,new@example.com,Ulm\n", match_by="phone")

    decide(run, "c", line=2)

    assert run.planned["created"] == 1
    assert done(run) == (1, 0, 0, 0, 0)
