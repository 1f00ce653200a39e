"""What workers do for contacts; arguments are ids only, for jobs are kept after they have failed."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.db import close_old_connections, transaction
from django.dispatch import receiver
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from contacts.importing.exceptions import ImportingError
from contacts.importing.run import choose_columns, execute, settle_interrupted
from contacts.models import ChangeSet, ImportRun
from crm.signals import job_given_up


@app.task
def import_contacts(run_id: str) -> None:
    """Bring the rows of a run into the base; what is wrong with its file is noted on the run."""
    try:
        with suppress(ImportingError):
            execute(ImportRun.objects.get(pk=run_id), door=ChangeSet.Door.JOB)
    finally:
        # Workers run jobs in threads, whose connections no request looks after.
        close_old_connections()


@transaction.atomic
def queue_import(run: ImportRun, choices: Mapping[str, str]) -> None:
    """Settle the columns of a run (header → field) and hand it to the workers, once. Raises ImportingError."""
    now = settle_interrupted(run)
    if now.status not in (ImportRun.Status.UPLOADED, ImportRun.Status.FAILED):
        return
    if now.rows:
        # The rest of the file is read as the rows that are in were.
        run.mapping, choices = now.mapping, {}
    choose_columns(run, choices)
    run.status, run.message, run.finished_at = ImportRun.Status.QUEUED, "", None
    run.save(update_fields=["status", "message", "finished_at"])
    import_contacts.configure(queueing_lock=f"import {run.pk}").defer(run_id=str(run.pk))


@receiver(job_given_up)
def note_given_up(*, job: Job, **signal: Any) -> None:
    """Say on the run that nobody is at it any more."""
    if job.task_name == import_contacts.name:
        settle_interrupted(ImportRun.objects.get(pk=job.task_kwargs["run_id"]))
