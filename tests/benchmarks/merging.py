"""Merge and unmerge of two contacts, with few related rows and with a thousand, in a base of many contacts."""

from collections.abc import Callable
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.history import change_set
from contacts.merging import merge, plan_merge, unmerge
from contacts.models import (
    Activity,
    ChangeSet,
    Contact,
    ContactEmail,
    ContactList,
    ContactPhone,
    ContactTag,
    Deal,
    ExternalId,
    ListMember,
    Stage,
    Tag,
    Task,
)
from tests.benchmarks.bases import fresh_base
from tests.benchmarks.contents import require_same
from tests.benchmarks.imports import import_ours
from tests.benchmarks.memory import apart
from tests.benchmarks.report import Report, thousands
from tests.benchmarks.rows import write_files
from tests.benchmarks.timing import seconds

DOOR = ChangeSet.Door.COMMAND
FEW, MANY = 3, 1_000
# Tags and lists are few in any firm, and half of them both contacts have.
LABELS = 20


def measure(rows: int, folder: Path) -> Report:
    """Merge two contacts with few related rows, then two with many, and unmerge these."""
    files = write_files(folder, rows)
    with fresh_base("merge"):
        apart(import_ours, files.first, created=rows)
        people = four_contacts()
        give_rows(people[:2], FEW)
        give_rows(people[2:], MANY)
        _, few_queries = merged(*people[:2])
        held = owned(people[2:])
        merge_s, queries = merged(*people[2:])
        unmerge_s, unmerge_queries = timed(lambda: unmerge(people[3], by=None, door=DOOR))
        require_same(held, owned(people[2:]))
    figures = {
        "rows": rows,
        "merge_s": round(merge_s, 3),
        "queries": queries,
        "queries_of_few": few_queries,
        "unmerge_s": round(unmerge_s, 3),
        "unmerge_queries": unmerge_queries,
    }
    table = {
        "contacts in the base": thousands(rows),
        f"plan and merge, {MANY:,} related rows each, s": f"{merge_s:.3f}",
        "queries": str(queries),
        f"queries with {FEW} related rows each": str(few_queries),
        "unmerge, s": f"{unmerge_s:.3f}",
        "queries of the unmerge": str(unmerge_queries),
    }
    return Report(figures, table)


def four_contacts() -> list[Contact]:
    """People who say as much as each other, and all something else."""
    with change_set(ChangeSet.Kind.SAMPLE, door=DOOR):
        return [
            Contact.objects.create(
                first_name="Ada",
                last_name=name,
                email=f"{name}@example.com",
                phone=f"+49 40 1234{number}",
                source="form",
            )
            for number, name in enumerate(("king", "byron", "lovelace", "milbanke"))
        ]


def merged(winner: Contact, loser: Contact) -> tuple[float, int]:
    """Seconds and queries of a plan and its merge."""
    return timed(lambda: merge(plan_merge(winner, [loser]), by=None, door=DOOR))


def timed(work: Callable[[], object]) -> tuple[float, int]:
    """Seconds and queries."""
    with CaptureQueriesContext(connection) as queries:
        taken = seconds(work)
    return taken, len(queries)


def give_rows(contacts: list[Contact], count: int) -> None:
    """Give each of the contacts so many rows, spread over all tables that follow a contact."""
    share = max(count // 8, 1)
    stage = Stage.objects.first()
    with change_set(ChangeSet.Kind.SAMPLE, door=DOOR):
        tags = [Tag.objects.create(name=f"Tag {count} {number}") for number in range(min(share, LABELS))]
        lists = [ContactList.objects.create(name=f"List {count} {number}") for number in range(min(share, LABELS))]
        for place, contact in enumerate(contacts):
            label = slice(place * len(tags) // 4, None)
            ContactTag.objects.bulk_create(ContactTag(contact=contact, tag=tag) for tag in tags[label])
            ListMember.objects.bulk_create(ListMember(contact=contact, list=each) for each in lists[label])
            emails = (f"{number}.{contact.pk}@example.com" for number in range(share))
            ContactEmail.objects.bulk_create(ContactEmail(contact=contact, email=email) for email in emails)
            ContactPhone.objects.bulk_create(
                ContactPhone(contact=contact, number=f"+4930{number:07}") for number in range(place, place + share)
            )
            ExternalId.objects.bulk_create(
                ExternalId(contact=contact, system="shop", value=f"{contact.pk} {number}") for number in range(share)
            )
            Task.objects.bulk_create(Task(contact=contact, title=f"Task {number}") for number in range(share))
            Deal.objects.bulk_create(Deal(contact=contact, name=f"Deal {n}", stage=stage) for n in range(share))
            Activity.objects.bulk_create(
                Activity(contact=contact, kind="call", subject=f"Call {number}")
                for number in range(max(count - 5 * share - 2 * len(tags), 1))
            )


def owned(contacts: list[Contact]) -> dict[str, int]:
    """How many rows of each kind each contact has."""
    models = (Activity, ContactEmail, ContactPhone, ContactTag, Deal, ExternalId, ListMember, Task)
    return {
        f"{model.__name__} of {place}": model._default_manager.filter(contact=contact).count()
        for model in models
        for place, contact in enumerate(contacts)
    }
