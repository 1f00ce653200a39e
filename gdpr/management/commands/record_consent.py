"""Record what somebody said about their data."""

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management import CommandError
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware

from contacts.creation import who_has
from contacts.management.prepared import PreparedCommand
from contacts.management.taking_back import user
from contacts.models import ChangeSet, Contact
from gdpr.consent import GRANTS, record, record_full, standing
from gdpr.exceptions import Refused
from gdpr.models import FULL, ConsentEvent

REFUSED = 2


class Command(PreparedCommand):
    help = (
        "Adds an entry to the ledger of consent, for the contact who has the address. Exit code: 0 recorded, 2 nobody "
        "has the address, or it was refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--purpose", required=True, help=f"its key; {FULL}: every purpose that takes consent")
        parser.add_argument("--kind", required=True, choices=ConsentEvent.Kind.values)
        parser.add_argument("--channel", required=True, choices=ConsentEvent.Channel.values)
        parser.add_argument("--evidence", default="", help="where and how they said so; a grant needs it")
        parser.add_argument("--source", default="", help="which form, page or campaign it was")
        parser.add_argument("--at", type=moment, metavar="TIME", help="when they said so, in ISO 8601 (default: now)")
        parser.add_argument("--by", metavar="USERNAME", help="in whose name, and with whose rights (default: any)")
        parser.add_argument("--json", action="store_true", help="print the result as JSON, as the last line")

    def handle(self, **options: Any) -> None:
        contact = Contact.objects.filter(pk__in=who_has(options["email"].strip())).first()
        if contact is None:
            raise CommandError("Nobody has this address: add the contact first.", returncode=REFUSED)
        said = {name: options[name] for name in ("kind", "channel", "evidence", "source")}
        said |= {"occurred_at": options["at"], "by": user(options["by"]), "door": ChangeSet.Door.COMMAND}
        try:
            made = _recorded(contact, options["purpose"], said)
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=REFUSED) from refusal
        for event in made:
            self.stderr.write(f"Recorded: {event.purpose.key}, {event.kind}.")
        if options["json"]:
            self.stdout.write(json.dumps(_told(contact, made)))


def moment(text: str) -> datetime:
    """A time as the command line gives it, in the time zone of the installation where it names none."""
    parsed = parse_datetime(text)
    if parsed is None:
        raise ValueError
    return make_aware(parsed) if is_naive(parsed) else parsed


def _recorded(contact: Contact, purpose: str, said: dict[str, Any]) -> list[ConsentEvent]:
    if purpose == FULL:
        return record_full(contact, **said)
    return [record(contact, purpose=purpose, **said)]


def _told(contact: Contact, made: list[ConsentEvent]) -> dict[str, Any]:
    counting = standing(contact).select_related("purpose").order_by("purpose__key")
    return {
        "contact": str(contact.pk),
        "entries": [
            {
                "id": event.pk,
                "purpose": event.purpose.key,
                "kind": event.kind,
                "awaits_confirmation": event.awaits_confirmation,
                "occurred_at": event.occurred_at.isoformat(),
            }
            for event in made
        ],
        "standing": {word.purpose.key: word.kind in GRANTS for word in counting},
    }
