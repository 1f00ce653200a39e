"""Files and a ledger of the test's own."""

import pytest

FILES = "django.core.files.storage.FileSystemStorage"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """Where the program keeps its files."""
    kept = {"default": tmp_path / "files", "erasure_ledger": tmp_path / "ledger"}
    own = {alias: {"BACKEND": FILES, "OPTIONS": {"location": location}} for alias, location in kept.items()}
    settings.STORAGES = settings.STORAGES | own
    return tmp_path
