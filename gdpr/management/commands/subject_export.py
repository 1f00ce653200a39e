"""Write all that is known of a person to a file."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import CommandError

from contacts import normalize
from contacts.exporting.whole_file import whole_file
from contacts.management.prepared import PreparedCommand
from contacts.models import Contact
from gdpr.access import write_package
from gdpr.exceptions import UnknownAddress
from gdpr.identities import found_by

REFUSED = 2


class Command(PreparedCommand):
    help = "Writes all that is known of the person who has or had an address, as a ZIP. Exit code: 0 done, 2 unknown."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--out", type=Path, required=True, metavar="F", help="the file to write")
        parser.add_argument("--json", action="store_true", help="print the result as JSON, as the last line")

    def handle(self, **options: Any) -> None:
        contact = _found(options["email"])
        try:
            with whole_file(options["out"]) as file:
                counts = write_package(contact, file)
        except OSError as error:
            raise CommandError(f"The file cannot be written ({error.strerror}): check its folder.") from error
        self.stderr.write(f"Written: {sum(counts.values())} rows of {len(counts)} kinds.")
        if options["json"]:
            self.stdout.write(json.dumps({"contact": str(contact.pk), "rows": counts}))


def _found(email: str) -> Contact:
    try:
        contact = found_by(normalize.email(email))
    except normalize.Unusable as error:
        raise CommandError(str(error), returncode=REFUSED) from error
    if contact is None:
        raise CommandError(str(UnknownAddress()), returncode=REFUSED)
    return contact
