"""The privacy app: it stands on contacts, and contacts does not know it."""

from django.apps import AppConfig


class GdprConfig(AppConfig):
    name = "gdpr"
    verbose_name = "Privacy"

    def ready(self) -> None:
        from gdpr import checks, ledger_checks, receivers  # noqa: F401 (they register themselves)
