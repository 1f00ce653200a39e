"""Searching all contacts, or changed ones, for duplicates: as a run that goes on where it was interrupted."""

import time
from collections.abc import Callable, Iterator
from itertools import starmap
from uuid import UUID

import numpy as np
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from contacts import runs
from contacts.duplicates import frequencies
from contacts.duplicates.base import Base
from contacts.duplicates.checking import candidates_of
from contacts.duplicates.judging import Judged, judged
from contacts.duplicates.model import shipped
from contacts.duplicates.pairs import Likely, fingerprint, store
from contacts.duplicates.relation import profiles, profiles_of
from contacts.duplicates.upkeep import catch_up_with_all
from contacts.exceptions import SearchRunning
from contacts.models import DuplicateMark, DuplicatePair, DuplicateRun
from crm.models import User

Status = DuplicateRun.Status

# Pairs that are less probable are not kept.
KEPT = 0.5
# When more contacts were changed, to search all is quicker.
MOST_CHANGED = 20_000
CHUNK = 200
# So many pairs are written at once.
AT_ONCE = 5_000
INTERRUPTED = "The search was interrupted. Start it again: it goes on where it stopped."
TAKE_CHANGED = """
DELETE FROM contacts_duplicatemark WHERE contact_id IN (
    SELECT contact_id FROM contacts_duplicatemark WHERE has_keys ORDER BY contact_id LIMIT %s FOR UPDATE SKIP LOCKED
)
RETURNING contact_id
"""
# What had been found before and is not found any more, for it was changed.
FORGET = """
DELETE FROM contacts_duplicatepair
WHERE status = 'open' AND (low_id = ANY (%(ids)s) OR high_id = ANY (%(ids)s)) AND run_id IS DISTINCT FROM %(run)s
"""

OnProgress = Callable[[DuplicateRun], None]


def find(
    *, changed_only: bool = False, by: User | None = None, on_progress: OnProgress = lambda run: None
) -> DuplicateRun:
    """Search for duplicates and keep what was found; a search of all contacts that was interrupted goes on.

    Of changed contacts, those are searched that were written since the last search; where they are many, all. Raises
    SearchRunning where another process is at it.
    """
    catch_up_with_all()
    changed = DuplicateMark.objects.count()
    interrupted = _interrupted()
    if interrupted and not (changed_only and changed <= MOST_CHANGED):
        return execute(interrupted, on_progress=on_progress)
    is_whole = not changed_only or changed > MOST_CHANGED
    run = DuplicateRun.objects.create(is_whole=is_whole, created_by=by)
    return execute(run, on_progress=on_progress)


def execute(run: DuplicateRun, *, on_progress: OnProgress = lambda run: None) -> DuplicateRun:
    """Carry a search out, or the rest of it. Raises SearchRunning where another process is at it."""
    with runs.alone(run, otherwise=SearchRunning), runs.noting_interruption(run, INTERRUPTED, but=SearchRunning):
        run.refresh_from_db()
        if run.status != Status.DONE:
            run.status, run.message, run.finished_at = Status.RUNNING, "", None
            run.save(update_fields=["status", "message", "finished_at"])
            started = time.monotonic() - run.seconds
            for _ in _of_all(run) if run.is_whole else _of_changed(run):
                run.seconds = round(time.monotonic() - started, 3)
                on_progress(run)
            run.status, run.progress, run.finished_at = Status.DONE, 1, timezone.now()
            run.seconds = round(time.monotonic() - started, 3)
            run.save()
    return run


def settle_interrupted(run: DuplicateRun) -> DuplicateRun:
    """The run as it is now; one that calls itself running while nobody is at it, for they were killed, has failed."""
    return runs.settle_interrupted(run, INTERRUPTED)


def _interrupted() -> DuplicateRun | None:
    """The last search of all contacts, where it did not come to its end."""
    last = DuplicateRun.objects.filter(is_whole=True).first()
    if last and last.is_under_way:
        last = settle_interrupted(last)
    return last if last and last.status != Status.DONE else None


def _of_all(run: DuplicateRun) -> Iterator[None]:
    """Search all contacts. Those that are changed from here on are marked, and searched another time."""
    if run.last_id is None:
        DuplicateMark.objects.filter(has_keys=True).delete()
    base = Base(profiles())
    frequencies.keep(base.columns)
    pairs = base.pairs()
    run.contacts, run.common, run.unmet = len(base), pairs.common, pairs.unmet
    run.save()
    yield
    done = base.row_after(run.last_id) if run.last_id else -1
    for chunk in judged(base, pairs, shipped(), after=done):
        with transaction.atomic():
            _keep_likely(run, base, chunk)
            last = int(chunk.left[-1])
            run.last_id, run.progress = base.id_of(last), (last + 1) / len(base)
            run.save()
        yield
    DuplicatePair.objects.filter(Q(run=None) | ~Q(run=run), status=DuplicatePair.Status.OPEN).delete()


def _of_changed(run: DuplicateRun) -> Iterator[None]:
    """Search contacts that were changed, by and by: each by itself, by its keys."""
    total = DuplicateMark.objects.filter(has_keys=True).count()
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(TAKE_CHANGED, [CHUNK])
            ids = [pk for (pk,) in cursor.fetchall()]
            found = {(pair.low, pair.high): pair for pk in ids for pair in _pairs_of(pk)}
            _keep(run, list(found.values()))
            cursor.execute(FORGET, {"ids": ids, "run": run.pk})
            run.contacts += len(ids)
            run.progress = min(1, run.contacts / max(total, 1))
            run.save()
        if not ids:
            return
        yield


def _pairs_of(pk: UUID) -> Iterator[Likely]:
    for own, compared in profiles_of([pk]):
        for candidate in candidates_of(compared, besides=own, at_least=KEPT, limit=CHUNK):
            low, high = sorted((own, candidate.contact_id))
            yield Likely(low, high, candidate.probability, candidate.reasons, candidate.fingerprint)


def _keep_likely(run: DuplicateRun, base: Base, chunk: Judged) -> None:
    """Keep the pairs of a chunk that are probable enough, by and by, for what is told of a pair takes some memory."""
    likely = np.flatnonzero(chunk.probability >= KEPT)
    for start in range(0, len(likely), AT_ONCE):
        _keep(run, _likely(base, chunk, likely[start : start + AT_ONCE]))
    run.compared += len(chunk.left)


def _likely(base: Base, chunk: Judged, places: np.ndarray) -> list[Likely]:
    """Some pairs of a chunk with their reasons."""
    lows, highs = chunk.left[places], chunk.right[places]
    ids = (map(base.id_of, rows.tolist()) for rows in (lows, highs))
    prints = map(fingerprint, base.columns.told(lows), base.columns.told(highs))
    of_each = zip(*ids, chunk.probability[places].tolist(), chunk.reasons(places), prints, strict=True)
    return list(starmap(Likely, of_each))


def _keep(run: DuplicateRun, found: list[Likely]) -> None:
    run.new += store(found, version=shipped().version, run=run)
    run.found += sum(pair.probability >= shipped().threshold for pair in found)
