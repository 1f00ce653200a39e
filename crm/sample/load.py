"""Filling an empty base with the sample: the people come in by the import, as anybody's would."""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.db import connection, models, transaction

from contacts.history import booked_on, finish
from contacts.importing.run import choose_columns, execute, take_in
from contacts.models import ChangeSet, Company, Contact, ImportRow, ImportRun
from crm.sample.dealings import Dealings
from crm.sample.spreadsheet import write_people
from crm.sample.vocabulary import create_colleagues, create_rates, create_vocabulary

BATCH = 5_000

# Called with what is being done, and the share of the whole that is done, from 0 to 1.
Progress = Callable[[str, float], None]


def load_sample(contacts: int, *, progress: Progress = lambda step, share: None) -> None:
    """Fill the base with so many people and what a team did with them; a base that has contacts stays as it is.

    In constant memory, in several transactions. A sample that was interrupted is completed, at the size it began with.
    """
    sample = _unfinished()
    if not contacts or (sample is None and Contact.objects.exists()):
        return
    progress("colleagues", 0)
    _complete(sample or _begin(contacts), progress)
    progress("done", 1)


def _unfinished() -> ChangeSet | None:
    """The change set of a sample of which something is missing."""
    return ChangeSet.objects.filter(kind=ChangeSet.Kind.SAMPLE, finished_at=None, import_runs=None).first()


def _begin(contacts: int) -> ChangeSet:
    """Make what the people need and let their file wait as an import; in one transaction with the change set."""
    with TemporaryDirectory(prefix="crm-sample-") as folder:
        path = Path(folder, "sample.csv")
        write_people(path, contacts)
        with transaction.atomic():
            sample = _change_set()
            create_colleagues()
            with booked_on(sample):
                create_vocabulary()
                create_rates()
            _take_in(path)
    return sample


def _take_in(path: Path) -> None:
    """Let the file wait as an import of the sample, which leaves alone whom a user enters before it is resumed."""
    with path.open("rb") as file:
        run = take_in(file, path.name, by=None, existing=ImportRun.Existing.SKIP)
    run.change_set = _change_set()
    run.save(update_fields=["change_set"])
    choose_columns(run, {})


def _complete(sample: ChangeSet, progress: Progress) -> None:
    """Do what is missing: rows of the import, stories of its contacts; then nothing is missing any more."""
    progress("contacts", 0.1)
    run = ImportRun.objects.filter(change_set__kind=ChangeSet.Kind.SAMPLE).latest("created_at")
    execute(
        run,
        door=ChangeSet.Door.COMMAND,
        on_progress=lambda run: progress("contacts", 0.1 + 0.4 * run.progress),
    )
    _tell_stories(sample, run, progress)
    finish(sample)


def _tell_stories(sample: ChangeSet, run: ImportRun, progress: Progress) -> None:
    dealings, done = Dealings(), 0
    with connection.cursor() as cursor:
        # Without statistics of the new rows, the first statements would be planned for an empty base.
        cursor.execute("ANALYZE contacts_contact, contacts_company, contacts_exchangerate, contacts_importrow")
    for batch in _batches(_without_story(run)):
        with transaction.atomic(), booked_on(sample):
            dealings.of_contacts(batch, change_set=sample)
        done += len(batch)
        progress("deals and activities", 0.5 + 0.45 * min(1, done / run.created))
    for batch in _batches(_employers()):
        with transaction.atomic(), booked_on(sample):
            dealings.of_companies(batch)
        progress("companies", 0.95)


def _without_story(run: ImportRun) -> models.QuerySet[Contact]:
    """Whom the run has made and nobody has told of yet."""
    return Contact.objects.filter(
        source=Contact.Source.IMPORT, import_rows__run=run, import_rows__outcome=ImportRow.Outcome.CREATED
    )


def _employers() -> models.QuerySet[Company]:
    """Companies where people of the sample work."""
    people = Contact.objects.filter(company=models.OuterRef("pk"), source=Contact.Source.SAMPLE)
    return Company.objects.filter(models.Exists(people))


def _batches(rows: models.QuerySet) -> Iterator[list[UUID]]:
    """The ids of the rows, so many at a time, in their order."""
    batch = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
    while batch:
        yield batch
        batch = list(rows.order_by("pk").filter(pk__gt=batch[-1]).values_list("pk", flat=True)[:BATCH])


def _change_set() -> ChangeSet:
    """One that stays open until somebody finishes it."""
    return ChangeSet.objects.create(
        kind=ChangeSet.Kind.SAMPLE, door=ChangeSet.Door.COMMAND, reason="Sample data of the demo"
    )
