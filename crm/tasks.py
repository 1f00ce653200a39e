"""Jobs that look after the queue itself."""

from procrastinate import JobContext
from procrastinate.contrib.django import app

KEEP_HOURS = 30 * 24


# No lock of either kind: a job of this task may be stalled itself, and would bar its successors.
@app.periodic(cron="* * * * *")
@app.task(pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Queue again what a worker had begun when it was killed: https://procrastinate.readthedocs.io/en/stable/howto/production/retry_stalled_jobs.html"""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs():
        await jobs.retry_job(job)


@app.periodic(cron="17 3 * * *")
@app.task(pass_context=True)
async def forget_old_jobs(context: JobContext, timestamp: int) -> None:
    """Remove failed and cancelled jobs after a month; those that succeed are removed at once."""
    await context.app.job_manager.delete_old_jobs(
        nb_hours=KEEP_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )
