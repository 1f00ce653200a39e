import json
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from contacts.models import ChangeSet, Contact
from gdpr.erasure import anonymise
from tests.factories import booked, make_contact, make_user

KEYS = ["change_set", "undo", "restored", "removed", "put_back", "kept", "impossible", "conflicts", "obstacles"]


@pytest.fixture
def undo(db, capsys):
    """Runs the command: its exit code, and what it wrote on both streams."""

    def run(pk, *options):
        code = 0
        try:
            call_command("undo", str(pk), *options)
        except CommandError as error:
            # As the command line does: one sentence, and the code.
            out, err = capsys.readouterr()
            return error.returncode, out, f"{err}{error}\n"
        except SystemExit as error:
            code = error.code
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def contact(db):
    return make_contact(title="CTO")


@pytest.fixture
def made(contact, sales_rep):
    with booked(by=sales_rep) as change_set:
        Contact.objects.update(title="CEO", city="Ulm")
    return change_set


def title_of(contact):
    contact.refresh_from_db()
    return contact.title


def test_unknown_change_set_is_code_2(undo):
    pk = uuid4()

    assert undo(pk) == (2, "", f"There is no change set {pk}.\n")


def test_unknown_user_is_code_2(undo, made, contact):
    assert undo(made.pk, "--by", "nobody") == (2, "", "There is no user nobody.\n")
    assert title_of(contact) == "CEO"


def test_refusal_is_code_2_and_says_why(undo, contact):
    anonymise(Contact.objects.all(), by=None, door="command", reason="asked for")

    code, out, err = undo(ChangeSet.objects.get(kind="anonymise").pk, "--json")

    assert (code, out) == (2, "")
    assert err == "Nothing was undone: nobody brings back a person who was anonymised.\n"


def test_user_without_the_rights_is_refused(undo, made, contact):
    make_user(username="rep")

    code, _, err = undo(made.pk, "--by", "rep")

    assert (code, title_of(contact)) == (2, "CEO")
    assert "contacts.undo_changeset" in err


def test_dry_run_tells_and_writes_nothing(undo, made, contact):
    code, out, err = undo(made.pk, "--dry-run", "--json")

    assert (code, err) == (0, "1 contact goes back to what it was before.\n")
    assert (json.loads(out)["restored"], json.loads(out)["undo"]) == (1, None)
    assert title_of(contact) == "CEO"


def test_undo_is_code_0_and_a_change_set_through_the_command_line(undo, made, contact, admin):
    assert undo(made.pk, "--by", "admin") == (0, "", "1 contact goes back to what it was before.\n")

    done = ChangeSet.objects.get(kind="undo")
    assert (title_of(contact), done.undoes, done.actor, done.door) == ("CTO", made, admin, "command")


def test_nothing_left_is_code_1(undo, made):
    undo(made.pk)

    assert undo(made.pk) == (1, "", "There is nothing to take back.\n")


def test_json_is_the_last_line_and_tells_who_edited_what_since_by_ids_alone(undo, made, contact, sales_rep):
    with booked(by=sales_rep):
        Contact.objects.update(title="Boss")

    code, out, err = undo(made.pk, "--json")

    result = json.loads(out.splitlines()[-1])
    done = ChangeSet.objects.get(kind="undo")
    assert (code, list(result)) == (0, KEYS)
    assert [result[key] for key in KEYS[:-2]] == [str(made.pk), str(done.pk), 1, 0, 0, 1, 0]
    [conflict] = result["conflicts"]
    assert conflict.pop("at") is not None
    assert conflict == {
        "table": "contact",
        "id": str(contact.pk),
        "contact": str(contact.pk),
        "columns": ["title"],
        "reason": "was edited since",
        "by": "Sam",
    }
    assert err.splitlines()[1] == "1 contact stays as it is: somebody has worked on it since."
