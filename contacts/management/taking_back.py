"""What the commands that take something back share."""

import json
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management import CommandError

from contacts.exceptions import Refused
from contacts.history import UndoPlan
from contacts.history.undoing import words
from contacts.management.prepared import PreparedCommand
from crm.models import User

NOTHING, REFUSED = 1, 2
EXIT_CODES = "Exit code: 0 done, 1 nothing could be taken back, 2 unknown or refused."


class TakingBackCommand(PreparedCommand):
    """Takes back what one id stands for, and tells what becomes of it."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", type=UUID)
        parser.add_argument("--dry-run", action="store_true", help="only tell what would happen")
        parser.add_argument("--by", metavar="USERNAME", help="in whose name, and with whose rights (default: any)")
        parser.add_argument("--json", action="store_true", help="print the result as JSON, as the last line")

    def handle(self, **options: Any) -> None:
        by = user(options["by"])
        try:
            plan = self.take_back(options["id"], by=by, is_dry_run=options["dry_run"])
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=REFUSED) from refusal
        for sentence in [*(words.done(plan) or ["There is nothing to take back."]), *words.left(plan)]:
            self.stderr.write(sentence)
        if options["json"]:
            self.stdout.write(json.dumps(plan.as_json()))
        if not plan.changes:
            raise SystemExit(NOTHING)

    def take_back(self, pk: UUID, *, by: User | None, is_dry_run: bool) -> UndoPlan:
        """What was done, or would be."""
        raise NotImplementedError


def user(username: str | None) -> User | None:
    """The user of that name; nobody where none is given."""
    if not username:
        return None
    try:
        return User.objects.get(username=username)
    except User.DoesNotExist:
        raise CommandError(f"There is no user {username}.", returncode=REFUSED) from None
