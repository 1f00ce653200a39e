"""The app that joins contacts and gdpr, and owns users and teams."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class CrmConfig(AppConfig):
    name = "crm"
    verbose_name = "Settings"

    def ready(self) -> None:
        from crm.database import refuse_unfit

        connection_created.connect(refuse_unfit)
