#!/usr/bin/env python
"""The command line: `manage.py demo` starts everything, `manage.py help` lists the rest."""

import os
import signal
import sys

import psycopg
from django.core.management import execute_from_command_line
from django.db import NotSupportedError, OperationalError

from crm.embedded.exceptions import EmbeddedServerError
from crm.exceptions import CannotRunError
from crm.interruption import ended_by


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
    try:
        # Ended in good order, a process lets go of the embedded server, and the last one stops it.
        with ended_by(signal.SIGTERM, raising=lambda number: SystemExit(128 + number)):
            execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    except (CannotRunError, EmbeddedServerError, NotSupportedError) as error:
        sys.exit(f"{error}")
    except OperationalError as error:
        if not is_about_connecting(error):
            raise
        sys.exit(f"The database cannot be reached: {' '.join(str(error).split())}")


def is_about_connecting(error: OperationalError) -> bool:
    """Whether no connection came about; errors of a statement have a code."""
    return isinstance(error.__cause__, psycopg.Error) and error.__cause__.sqlstate is None


if __name__ == "__main__":
    main()
