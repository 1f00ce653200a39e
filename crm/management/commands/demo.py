"""`manage.py demo`: a CRM to try out, with one command."""

import signal
import socket
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from tqdm import tqdm

from crm.demo.accounts import give_passwords, prepare_accounts
from crm.demo.claims import LOOPBACK, claim_folder, claim_port
from crm.demo.predecessors import outlive_predecessor
from crm.demo.processes import Process, restart_ended, stop, watch
from crm.demo.programs import job_worker, wait_until_answering, web_server
from crm.embedded.locks import FileLock
from crm.interruption import ended_by
from crm.sample.load import load_sample


class Command(BaseCommand):
    help = "Start everything: database, web server and job worker, with sample data."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="0 takes any free one (default: 8000)")
        parser.add_argument("--contacts", type=int, default=5000, help="size of the sample (default: 5000)")
        parser.add_argument("--no-sample", action="store_true", help="begin with an empty database")

    def handle(self, *, port: int, contacts: int, no_sample: bool, **options: Any) -> None:
        if contacts < 0:
            raise CommandError("--contacts takes a number that is not negative.")
        with claimed_until_interrupted(port) as (listener, processes):
            lock = outlive_predecessor(settings.DATA_DIR, self.say)
            call_command("migrate", verbosity=0, interactive=False)
            # Of a backup that was restored, say.
            call_command("check", databases=["default"], stdout=StringIO())
            prepare_accounts(settings.DATA_DIR)
            if not no_sample:
                self.load_sample(contacts)
            self.serve(listener, lock, processes)
            watch(processes, self.say)

    def load_sample(self, contacts: int) -> None:
        with tqdm(total=1, bar_format="{desc}: {percentage:3.0f} %|{bar}| {elapsed}", disable=None) as bar:

            def show(step: str, share: float) -> None:
                bar.set_description_str(f"Loading the sample ({step})", refresh=False)
                bar.update(share - bar.n)

            load_sample(contacts, progress=show)

    def serve(self, listener: socket.socket, lock: FileLock, processes: list[Process]) -> None:
        """The slow parts beside each other: hashing of passwords, start of the web server; then the worker."""
        port = listener.getsockname()[1]
        processes.append(web_server(listener, lock))
        processes[0].start()
        passwords = give_passwords(settings.DATA_DIR, settings.DEMO_PASSWORD)
        connection.close()
        wait_until_answering(port, lambda: restart_ended(processes, self.say))
        processes.append(job_worker(lock))
        processes[1].start()
        self.greet(port, passwords)

    def greet(self, port: int, passwords: dict[str, str | None]) -> None:
        self.say(f"Contact CRM is running: http://{LOOPBACK}:{port}/\nLog-ins:")
        for username, password in passwords.items():
            self.say(f"  {username:8} {password or '(your own password)'}")
        self.say("Ctrl-C ends it.")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


@contextmanager
def claimed_until_interrupted(port: int) -> Iterator[tuple[socket.socket, list[Process]]]:
    """A listening socket, and a list of processes, which are stopped in the end.

    Ctrl-C and SIGTERM end the block in good order.
    """
    processes: list[Process] = []
    with ExitStack() as stack:
        try:
            with ended_by(signal.SIGINT, signal.SIGTERM, raising=KeyboardInterrupt):
                stack.callback(claim_folder(settings.DATA_DIR).close)
                listener = stack.enter_context(claim_port(port))
                yield listener, processes
        except KeyboardInterrupt:
            pass
        finally:
            stop(processes)
