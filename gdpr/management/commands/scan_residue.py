"""Search for what is left of a person."""

import json
import time
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from gdpr.exceptions import Refused
from gdpr.residue import Finding, Progress, Term, Unread, read_terms, scan

FOUND, NOT_EVERYWHERE = 1, 2
# Of so many the report is long enough to act on; the rest is counted.
LISTED = 1_000


class Command(BaseCommand):
    help = (
        "Searches every table, and every file and log below the data folder, for terms in any spelling or coding. "
        "Tells where they are, and never a term itself. Exit code: 0 nothing found, 1 something found, 2 the terms "
        "are unusable, or nothing was found and something could not be looked into."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--terms-file", type=Path, required=True, metavar="F", help="one term on a line, in UTF-8")
        parser.add_argument(
            "--also",
            type=Path,
            action="append",
            default=[],
            metavar="FOLDER",
            help="another folder to search, say of logs",
        )
        parser.add_argument("--json", action="store_true", help="print the result as JSON, as the last line")

    def handle(self, **options: Any) -> None:
        progress, started = Progress(), time.monotonic()
        findings, unread, count = [], [], 0
        for each in scan(_terms(options["terms_file"]), also=options["also"], progress=progress):
            told = unread if isinstance(each, Unread) else findings
            count += isinstance(each, Finding)
            if len(told) < LISTED:
                told.append(each)
                self.stderr.write(str(each))
        seconds = time.monotonic() - started
        self.stderr.write(f"{count:,} found in {progress.bytes / 1e6:,.0f} MB, in {seconds:.1f} s.")
        if options["json"]:
            result = {"found": count, "bytes": progress.bytes, "seconds": round(seconds, 3)}
            lists = {"findings": [asdict(each) for each in findings], "unread": [asdict(each) for each in unread]}
            self.stdout.write(json.dumps(result | lists))
        if count or unread:
            raise SystemExit(FOUND if count else NOT_EVERYWHERE)


def _terms(path: Path) -> list[Term]:
    try:
        return read_terms(path)
    except Refused as refusal:
        raise CommandError(str(refusal), returncode=NOT_EVERYWHERE) from refusal
    except UnicodeError as error:
        raise CommandError("The terms are not in UTF-8: save the file anew.", returncode=NOT_EVERYWHERE) from error
    except OSError as error:
        raise CommandError(f"The terms cannot be read ({error.strerror}).", returncode=NOT_EVERYWHERE) from error
