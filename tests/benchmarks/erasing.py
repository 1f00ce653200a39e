"""The transaction that erases somebody with a thousand related rows and a thousand versions, and the guard's price."""

from itertools import islice
from pathlib import Path

from django.utils import timezone

from contacts.guards import Candidate
from contacts.history import change_set
from contacts.models import Activity, ChangeSet, Contact, Deal, Stage, Task
from crm.sample.people import people as drawn
from gdpr.erasing.follow_up import follow_up
from gdpr.erasure import erase
from gdpr.models import Erasure
from gdpr.suppression import SuppressionGuard, suppress
from tests.benchmarks.bases import fresh_base
from tests.benchmarks.imports import import_ours
from tests.benchmarks.memory import apart
from tests.benchmarks.report import Report, thousands
from tests.benchmarks.rows import write_files
from tests.benchmarks.timing import processor_seconds, seconds

DOOR = ChangeSet.Door.COMMAND
RELATED, VERSIONS, ASKED, SUPPRESSED = 1_000, 1_000, 100_000, 10_000


def measure(rows: int, folder: Path) -> Report:
    """Erase somebody who is known well in a base of so many contacts; then ask the guard about a hundred thousand."""
    files = write_files(folder, rows)
    with fresh_base("erase"):
        apart(import_ours, files.first, created=rows)
        person = well_known()
        erase_s = seconds(lambda: erase(Contact.objects.filter(pk=person.pk), by=None, door=DOOR, reason="Benchmark"))
        certificate = Erasure.objects.get()
        follow_s = seconds(lambda: follow_up(certificate))
        guard_us = guard_microseconds()
    figures = {
        "rows": rows,
        "erase_s": round(erase_s, 3),
        "blanked": sum(certificate.counts.values()),
        "follow_up_s": round(follow_s, 1),
        "guard_us_row": guard_us,
    }
    table = {
        "contacts in the base": thousands(rows),
        f"transaction, {RELATED:,} related rows and {VERSIONS:,} versions, s": f"{erase_s:.3f}",
        "rows blanked, removed or written": thousands(figures["blanked"]),
        "what follows, until it is verified, s": f"{follow_s:.1f}",
        f"guard, {ASKED:,} asked about, {SUPPRESSED:,} suppressed, µs a row": f"{guard_us:.2f}",
    }
    return Report(figures, table, (f"Status of the certificate: {certificate.status}.",))


def well_known() -> Contact:
    """Somebody with many related rows, and many versions of their own."""
    with change_set(ChangeSet.Kind.SAMPLE, door=DOOR):
        person = Contact.objects.create(
            first_name="Zanzibar",
            last_name="Quoxley",
            email="zanzibar@example.com",
            phone="+49 30 98765432",
            source="form",
        )
        told = {"contact": person, "occurred_at": timezone.now()}
        Activity.objects.bulk_create(
            Activity(kind="call", subject=f"Call {number}", body="Spoke with Zanzibar", **told)
            for number in range(RELATED // 2)
        )
        Task.objects.bulk_create(Task(contact=person, title=f"Task {number}") for number in range(RELATED // 4))
        stage = Stage.objects.first()
        Deal.objects.bulk_create(
            Deal(contact=person, name=f"Deal {number}", stage=stage) for number in range(RELATED // 4)
        )
        for number in range(VERSIONS):
            Contact.objects.filter(pk=person.pk).update(city=f"City {number}")
    return person


def guard_microseconds() -> float:
    """What it costs to ask about one of a hundred thousand people, each with an address, a number and a name."""
    suppress(Candidate("", [f"gone{number}@example.com" for number in range(SUPPRESSED)]), reason="Benchmark", by=None)
    people = [
        Candidate(number, [person.email], [f"+4930{number:08}"], f"{person.first_name} {person.last_name}")
        for number, person in enumerate(islice(drawn(ASKED, near_duplicates=0), ASKED))
    ]
    guard = SuppressionGuard()
    chunks = [people[start : start + 10_000] for start in range(0, ASKED, 10_000)]
    took = processor_seconds(lambda: [guard.blocked(chunk) for chunk in chunks])
    return round(took / ASKED * 1e6, 2)
