"""Words that somebody may have meant who has mistyped one."""

from django.db import connection
from rapidfuzz.distance import OSA

from contacts.models.name_word import LONGEST, SHORTEST

MOST = 25
# One letter missing, one too many, another one, or two that have changed places: they share what is left of them.
_SLIPS = """
SELECT typed, k.word FROM unnest(%s::text[]) AS typed
CROSS JOIN LATERAL (SELECT word FROM contacts_nameword WHERE deletions(word) && deletions(typed) LIMIT 500) AS k
"""
# Two slips, or a name that was only heard.
_ALIKE = """
SELECT word FROM contacts_nameword WHERE word %% %s ORDER BY similarity(word, %s) DESC, word LIMIT %s
"""
_LONG = 6


def near(words: list[str]) -> dict[str, list[str]]:
    """For each word others that occur in names: those a slip away, the likeliest first; else those that look alike."""
    typed = [word for word in words if SHORTEST <= len(word) <= LONGEST]
    found: dict[str, set[str]] = {word: set() for word in words}
    with connection.cursor() as cursor:
        cursor.execute(_SLIPS, [typed])
        for word, other in cursor.fetchall():
            if other != word and OSA.distance(word, other) == 1:
                found[word].add(other)
    return {word: sorted(others, key=lambda other: _unlikely(word, other))[:MOST] for word, others in found.items()}


def alike(word: str) -> list[str]:
    """Words of names that look most like a long one."""
    if not _LONG <= len(word) <= LONGEST:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_ALIKE, [word, word, MOST])
        return [other for (other,) in cursor.fetchall()]


def _unlikely(word: str, other: str) -> tuple[bool, str]:
    # Few mistype the first letter.
    return word[0] != other[0], other
