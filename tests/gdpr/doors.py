"""The doors through which somebody can come into the base: whoever adds a door adds it to `DOORS`.

Each tries to bring a person in whom nobody wants back, and is silent where that is refused; the base tells what became
of it. Some doors need that the person was there before: these call `shut_out` only then.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from django.test import Client

from contacts import bulk
from contacts.bulk.deletion import Restore
from contacts.deletion import restore
from contacts.exceptions import NotWelcome
from contacts.history import undo
from contacts.merging import merge, plan_merge
from contacts.models import ChangeSet, Contact
from contacts.selection import Selection
from tests.contacts.admin.pages import change_page, save, url
from tests.contacts.api.client import Api, one
from tests.factories import booked, make_contact
from tests.spreadsheets import bring_in, write

DOOR = ChangeSet.Door.ADMIN
_numbers = count(1)


@dataclass
class Attempt:
    """Somebody, `told` as they or others write it, and the means by which they try to come in."""

    told: dict[str, str]
    browser: Client
    api: Api
    folder: Path
    shut_out: Callable[[], object]


def by_form(attempt: Attempt) -> None:
    attempt.shut_out()
    save(attempt.browser, url(Contact, "add"), **attempt.told)


def by_change_in_form(attempt: Attempt) -> None:
    attempt.shut_out()
    save(attempt.browser, change_page(make_contact()), **attempt.told)


def by_further_address_in_form(attempt: Attempt) -> None:
    attempt.shut_out()
    further = {"emails-TOTAL_FORMS": 1, "emails-0-email": attempt.told["email"]}
    save(attempt.browser, change_page(make_contact()), **further)


def by_import(attempt: Attempt) -> None:
    attempt.shut_out()
    bring_in(write(attempt.folder, [[*attempt.told], [*attempt.told.values()]]))


def by_further_address_in_import(attempt: Attempt) -> None:
    attempt.shut_out()
    told = attempt.told | {"email": f"somebody{next(_numbers)}@example.org", "email 2": attempt.told["email"]}
    bring_in(write(attempt.folder, [[*told], [*told.values()]]))


def by_api(attempt: Attempt) -> None:
    attempt.shut_out()
    attempt.api.post("contacts/", attempt.told)


def by_api_upsert(attempt: Attempt) -> None:
    attempt.shut_out()
    attempt.api("POST", "contacts/", attempt.told, on_duplicate="update")


def by_api_update(attempt: Attempt) -> None:
    attempt.shut_out()
    attempt.api.patch(one("contacts", make_contact()), attempt.told)


def by_restore(attempt: Attempt) -> None:
    contact = make_contact(**attempt.told)
    delete(contact)
    attempt.shut_out()
    with suppress(NotWelcome):
        restore(Contact.objects.filter(pk=contact.pk), by=None, door=DOOR)


def by_bulk(attempt: Attempt) -> None:
    contact = make_contact(**attempt.told)
    delete(contact)
    attempt.shut_out()
    run = bulk.keep(bulk.plan_bulk(Selection(ids=(contact.pk,)), Restore(), by=attempt.api.user))
    bulk.execute(run, door=DOOR)


def by_undo(attempt: Attempt) -> None:
    deletion = delete(make_contact(**attempt.told))
    attempt.shut_out()
    undo(deletion, by=None, door=DOOR)


def by_undo_of_a_changed_address(attempt: Attempt) -> None:
    contact = make_contact(**attempt.told)
    with booked() as change:
        contact.email = f"somebody{next(_numbers)}@example.org"
        contact.save()
        contact.emails.filter(is_primary=False).delete()
    attempt.shut_out()
    undo(change, by=None, door=DOOR)


def by_merge(attempt: Attempt) -> None:
    """Who is here already does not become part of somebody else."""
    contact, other = make_contact(**attempt.told), make_contact()
    attempt.shut_out()
    with suppress(NotWelcome):
        merge(plan_merge(other, [contact]), by=None, door=DOOR)
    if Contact.objects.live().filter(pk=contact.pk).exists():
        delete(contact)


def delete(contact: Contact) -> ChangeSet:
    with booked() as made:
        Contact.objects.filter(pk=contact.pk).soft_delete()
    return made


DOORS = [
    by_form,
    by_change_in_form,
    by_further_address_in_form,
    by_import,
    by_further_address_in_import,
    by_api,
    by_api_upsert,
    by_api_update,
    by_restore,
    by_bulk,
    by_undo,
    by_undo_of_a_changed_address,
    by_merge,
]
# Those that take an address as people write it; the others bring back what was stored.
BRINGING_BACK = [by_restore, by_bulk, by_undo, by_undo_of_a_changed_address, by_merge]
TYPED = [door for door in DOORS if door not in BRINGING_BACK]
