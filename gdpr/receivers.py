"""What the privacy app does when others are done."""

from typing import Any

from django.apps import apps as installed
from django.apps.registry import Apps
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from contacts.models import Contact
from contacts.signals import contacts_merged
from crm.models import User
from gdpr.consent import record, refused
from gdpr.models import Purpose

MERGED = "Refused under a contact that was merged into this one."


@receiver(post_migrate, sender=installed.get_app_config("gdpr"))
def create_purposes(*, using: str, apps: Apps = installed, **signal: Any) -> None:
    """Make the purposes that the program itself asks for, after a migration or a flush."""
    try:
        purposes = apps.get_model("gdpr.Purpose").objects.using(using)
    except LookupError:
        # Migrated back to a time before the ledger.
        return
    purposes.bulk_create(
        (purposes.model(key=key, name=name) for key, name in Purpose.Key.choices), ignore_conflicts=True
    )


@receiver(contacts_merged, sender=Contact)
def keep_refusals(*, winner: Contact, losers: list[Contact], by: User | None, **signal: Any) -> None:
    """Who has refused something under one of the names has refused it: a merge never loosens consent."""
    for purpose in sorted(refused(*losers) - refused(winner)):
        record(winner, purpose=purpose, kind="withdrawn", channel="form", evidence=MERGED, by=by)
