"""How common names are in the base: counted when all contacts are searched, kept as hashes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import blake2b

import numpy as np
from django.db import connection, transaction

from contacts.duplicates.columns import Columns
from contacts.duplicates.keys import names_keys
from contacts.duplicates.profile import Profile
from contacts.models import NameFrequency

# Fewer are rare, whatever the base.
LEAST = 5
ESTIMATE = "SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'contacts_contact'::regclass"
COUNT = "SELECT count(*) FROM (SELECT FROM contacts_contact WHERE deleted_at IS NULL LIMIT 10000) AS live"
COPY = "COPY contacts_namefrequency (hash, contacts) FROM STDIN"


@transaction.atomic
def keep(columns: Columns) -> None:
    """Count the first and last names of all contacts anew."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM contacts_namefrequency")
        with cursor.copy(COPY) as copy:
            for name in ("first", "last"):
                counts = np.bincount(columns[name], minlength=1)
                counts[0] = 0
                common = np.flatnonzero(counts >= LEAST)
                for word, count in zip(columns.words(common), counts[common].tolist(), strict=True):
                    copy.write_row((name_hash(name, word), count))


def expected(profiles: Sequence[Profile], size: int) -> list[float]:
    """How many contacts of each name there would be if first and last names were drawn at random."""
    hashes = [(name_hash("first", each.first), name_hash("last", each.last)) for each in profiles]
    common = NameFrequency.objects.filter(pk__in={one for pair in hashes for one in pair})
    counts = dict(common.values_list("hash", "contacts"))
    return [counts.get(first, 1) * counts.get(last, 1) / size for first, last in hashes]


def namesakes(profiles: Sequence[Profile], counts: Mapping[int, int]) -> np.ndarray:
    """How many contacts have the name of each: of those whose names sound alike (`counts`, by key), the share here."""
    own = [names_keys(each) for each in profiles]
    alike = Counter(key for each in own for key in each)
    same = Counter((each.first, each.last) for each in profiles)
    found = []
    for each, named in zip(profiles, own, strict=True):
        count, sounding = max(((counts.get(key, 1), alike[key]) for key in named), default=(1, 1))
        found.append(max(round(count * same[each.first, each.last] / max(sounding, 1)), 1))
    return np.array(found)


def name_hash(kind: str, name: str) -> int:
    """The number under which a name is counted."""
    return int.from_bytes(blake2b(f"{kind}|{name}".encode(), digest_size=8).digest(), signed=True)


def base_size() -> int:
    """How many contacts there are: exactly where they are few, else as the planner believes."""
    with connection.cursor() as cursor:
        cursor.execute(ESTIMATE)
        estimate = cursor.fetchone()[0]
        if estimate < 10_000:
            cursor.execute(COUNT)
            estimate = max(estimate, cursor.fetchone()[0])
    return max(estimate, 1)
