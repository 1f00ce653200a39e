"""Bring dynamic lists in line with their filters."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management import CommandError
from django.utils import timezone

from contacts.exceptions import Refused
from contacts.lists import refresh
from contacts.management.prepared import PreparedCommand
from contacts.models import ChangeSet, ContactList

REFUSED = 2


class Command(PreparedCommand):
    help = (
        "Builds one dynamic list anew, or all of them. Exit code: 0 done, 2 the list is unknown, or a filter cannot be "
        "used."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", help="the name of the list, in any case (default: every dynamic list)")
        parser.add_argument("--json", action="store_true", help="print the result as JSON, as the last line")

    def handle(self, **options: Any) -> None:
        results = [self._refresh(contact_list) for contact_list in _chosen(options["name"])]
        if options["json"]:
            self.stdout.write(json.dumps(results))
        if any("error" in result for result in results):
            raise SystemExit(REFUSED)

    def _refresh(self, contact_list: ContactList) -> dict[str, Any]:
        named = {"list": str(contact_list.pk), "name": contact_list.name}
        try:
            done = refresh(contact_list, now=timezone.now(), by=None, door=ChangeSet.Door.COMMAND)
        except Refused as refusal:
            self.stderr.write(f"{contact_list.name}: {refusal}")
            return named | {"error": str(refusal)}
        self.stderr.write(f"{contact_list.name}: {done.size:,} members, {done.joined:,} joined, {done.left:,} left.")
        return named | {"size": done.size, "joined": done.joined, "left": done.left, "seconds": round(done.seconds, 3)}


def _chosen(name: str | None) -> list[ContactList]:
    live = ContactList.objects.live()
    if not name:
        return list(live.filter(type=ContactList.Type.DYNAMIC).order_by("created_at"))
    if not (found := list(live.filter(name__iexact=name))):
        raise CommandError("There is no list of this name.", returncode=REFUSED)
    return found
