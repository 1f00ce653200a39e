"""The benchmarks run, and what they compare does the same work."""

import json
import subprocess
import sys

import pytest
from django.conf import settings

from crm.sample.locales import LOCALES
from tests.benchmarks.contents import NotTheSameWork, require_same
from tests.benchmarks.duplicates.anchors.beside import ANCHORS, NotInstalled, require
from tests.benchmarks.duplicates.anchors.rows import read
from tests.benchmarks.duplicates.lists import write_list

DEDUPE_FIGURES = {"precision", "recall", "f1", "best_f1", "recall_at_p99", "grouped_f1", "seconds", "peak_mb"}
ANCHOR_FIGURES = {"best_f1", "f1", "grouped_f1", "seconds", "peak_mb"}
SURE_KINDS = ("exact", "typo", "address", "phone")
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


def test_duplicates_of_a_file_are_measured(tmp_path):
    path, fields = write_list(tmp_path / "people.csv", 1_500, LOCALES, seed=3)
    command = [sys.executable, "-m", "tests.benchmarks", "dedupe", str(path), "--fields", str(fields), "--json"]

    ended = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=300)

    assert ended.returncode == 0, ended.stderr
    figures = json.loads(ended.stdout.splitlines()[-1])
    assert figures.keys() == DEDUPE_FIGURES
    assert figures["precision"] > 0.95
    assert figures["f1"] > 0.9


def test_anchors_that_are_not_installed_are_refused_with_what_to_do():
    with pytest.raises(NotInstalled, match="uv run --group anchors"):
        require(["json", "no_such_package"])


def test_anchors_get_the_columns_of_the_file_hardly_prepared(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("id,cluster,Name,No,Street,Born\n1,7, O’Neil ,12,High  St,19560409\n")
    fields = {"Name": "last_name", "No": "address_line1", "Street": "address_line1", "Born": "birth_date"}

    rows, clusters = read(path, fields)

    assert rows == [{"last_name": "o’neil", "address_line1": "12 high st", "birth_date": "1956-04-09"}]
    assert clusters == ["7"]


@pytest.mark.slow
def test_anchors_are_measured_on_the_list_on_which_we_are(tmp_path):
    for package in ANCHORS:
        pytest.importorskip(package)
    path, fields = write_list(tmp_path / "people.csv", 400, LOCALES, seed=3)
    command = [sys.executable, "-m", "tests.benchmarks", "dedupe", str(path), "--fields", str(fields), "--json"]

    ended = subprocess.run([*command, "--anchors"], cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=300)

    assert ended.returncode == 0, ended.stderr
    figures = json.loads(ended.stdout.splitlines()[-1])
    measured = {f"{name}_{figure}" for name in ANCHORS for figure in ANCHOR_FIGURES}
    assert figures.keys() == DEDUPE_FIGURES | measured
    assert [name for name in measured if figures[name] <= 0] == []


@pytest.mark.slow
def test_dynamic_lists_are_compared_with_sql_that_ends_with_as_many_members():
    command = [sys.executable, "-m", "tests.benchmarks", "lists", "--rows", "400", "--json"]

    ended = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=300)

    assert ended.returncode == 0, ended.stderr
    figures = json.loads(ended.stdout.splitlines()[-1])
    assert (figures["unchanged_written"], figures["plain_unchanged_written"]) == (0, 0)
    assert [name for name, figure in figures.items() if figure <= 0 and not name.endswith("_written")] == []


@pytest.mark.slow
def test_the_search_is_measured_and_finds_whom_a_slip_means():
    command = [sys.executable, "-m", "tests.benchmarks", "search", "--rows", "1200", "--json"]

    ended = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=300)

    assert ended.returncode == 0, ended.stderr
    figures = json.loads(ended.stdout.splitlines()[-1])
    assert figures["rows"] == 1200
    assert {kind: figures[f"{kind}_found"] >= 0.95 for kind in SURE_KINDS} == dict.fromkeys(SURE_KINDS, True)
    assert [name for name, figure in figures.items() if figure is None or figure < 0] == []
