"""The people of the sample as a file that anybody could import."""

import csv
from dataclasses import fields
from pathlib import Path
from random import Random
from typing import Any

from crm.sample.locales import LOCALE_OF
from crm.sample.people import people
from crm.sample.person import Person
from crm.sample.story import CONTACT_FIELDS, contact_values

PERSON_COLUMNS = tuple(field.name for field in fields(Person))
CUSTOM_KEYS = tuple(field["key"] for field in CONTACT_FIELDS)


def write_people(path: Path, count: int, *, seed: int = 1) -> None:
    """Write so many people as CSV, headed by the names under which the import knows the columns."""
    rng = Random(seed)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow((*PERSON_COLUMNS, *(f"custom.{key}" for key in CUSTOM_KEYS)))
        for person in people(count, seed=seed):
            language = LOCALE_OF[person.country].language
            values = contact_values(rng, language=language, is_vip="VIP" in person.tags)
            cells = (getattr(person, name) for name in PERSON_COLUMNS)
            writer.writerow([*map(_cell, cells), *(_cell(values.get(key, "")) for key in CUSTOM_KEYS)])


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
