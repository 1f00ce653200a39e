"""The command that prints the record of processing."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from gdpr.record import FORMATS, activities


def printed(*arguments: str) -> str:
    out = StringIO()
    call_command("record_of_processing", *arguments, stdout=out)
    return out.getvalue()


def test_check_of_pages_that_are_up_to_date_prints_nothing():
    assert printed("--check") == ""


def test_check_of_a_page_that_is_behind_names_it(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    for name in ("data-model.md", "privacy.md"):
        (tmp_path / "docs" / name).write_text("")

    with pytest.raises(CommandError, match=r"data-model\.md, privacy\.md: not up to date\. Run: manage\.py"):
        printed("--check")


def test_record_is_printed_as_markdown():
    assert printed() == FORMATS["md"](activities())


def test_record_is_printed_as_json():
    assert list(json.loads(printed("--format", "json"))) == ["controller", "activities", "columns"]
