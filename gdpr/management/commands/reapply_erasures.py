"""After a backup was restored: erase once more whoever was erased since it was made."""

import json
from argparse import ArgumentParser
from contextlib import suppress
from typing import Any

from django.core.management import CommandError

from contacts.management.prepared import PreparedCommand
from contacts.management.taking_back import REFUSED
from contacts.models import ChangeSet
from gdpr.erasing.follow_up import follow_up
from gdpr.exceptions import FollowUpRunning, Refused
from gdpr.restored import missing, reapply


class Command(PreparedCommand):
    help = (
        "Erases once more, and turns away, whoever the ledger of erasures knows and the database does not: a backup "
        "was restored, or an erasure was interrupted. Exit code: 0 done, also where there was nothing to do, 2 refused."
    )
    # The check that asks for this command must not keep it from running.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only tell what would happen")
        parser.add_argument("--json", action="store_true", help="print the result as JSON, as the last line")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        try:
            found = missing()
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=REFUSED) from refusal
        contacts = sum(len(again.contacts) for again in found)
        verified = 0
        for again in () if dry_run else found:
            certificate = reapply(again, by=None, door=ChangeSet.Door.COMMAND)
            with suppress(FollowUpRunning):
                # A worker may have been quicker.
                follow_up(certificate)
            certificate.refresh_from_db()
            verified += certificate.verified_at is not None
        would = "would be " if dry_run else ""
        self.stderr.write(f"{len(found)} erasures {would}done once more, of {contacts} contacts that had come back.")
        if options["json"]:
            told = {"dry_run": dry_run, "erasures": len(found), "contacts": contacts, "verified": verified}
            self.stdout.write(json.dumps(told))
