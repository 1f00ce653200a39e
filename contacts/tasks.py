"""What workers do for contacts; arguments are ids only, for jobs are kept after they have failed."""

from collections.abc import Mapping
from contextlib import suppress

from django.db import close_old_connections, transaction
from procrastinate.contrib.django import app

from contacts.importing.exceptions import ImportingError
from contacts.importing.run import choose_columns, execute
from contacts.models import ChangeSet, ImportRun

INTERRUPTED = "An error of the program interrupted the import. Start it again: it goes on where it stopped."


@app.task
def import_contacts(run_id: str) -> None:
    """Bring the rows of a run into the base; what is wrong with its file is noted on the run."""
    try:
        with suppress(ImportingError):
            execute(ImportRun.objects.get(pk=run_id), door=ChangeSet.Door.JOB)
    except Exception:
        ImportRun.objects.filter(pk=run_id).update(status=ImportRun.Status.FAILED, message=INTERRUPTED)
        raise
    finally:
        # Workers run jobs in threads, whose connections no request looks after.
        close_old_connections()


@transaction.atomic
def queue_import(run: ImportRun, choices: Mapping[str, str]) -> None:
    """Settle the columns of a run (header → field) and hand it to the workers, once. Raises ImportingError."""
    waiting = ImportRun.objects.select_for_update().exclude(status__in=("queued", "running", "done"))
    if not waiting.filter(pk=run.pk).exists():
        return
    choose_columns(run, choices)
    run.status, run.message, run.finished_at = ImportRun.Status.QUEUED, "", None
    run.save(update_fields=["status", "message", "finished_at"])
    import_contacts.configure(queueing_lock=f"import {run.pk}").defer(run_id=str(run.pk))
