"""Make a token with which a program uses the API in somebody's name."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from knox.models import AuthToken
from knox.settings import knox_settings

from crm.models import User

LONGEST = 36_500


class Command(BaseCommand):
    help = "Prints a new API token, which is shown this once: only its hash is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument(
            "--days",
            type=int,
            default=knox_settings.TOKEN_TTL.days,
            help="how long the token holds; 0 for ever (default: %(default)s)",
        )

    def handle(self, *, username: str, days: int, **options: Any) -> None:
        if not 0 <= days <= LONGEST:
            raise CommandError(f"--days takes a number from 0, which is for ever, to {LONGEST}.")
        _, token = AuthToken.objects.create(_active(username), expiry=timedelta(days=days) if days else None)
        self.stdout.write(token)


def _active(username: str) -> User:
    try:
        return User.objects.get(username=username, is_active=True)
    except User.DoesNotExist:
        raise CommandError("There is no active user of this name: check the name, or activate the account.") from None
