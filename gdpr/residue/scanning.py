"""The search through everything that the program keeps."""

from collections.abc import Collection, Iterator
from pathlib import Path

from django.conf import settings

from gdpr.residue.files import look_into_files
from gdpr.residue.findings import Finding, Progress, Unread
from gdpr.residue.matching import Matcher
from gdpr.residue.tables import look_into_tables
from gdpr.residue.terms import Term


def scan(
    terms: Collection[Term], *, also: Collection[Path] = (), progress: Progress | None = None
) -> Iterator[Finding | Unread]:
    """Where the database, the files below the data folder and those below the folders of `also` hold one of the terms.

    Reads all of it once, in pieces; what cannot be read is told as `Unread`. Writes nothing.
    """
    matcher, progress = Matcher(terms), progress or Progress()
    yield from look_into_tables(matcher, progress)
    for folder in (settings.DATA_DIR, *also):
        yield from look_into_files(Path(folder), matcher, progress)
