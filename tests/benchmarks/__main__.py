"""Runs one benchmark, on databases of its own."""

import json
import os
import signal
import sys
from argparse import ArgumentParser, Namespace
from importlib import import_module
from pathlib import Path

import django

from crm.interruption import ended_by
from tests.benchmarks.bases import own_bases
from tests.benchmarks.report import Report

# Name → module with a function `measure(rows, folder)` that returns a Report, and what it compares.
BENCHMARKS = {
    "import": ("tests.benchmarks.imports", "our import, stock django-import-export, and hand-written SQL"),
    "export": ("tests.benchmarks.exports", "our export and PostgreSQL's COPY"),
    "undo": ("tests.benchmarks.undo", "an import that changed all contacts, and its undo"),
    "merge": ("tests.benchmarks.merging", "a merge of two contacts with few related rows and with a thousand"),
    "page": ("tests.benchmarks.pages", "the pages of a contact and of its company, home, and the API's list"),
    "mass-edit": ("tests.benchmarks.mass_edit", "a mass edit of one field and the plain UPDATE of the same rows"),
    "erase": ("tests.benchmarks.erasing", "the erasure of somebody known well, and what the guard costs a row"),
    "bombs": ("tests.benchmarks.bombs", "files that take far more than they weigh, and what it costs to refuse them"),
    "lists": ("tests.benchmarks.dynamic_lists", "dynamic lists: refreshes, one change, pages of members"),
    "search": ("tests.benchmarks.search", "the search in a crowd, and what its indexes cost an import"),
    "residue": ("tests.benchmarks.residue", "the search for what is left of a person, and COPY of all tables"),
    "list": ("tests.benchmarks.lists", "the page that lists contacts and that of a stock admin"),
}


DUPLICATES = "the finder of duplicates, on a list of which the truth is known"
DEDUPE = {
    "check": "tests.benchmarks.duplicates.checks",
    "import": "tests.benchmarks.duplicates.keyed_imports",
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
    options = parser().parse_args()
    django.setup()
    try:
        # Ended in good order, the databases are dropped and the embedded server is let go of.
        with ended_by(signal.SIGTERM, raising=lambda number: SystemExit(128 + number)):
            report = dedupe(options) if options.benchmark == "dedupe" else run(options.benchmark, options.rows)
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    print(report)
    if options.json:
        print(json.dumps(report.figures))


def parser() -> ArgumentParser:
    """The command line: one subcommand for each benchmark."""
    made = ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    benchmarks = made.add_subparsers(dest="benchmark", required=True)
    for name, (_, compared) in BENCHMARKS.items():
        one = benchmarks.add_parser(name, help=compared, description=compared)
        one.add_argument("--rows", type=int, default=20_000, help="how many contacts (default: %(default)s)")
        one.add_argument("--json", action="store_true", help="print the figures as JSON, as the last line")
    one = benchmarks.add_parser("dedupe", help=DUPLICATES, description=DUPLICATES)
    one.add_argument("what", nargs="?", help="a CSV file with id, cluster and other columns; or “check”; or “import”")
    one.add_argument("--fields", type=Path, help='for a file: a JSON file of {"column": "field"}')
    one.add_argument("--threshold", type=float, help="probability of a duplicate (default: the model's)")
    one.add_argument("--anchors", action="store_true", help="for a file: measure Splink and dedupe on it as well")
    one.add_argument("--rows", type=int, default=20_000, help="how many, without a file (default: %(default)s)")
    one.add_argument("--json", action="store_true", help="print the figures as JSON, as the last line")
    return made


def dedupe(options: Namespace) -> Report:
    """Measure how duplicates are found: in a file, in an invented list, of one contact, or what the keys cost."""
    with own_bases() as folder:
        if options.what in DEDUPE:
            return import_module(DEDUPE[options.what]).measure(options.rows, folder)
        lists = import_module("tests.benchmarks.duplicates.dedupe")
        if options.what:
            return lists.of_file(Path(options.what), options.fields, options.threshold, anchors=options.anchors)
        return lists.of_rows(options.rows, folder, options.threshold)


def run(name: str, rows: int) -> Report:
    """Measure with so many contacts."""
    module, _ = BENCHMARKS[name]
    with own_bases() as folder:
        return import_module(module).measure(rows, folder)


if __name__ == "__main__":
    main()
