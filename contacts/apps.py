"""The contacts app: people, companies, and everything staff do with them."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class ContactsConfig(AppConfig):
    name = "contacts"
    verbose_name = "CRM"

    def ready(self) -> None:
        from contacts.defaults import create_defaults
        from contacts.duplicates import pairs, queue, upkeep  # noqa: F401 (they listen)
        from contacts.lists.segments import make_segments

        post_migrate.connect(create_defaults, sender=self)
        post_migrate.connect(make_segments, sender=self)
        # What other apps let filters ask about.
        autodiscover_modules("filter_fields")
