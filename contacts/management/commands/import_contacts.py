"""Import contacts from a file, in this process."""

import json
from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management import CommandError
from tqdm import tqdm

from contacts.importing.exceptions import ImportingError
from contacts.importing.mapping import Mapping
from contacts.importing.planning import plan_file
from contacts.importing.run import import_file
from contacts.management.prepared import PreparedCommand
from contacts.models import ChangeSet, ImportRun
from crm.models import User

ALL_IN, SOME_FAILED, UNUSABLE = 0, 1, 2


class Command(PreparedCommand):
    help = "Imports contacts from a CSV, TSV or XLSX file. Exit code: 0 all rows in, 1 some failed, 2 file unusable."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--encoding", default="", help="of text that is neither UTF-8 nor marked, e.g. cp1252")
        parser.add_argument("--mapping", type=Path, help='JSON file of {"header": "field"}; "" leaves a column out')
        parser.add_argument(
            "--existing",
            choices=ImportRun.Existing.values,
            default=ImportRun.Existing.UPDATE,
            help="what happens to contacts that are known (default: update)",
        )
        parser.add_argument("--by", metavar="USERNAME", help="in whose name the contacts are written")
        parser.add_argument(
            "--dry-run", action="store_true", help="only say what would happen; the preview is kept among the imports"
        )
        parser.add_argument("--json", action="store_true", help="print the result as JSON, as the last line")

    def handle(self, **options: Any) -> None:
        with tqdm(total=1, bar_format="{l_bar}{bar}| {postfix}", disable=None, leave=False) as bar:
            try:
                work = plan_file if options["dry_run"] else partial(import_file, door=ChangeSet.Door.COMMAND)
                run = work(
                    options["file"],
                    by=_user(options["by"]),
                    mapping=_mapping(options["mapping"]),
                    on_progress=lambda run: _show(bar, run),
                    encoding=options["encoding"],
                    existing=options["existing"],
                )
            except ImportingError as error:
                raise CommandError(str(error), returncode=UNUSABLE) from error
            except OSError as error:
                raise CommandError(_complaint(error, options["file"]), returncode=UNUSABLE) from error
        counts = run.foreseen() if options["dry_run"] else run.counts()
        self._report(run, counts)
        if options["json"]:
            self.stdout.write(json.dumps({"run": str(run.pk), **counts, "seconds": run.seconds}))
        if run.failed:
            raise SystemExit(SOME_FAILED)

    def _report(self, run: ImportRun, counts: dict[str, int]) -> None:
        told = ", ".join(f"{count:,} {name}" for name, count in counts.items())
        warnings = run.problems.filter(severity="warning").count()
        self.stderr.write(f"{told} in {run.seconds:.1f} s; {warnings:,} cells were not understood.")
        if unknown := Mapping.from_json(run.mapping).unknown:
            self.stderr.write(f"Not imported, for no field is known for them: {', '.join(unknown)}. See --mapping.")
        for problem in run.problems.filter(severity="error")[:10]:
            self.stderr.write(f"Line {problem.line}: {problem.reason}")
        if run.failed_rows:
            self.stderr.write(f"The rows that failed, to be mended and imported again: {run.failed_rows.path}")


def _complaint(error: OSError, path: Path) -> str:
    if error.filename == str(path):
        return f"The file cannot be read ({error.strerror}): check its name and its permissions."
    return f"The import was interrupted ({error.strerror or error}). Mend that and import the file again."


def _show(bar: tqdm, run: ImportRun) -> None:
    bar.n = run.progress
    rows = run.rows or run.planned.get("rows", 0)
    bar.set_postfix_str(f"{rows:,} rows, {rows / (run.seconds or 1):,.0f} rows/s")


def _user(username: str | None) -> User | None:
    if not username:
        return None
    try:
        return User.objects.get(username=username)
    except User.DoesNotExist:
        raise CommandError(f"There is no user {username}.", returncode=UNUSABLE) from None


def _mapping(path: Path | None) -> dict[str, str | None]:
    if path is None:
        return {}
    try:
        mapping = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        message = f"The mapping cannot be read ({error.strerror}): check its name and its permissions."
        raise CommandError(message, returncode=UNUSABLE) from error
    except (ValueError, RecursionError) as error:
        raise CommandError("The mapping is not JSON in UTF-8.", returncode=UNUSABLE) from error
    if not isinstance(mapping, dict) or not all(isinstance(field, str | None) for field in mapping.values()):
        message = 'The mapping must be an object of {"header": "field"}.'
        raise CommandError(message, returncode=UNUSABLE)
    return mapping
