"""Filling an empty base with the sample: the people come in by the import, as anybody's would."""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.db import connection, models

from contacts.history import change_set
from contacts.importing.run import import_file
from contacts.models import ChangeSet, Company, Contact
from crm.sample.dealings import Dealings
from crm.sample.spreadsheet import write_people
from crm.sample.vocabulary import create_colleagues, create_rates, create_vocabulary

BATCH = 5_000

# Called with what is being done, and the share of the whole that is done, from 0 to 1.
Progress = Callable[[str, float], None]


def load_sample(contacts: int, *, progress: Progress = lambda step, share: None) -> None:
    """Fill the base with so many people and what a team did with them; a base that has contacts stays as it is.

    In constant memory, in several transactions.
    """
    if not contacts or Contact.objects.exists():
        return
    progress("colleagues", 0)
    create_colleagues()
    with _booked():
        create_vocabulary()
        create_rates()
    with TemporaryDirectory(prefix="crm-sample-") as folder:
        path = Path(folder, "sample.csv")
        write_people(path, contacts)
        import_file(
            path,
            door=ChangeSet.Door.COMMAND,
            on_progress=lambda run: progress("contacts", 0.1 + 0.4 * run.progress),
        )
    _tell_stories(contacts, progress)
    progress("done", 1)


def _tell_stories(contacts: int, progress: Progress) -> None:
    dealings, done = Dealings(), 0
    with connection.cursor() as cursor:
        # Without statistics of the new rows, the first statements would be planned for an empty base.
        cursor.execute("ANALYZE contacts_contact, contacts_company, contacts_exchangerate")
    for batch in _batches(Contact.objects.all()):
        with _booked() as made:
            dealings.of_contacts(batch, change_set=made)
        done += len(batch)
        progress("deals and activities", 0.5 + 0.45 * min(1, done / contacts))
    for batch in _batches(Company.objects.all()):
        with _booked():
            dealings.of_companies(batch)
        progress("companies", 0.95)


def _batches(rows: models.QuerySet) -> Iterator[list[UUID]]:
    """The ids of the rows, so many at a time, in their order."""
    batch = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
    while batch:
        yield batch
        batch = list(rows.order_by("pk").filter(pk__gt=batch[-1]).values_list("pk", flat=True)[:BATCH])


def _booked():
    return change_set(ChangeSet.Kind.SAMPLE, door=ChangeSet.Door.COMMAND, reason="Sample data of the demo")
