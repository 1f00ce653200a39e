"""System checks of the database (`check --database default`): a restored backup must not bring anybody back."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection

from gdpr.canonical import key_print
from gdpr.erasing.ledger import ahead
from gdpr.models import Suppression

AHEAD = "The ledger knows {count} erasures that the database knows nothing about: was a backup restored?"
AHEAD_HINT = "Run `manage.py reapply_erasures` before anybody works with it."
KEY = "People are suppressed by another key than the present one: nobody would know them again."
KEY_HINT = "Put the former key back, in CRM_SUPPRESSION_KEY or the file suppression_key in the data folder."


@register(Tags.database)
def check_erasures(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Tell where the ledger of erasures is ahead of the database, or the key was changed."""
    table = Suppression._meta.db_table
    if "default" not in (databases or ()) or table not in connection.introspection.table_names():
        return []
    found: list[CheckMessage] = []
    if missing := ahead():
        found.append(Error(AHEAD.format(count=len(missing)), hint=AHEAD_HINT, id="privacy.E010"))
    if Suppression.objects.filter(lifted_at=None).exclude(key_print=key_print()).exists():
        found.append(Error(KEY, hint=KEY_HINT, id="privacy.E011"))
    return found
