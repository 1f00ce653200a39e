"""People who use the API."""

from tests.contacts.api.conftest import _static_files_are_not_listed, api, as_rep, rep  # noqa: F401 (fixtures)
