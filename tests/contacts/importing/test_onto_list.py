"""Everybody in a file is put on a list."""

import pytest
from django.core.management import CommandError, call_command

from contacts import history
from contacts.models import Contact, ContactList, ImportRun, ListMember
from tests.factories import booked, make_contact, make_list, make_static_list
from tests.spreadsheets import outcome, write

pytestmark = pytest.mark.django_db

PEOPLE = "email,first_name\nada@example.com,Ada\nbob@example.com,Bob\nno address,Eve\nbob@example.com,Robert\n"


@pytest.fixture
def put_on(tmp_path):
    """Imports the people with these options of the command; returns the run."""

    def put_on(*options: str) -> ImportRun:
        with pytest.raises(SystemExit):
            call_command("import_contacts", write(tmp_path, PEOPLE), *options)
        return ImportRun.objects.latest("created_at")

    return put_on


def members(contact_list: ContactList) -> set[str]:
    return set(Contact.objects.live().filter(list_members__list=contact_list).values_list("email", flat=True))


def test_without_a_list_nobody_is_put_on_one(put_on):
    make_static_list(name="Fair")

    put_on()

    assert ListMember.objects.count() == 0


@pytest.mark.parametrize("name", ["Fairs", "Deleted", "Dynamic"])
def test_list_that_cannot_be_filled_is_refused_before_anything_is_written(tmp_path, name):
    make_static_list(name="Fair")
    make_list({"field": "city", "operator": "equals", "value": "Rome"}, name="Dynamic")
    with booked():
        ContactList.objects.filter(pk=make_static_list(name="Deleted").pk).soft_delete()

    with pytest.raises(CommandError, match="There is no static list of that name"):
        call_command("import_contacts", write(tmp_path, PEOPLE), "--list", name)

    assert Contact.objects.count() == 0


def test_new_and_known_people_are_put_on_it_once(put_on):
    fair, ada = make_static_list(name="Fair"), make_contact(email="ada@example.com", first_name="Ada")
    with booked():
        ListMember.objects.create(list=fair, contact=ada)

    run = put_on("--list", "fair")

    assert members(fair) == {"ada@example.com", "bob@example.com"}
    assert outcome(run) == (1, 0, 1, 1, 1)


def test_known_people_whom_the_import_leaves_alone_are_not(put_on):
    fair = make_static_list(name="Fair")
    make_contact(email="ada@example.com", first_name="Ada")

    put_on("--list", "Fair", "--existing", "skip")

    assert members(fair) == {"bob@example.com"}


def test_undo_takes_them_off(put_on):
    fair = make_static_list(name="Fair")
    make_contact(email="ada@example.com", first_name="Ada")
    run = put_on("--list", "Fair")

    history.undo(run.change_set, by=None, door="command")

    assert members(fair) == set()
