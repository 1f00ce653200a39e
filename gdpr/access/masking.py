"""Other people in what somebody has written about a person: their names, addresses and numbers are masked.

Rather a word too many than one too few: whoever is called like a word hides that word.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from contacts.models import Contact, ContactEmail
from contacts.models.columns import e164

MASK = "[another person]"
ADDRESS = re.compile(r"[^\s<>()\[\],;:\"']+@[^\s<>()\[\],;:\"']+\.[^\W\d_]{2,}")
NUMBER = re.compile(r"\+?\(?\d[\d /().-]{5,}\d")
WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*")
LONGEST = 4

# Who is called so: in full, or by one word of the name that is written with a capital.
IN_FULL = """
SELECT text FROM unnest(%s::text[]) AS text WHERE EXISTS (
    SELECT FROM contacts_contact c
    WHERE c.name_key = name_key(text) AND c.id <> ALL (%s::uuid[]) AND c.erased_at IS NULL
)
"""
BY_ONE_WORD = """
SELECT text FROM unnest(%s::text[]) AS text WHERE EXISTS (
    SELECT FROM contacts_contact c
    WHERE contact_words(name_key, title, phone, phone_e164, mobile, mobile_e164)
          @@ quote_literal(name_key(text))::tsquery
      AND name_key(text) = ANY (string_to_array(c.name_key, ' ')) AND c.id <> ALL (%s::uuid[]) AND c.erased_at IS NULL
)
"""
BY_NUMBER = """
SELECT text FROM unnest(%s::text[], %s::text[]) AS given (text, number) WHERE EXISTS (
    SELECT FROM contacts_contact c
    WHERE (c.phone_e164 = number AND c.phone_e164 <> '' OR c.mobile_e164 = number AND c.mobile_e164 <> '')
      AND c.id <> ALL (%s::uuid[])
)
"""

Texts = dict[str, Any]


class Masking:
    """Masks everybody but the person who is known by these ids."""

    def __init__(self, ids: Collection[UUID]) -> None:
        self._ids = list(ids)
        addresses = ContactEmail.objects.filter(contact__in=ids).values_list("email", flat=True)
        self._own_addresses = {address.lower() for address in addresses}
        names = Contact.objects.filter(pk__in=ids).values_list("first_name", "last_name", "name_key")
        self._own_words = {word.lower() for row in names for name in row for word in WORD.findall(name)}

    def masked(self, rows: Sequence[Texts], columns: Iterable[str]) -> Iterator[Texts]:
        """The rows, in these columns of which nobody else is named."""
        columns = list(columns)
        texts = [text for row in rows for name in columns for text in _texts(row[name])]
        mask = self._mask_of(texts)
        for row in rows:
            yield row | {name: _each_text(row[name], mask) for name in columns}

    def _mask_of(self, texts: Collection[str]) -> Callable[[str], str]:
        """How a text is masked, of these texts; the database is asked once for all of them."""
        words = {run for text in texts for run in _runs(text)}
        full = {run for run in words if " " in run and not self._own_words.issuperset(run.lower().split())}
        single = {word for word in words if word[0].isupper() and " " not in word} - self._own(words)
        numbers = {found for text in texts for found in NUMBER.findall(text)}
        hidden = self._among(IN_FULL, full) | self._among(BY_ONE_WORD, single) | self._numbers(numbers)
        pattern = re.compile("|".join(rf"(?<!\w){re.escape(each)}(?!\w)" for each in sorted(hidden, key=len)[::-1]))

        def mask(text: str) -> str:
            text = ADDRESS.sub(lambda found: self._address(found[0]), text)
            return pattern.sub(MASK, text) if hidden else text

        return mask

    def _own(self, words: Collection[str]) -> set[str]:
        return {word for word in words if word.lower() in self._own_words}

    def _address(self, address: str) -> str:
        return address if address.lower() in self._own_addresses else MASK

    def _numbers(self, numbers: Collection[str]) -> set[str]:
        known = {number: e164(number, settings.DEFAULT_REGION) for number in numbers}
        return self._asked(BY_NUMBER, [list(known), list(known.values()), self._ids])

    def _among(self, query: str, texts: Collection[str]) -> set[str]:
        return self._asked(query, [list(texts), self._ids]) if texts else set()

    def _asked(self, query: str, parameters: list[Any]) -> set[str]:
        with connection.cursor() as cursor:
            cursor.execute(query, parameters)
            return {text for (text,) in cursor.fetchall()}


def _runs(text: str) -> Iterator[str]:
    """Words of the text, and up to four of them that follow one another, as they are written."""
    found = list(WORD.finditer(text))
    for first, start in enumerate(found):
        for last in found[first : first + LONGEST]:
            run = text[start.start() : last.end()]
            if last is start or set(run) - set("".join(WORD.findall(run))) == {" "}:
                yield run


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for each in value.values() for text in _texts(each))
    elif isinstance(value, list):
        yield from (text for each in value for text in _texts(each))


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    """The value with its texts changed, also those within JSON."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _each_text(each, change) for key, each in value.items()}
    return [_each_text(each, change) for each in value] if isinstance(value, list) else value
