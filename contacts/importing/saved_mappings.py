"""Mappings that were saved under a name: made once, used for every file of the kind."""

import hashlib
from collections.abc import Sequence
from contextlib import suppress

from django.db import IntegrityError, transaction

from contacts import normalize
from contacts.importing.exceptions import NoSuchMapping, UnusableMapping
from contacts.importing.headers import header_key
from contacts.importing.mapping import Choice, Mapping
from contacts.models import ImportMapping, ImportRun
from crm.models import User

ATTEMPTS = 3


def save_mapping(run: ImportRun, name: str, *, by: User | None) -> ImportMapping:
    """Save what was settled for a run under a name, and note on the run that it used it.

    A name that is known gets a new version, unless its newest one says the same.
    """
    mapping = Mapping.from_json(run.mapping)
    name = normalize.clean_text(name)[:100]
    choices = {
        "columns": {header: choice._asdict() for header, choice in mapping.choices().items()},
        "constants": dict(mapping.constants),
        "existing": run.existing,
        "match_by": run.match_by,
        "id_system": run.id_system,
    }
    for _ in range(ATTEMPTS - 1):
        # Somebody else may save the same version at the same moment.
        with suppress(IntegrityError), transaction.atomic():
            return _note(run, _saved(name, fingerprint(mapping.headers), choices, by))
    return _note(run, _saved(name, fingerprint(mapping.headers), choices, by))


def newest_mapping(name: str) -> ImportMapping:
    """The newest version under that name. Raises NoSuchMapping."""
    found = ImportMapping.objects.filter(name__iexact=name).order_by("-version").first()
    if found is None:
        raise NoSuchMapping(name=name)
    return found


def newest_mappings() -> list[ImportMapping]:
    """The newest version of every saved mapping, by name."""
    return list(ImportMapping.objects.order_by("name", "-version").distinct("name"))


def mapping_for(headers: Sequence[str]) -> ImportMapping | None:
    """What was saved last for a file with the same headers, in whatever order."""
    return ImportMapping.objects.filter(fingerprint=fingerprint(headers)).order_by("-created_at").first()


def use_mapping(run: ImportRun, saved: ImportMapping, suggested: Mapping) -> Mapping:
    """What the saved mapping means for this file; the run takes over how contacts are found.

    A header that the file has not, and a field that is gone since, count for nothing; new columns are taken as
    suggested.
    """
    choices = saved.choices
    run.saved_mapping, run.existing = saved, choices["existing"]
    run.match_by, run.id_system = choices["match_by"], choices["id_system"]
    mapping = suggested
    for header, choice in choices["columns"].items():
        with suppress(UnusableMapping):
            mapping = mapping.with_choices({header: Choice(**choice)})
    for field, value in choices["constants"].items():
        with suppress(UnusableMapping):
            mapping = mapping.with_constants({**mapping.constants, field: value})
    return mapping


def fingerprint(headers: Sequence[str]) -> str:
    """The same for the same headers in any order: SHA-256 of their words."""
    words = "\n".join(sorted(header_key(header) or header for header in headers if header))
    return hashlib.sha256(words.encode(errors="surrogatepass")).hexdigest()


def _saved(name: str, headers: str, choices: dict, by: User | None) -> ImportMapping:
    newest = ImportMapping.objects.filter(name__iexact=name).order_by("-version").first()
    if newest and (newest.fingerprint, newest.choices) == (headers, choices):
        return newest
    version = newest.version + 1 if newest else 1
    return ImportMapping.objects.create(
        name=newest.name if newest else name, version=version, fingerprint=headers, choices=choices, created_by=by
    )


def _note(run: ImportRun, saved: ImportMapping) -> ImportMapping:
    run.saved_mapping = saved
    run.save(update_fields=["saved_mapping"])
    return saved
