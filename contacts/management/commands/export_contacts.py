"""Export contacts to a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import CommandError

from contacts.exceptions import Refused
from contacts.exporting import FORMATS, keep, send
from contacts.exporting.whole_file import whole_file
from contacts.management.prepared import PreparedCommand
from contacts.models import ChangeSet, ContactList
from contacts.selection import Selection
from crm.models import User


class Command(PreparedCommand):
    help = "Writes all live contacts, or those of a list, in the columns that import_contacts reads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--list", metavar="NAME", help="only the members of this list")
        parser.add_argument("--format", choices=FORMATS, help="default: what the file's name ends in, else csv")
        parser.add_argument("--columns", metavar="A,B,C", help="only these columns, in this order (default: all)")
        parser.add_argument("--by", metavar="USERNAME", help="in whose name, and with whose rights (default: any)")

    def handle(self, **options: Any) -> None:
        path: Path = options["file"]
        kind = options["format"] or path.suffix.removeprefix(".").lower()
        columns = None if options["columns"] is None else _names(options["columns"])
        selection, by = _selection(options["list"]), _user(options["by"])
        try:
            with whole_file(path) as file:
                kind = kind if kind in FORMATS else "csv"
                send(keep(selection, kind=kind, columns=columns, by=by, door=ChangeSet.Door.COMMAND), file)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as error:
            raise CommandError(f"The file cannot be written ({error.strerror}): check its folder.") from error


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _selection(list_name: str | None) -> Selection:
    if list_name is None:
        return Selection()
    try:
        contact_list = ContactList.objects.live().get(name__iexact=list_name)
    except ContactList.DoesNotExist:
        raise CommandError(f"There is no list named {list_name!r}.") from None
    return Selection(filters={"list": str(contact_list.pk)})


def _user(username: str | None) -> User | None:
    if not username:
        return None
    try:
        return User.objects.get(username=username)
    except User.DoesNotExist:
        raise CommandError(f"There is no user {username}.") from None
