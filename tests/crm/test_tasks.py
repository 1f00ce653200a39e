import pytest
from django.db import connection
from procrastinate.contrib.django import app

from crm.signals import job_given_up
from crm.tasks import forget_old_jobs, retry_stalled_jobs

pytestmark = pytest.mark.django_db(transaction=True)


def stalled_job(attempts):
    """A job that lost its worker in the attempt after these."""
    number = forget_old_jobs.defer(timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', attempts = %s", [attempts])
    return number


def look_after_the_queue():
    retry_stalled_jobs.configure(queue="now").defer(timestamp=0)
    with app.replace_connector(app.connector.get_worker_connector()):
        app.run_worker(queues=["now"], wait=False, install_signal_handlers=False, listen_notify=False)


def state(number):
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text, attempts FROM procrastinate_jobs WHERE id = %s", [number])
        return cursor.fetchone()


@pytest.fixture
def given_up():
    """The numbers of the jobs that were given up."""
    numbers = []

    def note(job, **signal):
        numbers.append(job.id)

    job_given_up.connect(note)
    yield numbers
    job_given_up.disconnect(note)


@pytest.mark.parametrize("attempts", [0, 1])
def test_job_of_a_killed_worker_is_queued_again(given_up, attempts):
    number = stalled_job(attempts)

    look_after_the_queue()

    assert (state(number), given_up) == (("todo", attempts + 1), [])


def test_job_that_lost_its_worker_three_times_has_failed(given_up):
    number = stalled_job(attempts=2)

    look_after_the_queue()

    assert (state(number), given_up) == (("failed", 3), [number])
