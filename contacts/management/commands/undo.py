"""Take back what a change set did."""

import json
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management import CommandError

from contacts.exceptions import Refused
from contacts.history import UndoPlan, plan_undo, undo
from contacts.history.undoing import Left, words
from contacts.management.prepared import PreparedCommand
from contacts.models import ChangeSet
from crm.models import User

NOTHING, REFUSED = 1, 2


class Command(PreparedCommand):
    help = (
        "Takes back an import, a bulk change, a merge or any other change set; its id stands on its page and in the "
        "address of that. Exit code: 0 done, 1 nothing could be taken back, 2 unknown or refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", type=UUID)
        parser.add_argument("--dry-run", action="store_true", help="only tell what would happen")
        parser.add_argument("--by", metavar="USERNAME", help="in whose name, and with whose rights (default: any)")
        parser.add_argument("--json", action="store_true", help="print the result as JSON, as the last line")

    def handle(self, **options: Any) -> None:
        change_set, by = _change_set(options["id"]), _user(options["by"])
        try:
            if options["dry_run"]:
                plan = plan_undo(change_set, by=by)
            else:
                plan = undo(change_set, by=by, door=ChangeSet.Door.COMMAND)
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=REFUSED) from refusal
        for sentence in [*(words.done(plan) or ["There is nothing to take back."]), *words.left(plan)]:
            self.stderr.write(sentence)
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(plan)))
        if not plan.changes:
            raise SystemExit(NOTHING)


def _change_set(pk: UUID) -> ChangeSet:
    try:
        return ChangeSet.objects.get(pk=pk)
    except ChangeSet.DoesNotExist:
        raise CommandError(f"There is no change set {pk}.", returncode=REFUSED) from None


def _user(username: str | None) -> User | None:
    if not username:
        return None
    try:
        return User.objects.get(username=username)
    except User.DoesNotExist:
        raise CommandError(f"There is no user {username}.", returncode=REFUSED) from None


def _as_json(plan: UndoPlan) -> dict[str, Any]:
    return {
        "change_set": str(plan.change_set.pk),
        "undo": str(plan.undo.pk) if plan.undo else None,
        **plan.totals,
        "conflicts": [_conflict(left) for left in plan.conflicts],
    }


def _conflict(left: Left) -> dict[str, Any]:
    """Ids and names of columns, nothing about the person."""
    return {
        "table": left.table.name,
        "id": str(left.pk),
        "contact": str(left.contact_id or left.pk) if left.is_of_contact else None,
        "columns": left.columns,
        "reason": left.reason,
        "by": left.who or None,
        "at": left.at.isoformat() if left.at else None,
    }
