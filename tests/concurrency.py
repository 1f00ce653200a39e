"""Two at once: threads with connections of their own, one of which waits for the other."""

import threading

from django.db import connection, connections


def in_threads(*works):
    """Run each work in a thread with a connection of its own; what one of them raises is raised here."""
    errors = []

    def run(work):
        try:
            work()
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []


def wait_for_waiter():
    """Return once another session waits for what this one has locked."""
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
    pause = threading.Event()
    for _ in range(1_000):
        with connection.cursor() as cursor:
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
        pause.wait(0.01)
    raise AssertionError("Nobody waits.")
