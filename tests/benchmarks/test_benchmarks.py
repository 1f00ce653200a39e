"""The benchmarks run, and what they compare does the same work."""

import json
import subprocess
import sys

import pytest
from django.conf import settings

from tests.benchmarks.contents import NotTheSameWork, require_same

FIGURES = {
    "rows",
    "ours_rows_s",
    "ours_again_rows_s",
    "ours_planned_rows_s",
    "ours_update_rows_s",
    "floor_rows_s",
    "stock_default_rows_s",
    "stock_bulk_rows_s",
    "stock_update_rows_s",
    "stock_bulk_update_rows_s",
    "peak_mb",
}


def test_bases_that_hold_the_same_are_accepted():
    require_same({"contacts_contact": 1}, {"contacts_contact": 1})


@pytest.mark.parametrize("other", [{"contacts_contact": 2}, {}, {"contacts_contact": 1, "contacts_tag": 0}])
def test_bases_that_differ_are_refused(other):
    with pytest.raises(NotTheSameWork):
        require_same({"contacts_contact": 1}, other)


def test_the_import_is_compared_with_sides_that_end_with_the_same_rows():
    command = [sys.executable, "-m", "tests.benchmarks", "import", "--rows", "300", "--json"]

    ended = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=300)

    assert ended.returncode == 0, ended.stderr
    figures = json.loads(ended.stdout.splitlines()[-1])
    assert figures.keys() == FIGURES
    assert figures["rows"] == 300
    assert [name for name, figure in figures.items() if figure is None or figure <= 0] == []
