"""The steps of the transaction that erases; each takes away one kind of place, and says from how many rows.

Whatever keeps something about people in a new kind of place adds a step.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from gdpr import suppression
from gdpr.erasing import files, rows, texts
from gdpr.erasing.identity import Identity
from gdpr.erasing.notices import tell_recipients
from gdpr.models import Erasure, ErasureNotice, ErasureTrace, Suppression


@dataclass(frozen=True)
class Case:
    """Who is erased, by what they were known, and the certificate that is being written."""

    erasure: Erasure
    people: tuple[UUID, ...]
    identity: Identity


Step = Callable[[Case], Mapping[str, int]]


def erase_rows(case: Case) -> Mapping[str, int]:
    """What leads to the people; contacts come last, and the trigger gives each its new address."""
    return {model._meta.label_lower: rows.erase_rows(model, case.people) for model in rows.tables(history=False)}


def erase_history(case: Case) -> Mapping[str, int]:
    """What it said before: after the rows themselves, for triggers write of these into the history once more."""
    return {model._meta.label_lower: rows.erase_versions(model, case.people) for model in rows.tables(history=True)}


def blank_texts(case: Case) -> Mapping[str, int]:
    """Logs, and what was searched for."""
    return texts.blank_texts(case.identity.texts)


def forget_views(case: Case) -> Mapping[str, int]:
    """Views of the list that somebody has not saved."""
    return texts.forget_views(case.identity.texts)


def forget_in_sessions(case: Case) -> Mapping[str, int]:
    """Messages that wait for the next page."""
    return texts.forget_in_sessions(case.identity.texts)


def blank_jobs(case: Case) -> Mapping[str, int]:
    """Arguments of jobs."""
    return texts.blank_jobs(case.identity.texts)


def release_files(case: Case) -> Mapping[str, int]:
    """Files of imports in which the people are known to stand."""
    return files.release_imports(case.erasure, case.people)


def release_packages(case: Case) -> Mapping[str, int]:
    """Packages of what is known of them."""
    return files.release_packages(case.erasure, case.people)


def blank_requests(case: Case) -> Mapping[str, int]:
    """What was asked from their addresses, and belongs to no contact."""
    return texts.blank_requests(case.identity.emails)


def suppress(case: Case) -> Mapping[str, int]:
    """Nobody of them comes back."""
    kept = suppression.keep(
        case.identity.known, reason=case.erasure.reason, by=case.erasure.erased_by, erasure=case.erasure
    )
    return {Suppression._meta.label_lower: kept}


def tell(case: Case) -> Mapping[str, int]:
    """Those who may have a copy."""
    return {ErasureNotice._meta.label_lower: tell_recipients(case.erasure, case.people) if case.people else 0}


def leave_traces(case: Case) -> Mapping[str, int]:
    """For the follow-up: by what other texts are found that name the people."""
    traces = [ErasureTrace(erasure=case.erasure, kind=kind, digest=own) for kind, own in sorted(case.identity.traces)]
    return {ErasureTrace._meta.label_lower: len(ErasureTrace.objects.bulk_create(traces))}


# Recipients are looked for while it is still known since when the people were, files while rows still name them.
STEPS: tuple[Step, ...] = (
    suppress,
    tell,
    leave_traces,
    release_files,
    release_packages,
    erase_rows,
    erase_history,
    blank_texts,
    blank_requests,
    forget_views,
    forget_in_sessions,
    blank_jobs,
)
