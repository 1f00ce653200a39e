"""A plan in sentences."""

from collections.abc import Iterator

from django.contrib.admin.utils import model_ngettext

from contacts.history.undoing.plan import Counts, UndoPlan
from contacts.models.live import LiveModel

# What happens to one row, and to several, by the count that tells it.
DONE = {
    "restored": ("goes back to what it was before", "go back to what they were before"),
    "put_back": ("that it removed comes back", "that it removed come back"),
}
SOFTLY = ("that it made is deleted, and can be restored", "that it made are deleted, and can be restored")
FOR_GOOD = ("that it added is removed", "that it added are removed")
LEFT = {
    "kept": ("stays as it is: somebody has worked on it since", "stay as they are: somebody has worked on them since"),
    "impossible": ("cannot go back", "cannot go back"),
}


def done(plan: UndoPlan) -> list[str]:
    """What is written."""
    return [sentence for counts in plan.counts for sentence in _done(counts)]


def left(plan: UndoPlan) -> list[str]:
    """What is left as it is."""
    return [_sentence(counts, name, LEFT[name]) for name in LEFT for counts in plan.counts if getattr(counts, name)]


def _done(counts: Counts) -> Iterator[str]:
    removed = SOFTLY if issubclass(counts.model, LiveModel) else FOR_GOOD
    for name, words in (DONE | {"removed": removed}).items():
        if getattr(counts, name):
            yield _sentence(counts, name, words)


def _sentence(counts: Counts, name: str, words: tuple[str, str]) -> str:
    count = getattr(counts, name)
    return f"{count:,} {model_ngettext(counts.model._meta, count)} {words[count != 1]}."
