"""Erase whoever has an e-mail address, or only tell what that would take."""

import json
from argparse import ArgumentParser
from contextlib import suppress
from typing import Any

from django.core.management import CommandError

from contacts.exceptions import Refused as ContactsRefused
from contacts.management.prepared import PreparedCommand
from contacts.management.taking_back import REFUSED, user
from contacts.models import ChangeSet
from crm.models import User
from gdpr.erasing.follow_up import follow_up
from gdpr.erasure import erase_address, holders_of, plan_anonymisation
from gdpr.exceptions import FollowUpRunning, Refused
from gdpr.models import Erasure


class Command(PreparedCommand):
    help = (
        "Erases whoever has or had the e-mail address, in every table, its history, and all files that are kept, and "
        "has every door turn them away from then on. An unknown address is only turned away. Exit code: 0 done, 2 "
        "refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--reason", required=True, help="why; it is kept, so name nobody in it")
        parser.add_argument("--dry-run", action="store_true", help="only tell what would happen")
        parser.add_argument("--by", metavar="USERNAME", help="in whose name, and with whose rights (default: any)")
        parser.add_argument("--json", action="store_true", help="print the result as JSON, as the last line")

    def handle(self, **options: Any) -> None:
        do = self.plan if options["dry_run"] else self.erase
        try:
            told = do(options["email"], user(options["by"]), options["reason"])
        except (Refused, ContactsRefused) as refusal:
            raise CommandError(str(refusal), returncode=REFUSED) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(told))

    def plan(self, email: str, by: User | None, reason: str) -> dict[str, Any]:
        """What would happen."""
        plan = plan_anonymisation(holders_of(email), by=by)
        tables = {loss.model._meta.label_lower: loss.count for loss in plan.losses}
        for loss in plan.losses:
            self.stderr.write(f"{loss.model._meta.verbose_name_plural}: {loss.count}")
        if not plan.people:
            self.stderr.write("Nobody has this address. It would be turned away from then on.")
        return {"dry_run": True, "people": len(plan.people) + plan.merged, "tables": tables}

    def erase(self, email: str, by: User | None, reason: str) -> dict[str, Any]:
        """The certificate, once all that follows was tried."""
        certificate = erase_address(email, by=by, door=ChangeSet.Door.COMMAND, reason=reason)
        with suppress(FollowUpRunning):
            # A worker may have been quicker.
            follow_up(certificate)
        certificate.refresh_from_db()
        told = certificate_of(certificate)
        known = f"{told['people']} contacts erased." if told["people"] else "Nobody has this address."
        self.stderr.write(f"{known} It is turned away from now on. Certificate {told['erasure']}: {told['status']}.")
        for sentence in filter(None, [certificate.message, _mentions(told["mentions"]), _notices(told["recipients"])]):
            self.stderr.write(sentence)
        return told


def certificate_of(erasure: Erasure) -> dict[str, Any]:
    """The certificate for a program."""
    return {
        "dry_run": False,
        "erasure": str(erasure.pk),
        "status": erasure.status,
        "people": erasure.people,
        "tables": erasure.counts,
        "suppressed": erasure.suppressions.count(),
        "mentions": erasure.mentions.count(),
        "recipients": erasure.notices.count(),
    }


def _mentions(count: int) -> str:
    return f"{count} texts about others name them: decide about each in the admin, under Mentions." if count else ""


def _notices(count: int) -> str:
    return f"{count} people who have exported contacts are told to delete their copies." if count else ""
