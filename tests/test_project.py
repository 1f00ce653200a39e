"""The project as a whole."""

from io import StringIO

import pgtrigger
from django.core.management import call_command


def test_models_and_migrations_agree(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_trigger_is_installed_as_declared(db):
    states = {trigger.get_installation_status(model) for model, trigger in pgtrigger.registered()}

    assert states == {("INSTALLED", True)}


def test_system_checks_are_silent(db):
    out = StringIO()

    call_command("check", fail_level="DEBUG", stdout=out, stderr=out, databases=["default"])

    assert out.getvalue() == "System check identified no issues (0 silenced).\n"
