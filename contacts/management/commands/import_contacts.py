"""Import contacts from a file, in this process."""

import json
from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management import CommandError
from tqdm import tqdm

from contacts.importing.columns import mapping_of
from contacts.importing.exceptions import ImportingError
from contacts.importing.mapping import Choice, Mapping
from contacts.importing.planning import plan_file
from contacts.importing.run import choose_columns, choose_list, failing, import_file
from contacts.importing.saved_mappings import newest_mapping, save_mapping, use_mapping
from contacts.management.prepared import PreparedCommand
from contacts.models import ChangeSet, ImportRun
from crm.models import User

MAPPING = 'an object of {"header": "field"} or {"header": {"field": …, "mode": …, "default": …}}'
MAPPING_HELP = f'JSON file: {MAPPING}; "" leaves a column out, modes are overwrite, fill and append'
ALL_IN, SOME_FAILED, UNUSABLE = 0, 1, 2


class Command(PreparedCommand):
    help = "Imports contacts from a CSV, TSV or XLSX file. Exit code: 0 all rows in, 1 some failed, 2 file unusable."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--encoding", default="", help="of text that is neither UTF-8 nor marked, e.g. cp1252")
        parser.add_argument("--mapping", type=Path, help=MAPPING_HELP)
        parser.add_argument("--saved-mapping", metavar="NAME", help="begin with the mapping saved under this name")
        parser.add_argument("--save-mapping", metavar="NAME", help="save the mapping that was used under this name")
        parser.add_argument(
            "--set", metavar="FIELD=VALUE", action="append", default=[], help="a value for every row, e.g. tags=Fair"
        )
        parser.add_argument(
            "--match-by", choices=ImportRun.MatchBy.values, help="how contacts are found before their address is asked"
        )
        parser.add_argument(
            "--find-lookalikes", action="store_true", help="with --dry-run: look whether new people are here already"
        )
        parser.add_argument("--id-system", metavar="SYSTEM", help="whose ids the column of external ids holds")
        parser.add_argument(
            "--existing",
            choices=ImportRun.Existing.values,
            help="what happens to contacts that are known (default: update)",
        )
        parser.add_argument("--list", metavar="NAME", help="put everybody in the file on this static list")
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
                    columns=partial(_settle, options=options),
                    on_progress=lambda run: _show(bar, run),
                    encoding=options["encoding"],
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
        if suppressed := run.suppressed:
            self.stderr.write(f"{suppressed:,} rows suppressed: the people were erased, or want nothing to be kept.")
        if unknown := Mapping.from_json(run.mapping).unknown:
            self.stderr.write(f"Not imported, for no field is known for them: {', '.join(unknown)}. See --mapping.")
        for problem in run.problems.filter(severity="error")[:10]:
            self.stderr.write(f"Line {problem.line}: {problem.reason}")
        if run.failed_rows:
            self.stderr.write(f"The rows that failed, to be mended and imported again: {run.failed_rows.path}")


def _settle(run: ImportRun, *, options: dict[str, Any]) -> ImportRun:
    """Settle the columns of the run as the options say, on top of what a saved mapping says."""
    if options["saved_mapping"]:
        with failing(run):
            run.mapping = use_mapping(run, newest_mapping(options["saved_mapping"]), mapping_of(run)).as_json()
    run.finds_lookalikes = options["find_lookalikes"]
    for name in ("existing", "match_by", "id_system"):
        if options[name]:
            setattr(run, name, options[name])
    if options["list"]:
        with failing(run):
            choose_list(run, options["list"])
    constants = dict(_pair(text) for text in options["set"])
    choose_columns(run, _choices(options["mapping"]), constants or None)
    if options["save_mapping"]:
        save_mapping(run, options["save_mapping"], by=run.created_by)
    return run


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise CommandError(f"A value for every row is written field=value, not {text!r}.", returncode=UNUSABLE)
    return name, value


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


def _choices(path: Path | None) -> dict[str, Choice]:
    if path is None:
        return {}
    try:
        mapping = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        message = f"The mapping cannot be read ({error.strerror}): check its name and its permissions."
        raise CommandError(message, returncode=UNUSABLE) from error
    except (ValueError, RecursionError) as error:
        raise CommandError("The mapping is not JSON in UTF-8.", returncode=UNUSABLE) from error
    try:
        return {header: Choice.of(choice) for header, choice in mapping.items()}
    except (AttributeError, TypeError):
        raise CommandError(f"The mapping must be {MAPPING}.", returncode=UNUSABLE) from None
