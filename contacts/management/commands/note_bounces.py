"""Note from which addresses mail came back."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import CommandError
from django.utils import timezone

from contacts.bouncing import note_bounces
from contacts.management.prepared import PreparedCommand
from contacts.models import ChangeSet


class Command(PreparedCommand):
    help = (
        "Notes that mail to the addresses in a file came back now. Lines that are no address, or that of no contact, "
        "are passed over."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="one address a line")
        parser.add_argument("--json", action="store_true", help="print the result as JSON, as the last line")

    def handle(self, **options: Any) -> None:
        try:
            with options["file"].open(encoding="utf-8-sig", errors="replace") as lines:
                count = note_bounces(lines, at=timezone.now(), by=None, door=ChangeSet.Door.COMMAND)
        except OSError as error:
            raise CommandError(f"The file cannot be read ({error.strerror}): check its path.") from error
        self.stderr.write(f"Mail came back from {count:,} addresses of contacts.")
        if options["json"]:
            self.stdout.write(json.dumps({"changed": count}))
