"""Delete what is kept for a while only, now."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings

from contacts.kept_files import delete_old_files
from contacts.management.prepared import PreparedCommand


class Command(PreparedCommand):
    help = (
        f"Deletes files of imports, and plans that nobody carried out, that are older than {settings.KEEP_FILES_DAYS} "
        "days (CRM_KEEP_FILES_DAYS); a worker does so every night."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the result as JSON, as the last line")

    def handle(self, **options: Any) -> None:
        deleted = delete_old_files()
        self.stderr.write(
            f"Deleted: {deleted.files:,} files, {deleted.lost:,} files that belonged to nothing, "
            f"{deleted.plan_rows:,} rows of plans."
        )
        if options["json"]:
            self.stdout.write(json.dumps(deleted._asdict()))
