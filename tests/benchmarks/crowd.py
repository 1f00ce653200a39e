"""A crowd to search in: many names, some that a few have and some that very many have, with notes about everybody.

Written past the triggers, for what is measured in it is reading.
"""

from bisect import bisect
from collections.abc import Iterator
from itertools import accumulate, islice
from random import Random
from uuid import UUID

from django.db import connection

from contacts.models import Company, Contact, ContactEmail, Tag
from contacts.models.name_word import FILL

PEOPLE_A_COMPANY, NOTES_EACH, BATCH = 20, 2, 10_000
HOT_NAME, HOT_SHARE = "Smith", 0.02
FORMS = ("GmbH", "Ltd", "Inc", "SA", "AG")
TITLES = ("Head of Sales", "Engineer", "Accountant", "Buyer", "Plant Manager", "Analyst", "Director of Operations")
FREE_MAIL = ("freemail.example", "mail.example", "post.example")
STARTS = [
    "b",
    "br",
    "c",
    "ch",
    "d",
    "dr",
    "f",
    "fr",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "kl",
    "l",
    "m",
    "n",
    "p",
    "pr",
    "r",
    "s",
    "sch",
    "st",
    "t",
    "tr",
    "v",
    "w",
    "z",
]
VOWELS = ["a", "e", "i", "o", "u", "ai", "ei", "ou", "ö", "ü", "é"]
ENDS = ["n", "r", "l", "s", "t", "m", "ck", "nd", "rt", "ss", "ng", "ll", "ński", "son", "mann", "berg", "sen", "ez"]

TAG = """
INSERT INTO contacts_contacttag (contact_id, tag_id)
SELECT id, %s FROM contacts_contact WHERE hashtext(id::text) %% 50 = %s
"""
# Nine common words each, and one that no other note has.
NOTES = """
INSERT INTO contacts_activity (kind, direction, subject, body, occurred_at, contact_id)
SELECT 'note', '', 'Talk', words.common || ' order' || abs(hashtext(c.id::text || n)),
       now() - n * interval '1 day', c.id
FROM contacts_contact c
CROSS JOIN generate_series(1, %(each)s) AS n
CROSS JOIN LATERAL (
    SELECT string_agg((%(common)s::text[])[1 + abs(hashtext(c.id::text || n || place)) %% %(count)s], ' ') AS common
    FROM generate_series(1, 9) AS place
) AS words
"""


class Words:
    """Coined words, of which the first ones are drawn far more often than the last ones."""

    def __init__(self, rng: Random, count: int, syllables: int) -> None:
        self._rng = rng
        self.all = list(dict.fromkeys(self._coined(syllables) for _ in range(2 * count)))[:count]
        self._weights = list(accumulate(1 / (rank + 20) for rank in range(len(self.all))))

    def draw(self) -> str:
        """One of them."""
        return self.all[bisect(self._weights, self._rng.random() * self._weights[-1])]

    def _coined(self, syllables: int) -> str:
        draw = self._rng.choice
        parts = [draw(STARTS) + draw(VOWELS) for _ in range(self._rng.randint(1, syllables))]
        return "".join((*parts, draw(ENDS))).capitalize()


class Crowd:
    """Draws people, the same for the same seed."""

    def __init__(self, size: int, *, seed: int = 1) -> None:
        self._rng = Random(seed)
        self.firsts = Words(self._rng, 3_000, 2)
        self.lasts = Words(self._rng, max(size // 8, 2_000), 3)
        self.trades = Words(self._rng, 20_000, 2)
        self.companies = [self._company(number) for number in range(max(size // PEOPLE_A_COMPANY, 1))]
        self._size = size

    def people(self) -> Iterator[Contact]:
        """All of them, one by one."""
        return map(self._person, range(self._size))

    def _key(self) -> UUID:
        return UUID(int=self._rng.getrandbits(128), version=4)

    def _company(self, number: int) -> Company:
        name = f"{self.trades.draw()} {self.trades.draw()} {self._rng.choice(FORMS)}"
        return Company(id=self._key(), name=name, domain=f"firm{number}.example")

    def _person(self, number: int) -> Contact:
        rng = self._rng
        last = HOT_NAME if rng.random() < HOT_SHARE else self.lasts.draw()
        first, company = self.firsts.draw(), rng.choice(self.companies)
        host = company.domain if rng.random() < 0.6 else rng.choice(FREE_MAIL)
        local = f"{first}.{last}{number}".lower().encode("ascii", "ignore").decode()
        return Contact(
            id=self._key(),
            first_name=first,
            last_name=last,
            email=f"{local}@{host}",
            phone=f"+49 30 {rng.randrange(10**7, 10**8)}",
            title=rng.choice(TITLES),
            company=company,
            source=Contact.Source.SAMPLE,
        )


def fill(size: int) -> list[Contact]:
    """Write a crowd of so many; returns a thousand of them, drawn evenly."""
    crowd, kept = Crowd(size), []
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        Company.objects.bulk_create(crowd.companies, batch_size=BATCH)
        for batch in _batches(crowd.people()):
            Contact.objects.bulk_create(batch)
            ContactEmail.objects.bulk_create(
                ContactEmail(contact=person, email=person.email, is_primary=True) for person in batch
            )
            kept += batch[:: max(size // 1_000, 1)]
        _describe(cursor, crowd)
        cursor.execute(FILL)
        cursor.execute("SET session_replication_role = origin")
        # What autovacuum does within minutes.
        cursor.execute("VACUUM ANALYZE")
    return kept


def _batches(people: Iterator[Contact]) -> Iterator[list[Contact]]:
    while batch := list(islice(people, BATCH)):
        yield batch


def _describe(cursor, crowd: Crowd) -> None:
    """Tags and notes."""
    for number, name in enumerate(("VIP", "Partner", "Newsletter")):
        tag = Tag.objects.create(name=name)
        cursor.execute(TAG, [tag.pk, number])
    common = [*crowd.trades.all[:300], "call", "offer", "meeting", "price"]
    cursor.execute(NOTES, {"common": common, "count": len(common), "each": NOTES_EACH})
