"""Export contacts to a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import CommandError

from contacts.exporting import WRITERS, TooManyForExcel, export_file
from contacts.management.prepared import PreparedCommand
from contacts.models import Contact, ContactList


class Command(PreparedCommand):
    help = "Writes all live contacts, or those of a list, in the columns that import_contacts reads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--list", metavar="NAME", help="only the members of this list")
        parser.add_argument("--format", choices=WRITERS, help="default: what the file's name ends in, else csv")

    def handle(self, **options: Any) -> None:
        path: Path = options["file"]
        kind = options["format"] or path.suffix.removeprefix(".").lower()
        try:
            export_file(_contacts(options["list"]), path, kind=kind if kind in WRITERS else "csv")
        except TooManyForExcel as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"The file cannot be written ({error.strerror}): check its folder.") from error


def _contacts(list_name: str | None):
    contacts = Contact.objects.live()
    if list_name is None:
        return contacts
    try:
        contact_list = ContactList.objects.live().get(name__iexact=list_name)
    except ContactList.DoesNotExist:
        raise CommandError(f"There is no list named {list_name!r}.") from None
    return contacts.filter(list_members__list=contact_list)
