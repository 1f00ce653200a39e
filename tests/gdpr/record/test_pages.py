"""The pages of the documentation that are drawn up from the models."""

from pathlib import Path

import pytest
from django.conf import settings as ours

from gdpr.record import outdated_pages, write_pages

DOCS = Path(ours.BASE_DIR, "docs")
PAGES = ("data-model.md", "privacy.md")


@pytest.fixture
def docs(tmp_path, settings) -> Path:
    """A copy of the pages, which a test may spoil."""
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    for name in PAGES:
        (tmp_path / "docs" / name).write_text((DOCS / name).read_text())
    return tmp_path / "docs"


def test_pages_of_the_project_are_up_to_date():
    assert outdated_pages() == []


def test_page_that_is_up_to_date_is_not_written(docs):
    assert write_pages() == []


def test_page_that_is_behind_is_written_anew(docs):
    page = docs / "data-model.md"
    page.write_text(page.read_text().replace("| contacts_task |", "| contacts_chore |"))

    assert (outdated_pages(), write_pages(), outdated_pages()) == ([page], [page], [])
    assert page.read_text() == (DOCS / "data-model.md").read_text()


def test_page_without_its_marks_is_behind(docs):
    page = docs / "privacy.md"
    page.write_text("# Privacy\n")

    assert outdated_pages() == [page]
