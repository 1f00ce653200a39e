"""The app that joins contacts and gdpr, and owns users and teams."""

from django.apps import AppConfig, apps
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class CrmConfig(AppConfig):
    name = "crm"
    verbose_name = "Settings"

    def ready(self) -> None:
        from crm.database import refuse_unfit
        from crm.roles import make_roles

        connection_created.connect(refuse_unfit)
        post_migrate.connect(make_roles, sender=apps.get_app_config("gdpr"))
