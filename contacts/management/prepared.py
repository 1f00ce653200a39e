"""Commands that are run on any database, also on one that nobody has filled yet."""

from django.core.management import BaseCommand, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder


class PreparedCommand(BaseCommand):
    """Makes the tables of an empty database before it begins; says so where those of a used one are behind."""

    requires_migrations_checks = True

    def check_migrations(self) -> None:
        if not MigrationRecorder(connection).has_table():
            self.stderr.write("Preparing an empty database ...")
            call_command("migrate", verbosity=0, interactive=False)
        super().check_migrations()
