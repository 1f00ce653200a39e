"""Dynamic lists, built on the command line."""

import json

import pytest
from django.core.management import CommandError, call_command

from contacts.models import ContactList, ListMember
from tests.factories import make_contact, make_list

pytestmark = pytest.mark.django_db

IN_ROME = {"field": "city", "operator": "equals", "value": "rome"}


def test_unknown_list_is_refused():
    with pytest.raises(CommandError) as refused:
        call_command("refresh_lists", "nothing")

    assert (str(refused.value), refused.value.returncode) == ("There is no list of this name.", 2)


def test_unusable_filter_is_told(capsys):
    make_list({"field": "town"}, name="Odd")

    with pytest.raises(SystemExit) as ended:
        call_command("refresh_lists", "odd")

    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("Odd: The filter cannot be used: all[0].field must be one of")


def test_static_list_is_refused(capsys):
    make_list(name="By hand", type="static", filters={})

    with pytest.raises(SystemExit) as ended:
        call_command("refresh_lists", "by hand")

    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("By hand: Nothing was changed: this list is static")


def test_one_list_is_built(capsys):
    make_contact(city="Rome")
    contact_list = make_list(IN_ROME, name="Romans")

    call_command("refresh_lists", "ROMANS", "--json")

    out, err = capsys.readouterr()
    [told] = json.loads(out)
    assert err == "Romans: 1 members, 1 joined, 0 left.\n"
    assert told.pop("seconds") >= 0
    assert told == {"list": str(contact_list.pk), "name": "Romans", "size": 1, "joined": 1, "left": 0}


def test_every_dynamic_list_is_built_without_a_name():
    make_contact(city="Rome")
    make_list(IN_ROME)

    call_command("refresh_lists")

    built = set(ContactList.objects.exclude(build=None).values_list("name", flat=True))
    assert built == set(ContactList.objects.filter(type="dynamic").values_list("name", flat=True))
    assert ListMember.objects.filter(list__filters={"all": [IN_ROME]}).count() == 1
