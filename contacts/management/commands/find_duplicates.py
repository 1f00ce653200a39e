"""Search for contacts that may be one person."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management import CommandError
from tqdm import tqdm

from contacts.duplicates.finding import find
from contacts.exceptions import SearchRunning
from contacts.management.prepared import PreparedCommand
from contacts.models import DuplicateRun

REFUSED = 2


class Command(PreparedCommand):
    help = (
        "Searches for contacts that may be one person and keeps the pairs for review. A search of all contacts that "
        "was interrupted goes on where it stopped. Exit code: 0 done, 2 somebody is at it already."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--changed-only", action="store_true", help="only contacts written since the last search")
        parser.add_argument("--json", action="store_true", help="print the result as JSON, as the last line")

    def handle(self, **options: Any) -> None:
        with tqdm(total=1, bar_format="{l_bar}{bar}| {postfix}", disable=None, leave=False) as bar:
            try:
                run = find(changed_only=options["changed_only"], on_progress=lambda run: _show(bar, run))
            except SearchRunning as refusal:
                raise CommandError(str(refusal), returncode=REFUSED) from refusal
        searched = f"among {run.contacts:,} contacts in {run.seconds:.1f} s"
        self.stderr.write(f"{run.found:,} likely duplicates {searched}; {run.new:,} pairs were not known before.")
        if run.common:
            kinds = ", ".join(f"{count:,} {kind.replace('_', ' ')}" for kind, count in run.common.items())
            self.stderr.write(
                f"Keys that too many share: {kinds}; {run.unmet:,} contacts met nobody under one of them."
            )
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(run)))


def _show(bar: tqdm, run: DuplicateRun) -> None:
    bar.n = run.progress
    bar.set_postfix_str(f"{run.found:,} found, {run.seconds:.0f} s")


def _as_json(run: DuplicateRun) -> dict[str, Any]:
    names = ("contacts", "compared", "found", "new", "common", "unmet", "seconds")
    return {"run": str(run.pk), "whole": run.is_whole} | {name: getattr(run, name) for name in names}
