"""Bounces, noted on the command line."""

import json

import pytest
from django.core.management import CommandError, call_command

from contacts.models import ChangeSet, ContactEmail
from tests.factories import make_contact

pytestmark = pytest.mark.django_db


def test_missing_file_is_refused(tmp_path):
    with pytest.raises(CommandError) as refused:
        call_command("note_bounces", tmp_path / "none.txt")

    assert str(refused.value) == "The file cannot be read (No such file or directory): check its path."


def test_lines_that_name_nobody_are_passed_over(tmp_path, capsys):
    make_contact(email="ada@example.com")
    file = tmp_path / "bounced.txt"
    file.write_bytes(b"\xef\xbb\xbfeve@example.com\r\n\r\nno address\xff\n")

    call_command("note_bounces", file, "--json")

    assert json.loads(capsys.readouterr().out) == {"changed": 0}
    assert not ContactEmail.objects.exclude(bounced_at=None).exists()


def test_addresses_are_noted_by_one_change_set(tmp_path, capsys):
    make_contact(email="ada@example.com"), make_contact(email="bob@example.com")
    file = tmp_path / "bounced.txt"
    file.write_bytes(b"\xef\xbb\xbfADA@example.com\r\nbob@example.com\nbob@example.com")

    call_command("note_bounces", file, "--json")

    out, err = capsys.readouterr()
    assert json.loads(out) == {"changed": 2}
    assert err == "Mail came back from 2 addresses of contacts.\n"
    assert ContactEmail.objects.exclude(bounced_at=None).count() == 2
    assert ChangeSet.objects.exclude(finished_at=None).latest("started_at").door == ChangeSet.Door.COMMAND
