"""What follows an erasure, step by step, until it is verified: whoever is killed at it goes on where they stopped."""

from collections.abc import Callable, Iterator
from functools import partial

from django.db import models, transaction
from django.utils import timezone

from contacts import runs
from contacts.models import Contact, NameWord
from contacts.models.event import Event
from gdpr.erasing import files, mentions, rows, statistics
from gdpr.erasing.traces import Traces
from gdpr.exceptions import FollowUpRunning
from gdpr.models import Erasure
from gdpr.personal_data import declarations, declared

Status = Erasure.Status
Work = Callable[[], str | None]

RESIDUE = "The check has found {count} rows that still tell something. Run it again; if it stays so, look at {tables}."


def follow_up(erasure: Erasure) -> Erasure:
    """Do what is left to do, and say on the certificate what it waits for; one that is verified stays as it is.

    Raises FollowUpRunning where another process is at it.
    """
    with runs.alone(erasure, otherwise=FollowUpRunning):
        erasure.refresh_from_db()
        if erasure.status == Status.ERASED:
            _go_on(erasure)
    return erasure


def unfinished() -> models.QuerySet[Erasure]:
    """The erasures that are not verified yet, the oldest first."""
    return Erasure.objects.filter(status=Status.ERASED).order_by("erased_at")


def residue(erasure: Erasure) -> dict[str, int]:
    """Rows of the erased people that still tell something, by table; whatever else can look for some joins here."""
    people = erased_by(erasure)
    counts = {
        model._meta.label_lower: rows.telling(model, people)
        for model in (*rows.tables(history=False), *rows.tables(history=True))
    }
    return {label: count for label, count in counts.items() if count}


def erased_by(erasure: Erasure) -> list:
    """The ids of the contacts that the erasure was about."""
    versions = Contact.pgh_event_model.objects.filter(pgh_context_id=erasure.change_set_id).order_by()
    return list(versions.values_list("pgh_obj_id", flat=True).distinct())


def _go_on(erasure: Erasure) -> None:
    waits = ""
    for name, work in _steps(erasure):
        if name in erasure.done:
            continue
        told = work()
        if told:
            waits = told
            continue
        erasure.done.append(name)
        erasure.save(update_fields=["done"])
    _end(erasure, waits)


def _steps(erasure: Erasure) -> Iterator[tuple[str, Work]]:
    """By name; each says what it waits for, if anything, and is done again then."""
    traces = Traces.of(erasure)
    yield "files of imports", partial(files.search_imports, erasure, traces)
    yield "files of exports", partial(files.search_exports, erasure, traces)
    for model in mentions.searched():
        yield f"mentions in {model._meta.label_lower}", partial(_find, erasure, model, traces)
    yield "statistics", _analyse


def _find(erasure: Erasure, model: type[models.Model], traces: Traces) -> None:
    mentions.find(erasure, model, traces)


def _analyse() -> None:
    told = [model for model, declaration in declarations().items() if declaration and _is_told(model)]
    statistics.draw_anew({*told, *mentions.searched(), NameWord})


def _is_told(model: type[models.Model]) -> bool:
    return (model._meta.managed and bool(declared(model).erase)) or issubclass(model, Event)


@transaction.atomic
def _end(erasure: Erasure, waits: str) -> None:
    # Those that another step has released, or that were when somebody was killed.
    files.delete_released(erasure)
    left = residue(erasure)
    if left:
        waits = RESIDUE.format(count=sum(left.values()), tables=", ".join(left))
    erasure.message = waits
    if not waits:
        erasure.status, erasure.verified_at = Status.VERIFIED, timezone.now()
        erasure.traces.all().delete()
    erasure.save(update_fields=["message", "status", "verified_at"])
