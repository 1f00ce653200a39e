"""System checks of the database (`check --database default`): a restored backup must not bring anybody back."""

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.db import connection

from gdpr.canonical import key_print
from gdpr.erasing.ledger import ahead
from gdpr.models import Suppression

AHEAD = "The ledger knows {count} erasures that the database knows nothing about: was a backup restored?"
AHEAD_HINT = "Run `manage.py reapply_erasures` before anybody works with it."
KEY = "People are suppressed by another key than the present one: nobody would know them again."
KEY_HINT = "Put the former key back, in CRM_SUPPRESSION_KEY or the file suppression_key in the data folder."


@checks.register(checks.Tags.database)
def check_erasures(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Tell where the ledger of erasures is ahead of the database, or the key was changed.

    Warnings, for errors would keep the migrations away without which nobody can be erased once more.
    """
    table = Suppression._meta.db_table
    if "default" not in (databases or ()) or table not in connection.introspection.table_names():
        return []
    found: list[checks.CheckMessage] = []
    if missing := ahead():
        found.append(checks.Warning(AHEAD.format(count=len(missing)), hint=AHEAD_HINT, id="privacy.W010"))
    if Suppression.objects.filter(lifted_at=None).exclude(key_print=key_print()).exists():
        found.append(checks.Warning(KEY, hint=KEY_HINT, id="privacy.W011"))
    return found
