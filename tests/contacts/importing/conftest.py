"""Importing a few lines in one call."""

import pytest

from tests.spreadsheets import bring_in, write


@pytest.fixture
def imported(db, tmp_path):
    """Imports a CSV file of the given text or rows, and returns the run."""
    return lambda content, **options: bring_in(write(tmp_path, content), **options)
