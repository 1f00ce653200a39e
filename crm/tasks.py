"""Jobs that look after the queue itself."""

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Job, Status

from crm.signals import job_given_up

KEEP_HOURS = 30 * 24
MOST_ATTEMPTS = 3


# No lock of either kind: a job of this task may be stalled itself, and would bar its successors.
@app.periodic(cron="* * * * *")
@app.task(pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Queue again what a worker had begun when it was killed, unless that happened too often:
    https://procrastinate.readthedocs.io/en/stable/howto/production/retry_stalled_jobs.html"""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs():
        # The one that stalled is not counted yet.
        if job.attempts + 1 < MOST_ATTEMPTS:
            await jobs.retry_job(job)
        else:
            await give_up(context, job)


async def give_up(context: JobContext, job: Job) -> None:
    """Finish the job as failed: it may be what kills its worker."""
    await job_given_up.asend(sender=None, job=job)
    await context.app.job_manager.finish_job(job, Status.FAILED, delete_job=False)


@app.periodic(cron="17 3 * * *")
@app.task(pass_context=True)
async def forget_old_jobs(context: JobContext, timestamp: int) -> None:
    """Remove failed and cancelled jobs after a month; those that succeed are removed at once."""
    await context.app.job_manager.delete_old_jobs(
        nb_hours=KEEP_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )
