import json
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from contacts.models import Contact
from tests.contacts.merging.merges import merged
from tests.factories import make_contact


@pytest.fixture
def unmerge(db, capsys):
    """Runs the command: its exit code, and what it wrote on both streams."""

    def run(pk, *options):
        code = 0
        try:
            call_command("unmerge", str(pk), *options)
        except CommandError as error:
            return error.returncode, "", str(error)
        except SystemExit as error:
            code = error.code
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def pair(db):
    return make_contact(first_name="Ada"), make_contact(last_name="Lovelace")


def test_unknown_contact_is_code_2(unmerge):
    pk = uuid4()

    assert unmerge(pk) == (2, "", f"There is no contact {pk}.")


def test_contact_that_was_never_merged_is_code_2(unmerge, pair):
    assert unmerge(pair[0].pk) == (2, "", "Nothing was unmerged: it was never merged with another contact.")


def test_dry_run_tells_and_writes_nothing(unmerge, pair):
    merged(*pair)

    code, out, _ = unmerge(pair[1].pk, "--dry-run", "--json")

    assert (code, json.loads(out)["restored"], Contact.objects.live().count()) == (0, 3, 1)


def test_merged_contact_lives_again(unmerge, pair):
    merged(*pair)

    code, _, err = unmerge(pair[1].pk)

    assert (code, set(Contact.objects.live())) == (0, set(pair))
    assert "2 contacts go back to what they were before." in err


def test_second_time_is_code_1(unmerge, pair):
    merged(*pair)
    unmerge(pair[1].pk)

    assert unmerge(pair[1].pk) == (1, "", "There is nothing to take back.\n")
