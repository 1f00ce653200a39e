"""Print the record of processing activities."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from gdpr.record import FORMATS, activities, outdated_pages, write_pages


class Command(BaseCommand):
    help = "Prints the record of processing activities (Art. 30 GDPR), drawn up from what the models say of themselves."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=FORMATS, default="md", help="json and csv name every column")
        instead = parser.add_mutually_exclusive_group()
        instead.add_argument("--check", action="store_true", help="print nothing; exit with 1 if docs/ says otherwise")
        instead.add_argument("--write", action="store_true", help="bring docs/ up to date instead")

    def handle(self, **options: Any) -> None:
        if options["check"]:
            if pages := outdated_pages():
                names = ", ".join(page.name for page in pages)
                raise CommandError(f"{names}: not up to date. Run: manage.py record_of_processing --write")
        elif options["write"]:
            for page in write_pages():
                self.stderr.write(f"{page.name}: brought up to date.")
        else:
            self.stdout.write(FORMATS[options["format"]](activities()), ending="")
