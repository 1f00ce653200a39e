"""What the privacy app does when others are done."""

from typing import Any

from django.apps import apps as installed
from django.apps.registry import Apps
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from gdpr.models import Purpose


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
