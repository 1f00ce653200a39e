"""What data are processed for: the models say which, this page says of whom, why, who gets them and how long."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django.conf import settings
from django.utils.text import capfirst

from crm.privacy import Sort, Use
from gdpr.classification import Classified, classified

CONTACTS, STAFF = "contacts and those who write for companies", "members of staff"
INTEREST = "Art. 6 (1) f: keeping business relations; Art. 6 (1) b where there is a contract"
PROOF = "Art. 6 (1) c with Art. 5 (2), 7 (1), 12: being able to account for it"
INTERNAL = "nobody outside"


@dataclass(frozen=True)
class Circumstances:
    """What no column tells: a proposal, which the controller checks and makes their own."""

    people: str
    basis: str
    recipients: str
    period: str


@dataclass(frozen=True)
class Activity:
    """One activity of the record. `data` are names of columns as people say them, by what they can tell."""

    use: Use
    circumstances: Circumstances
    tables: tuple[str, ...]
    data: dict[Sort, tuple[str, ...]]


def _circumstances() -> dict[Use, Circumstances]:
    files = f"files and previews {settings.KEEP_FILES_DAYS} days, files of exports a day; what was done, for good"
    with_contact = "until the person is erased"
    return {
        Use.RELATIONS: Circumstances(CONTACTS, INTEREST, INTERNAL, with_contact),
        Use.CONSENT: Circumstances(CONTACTS, PROOF, "the person", "for good, without the evidence once erased"),
        Use.IN_AND_OUT: Circumstances(CONTACTS, INTEREST, "whoever asked for an export", files),
        Use.DUPLICATES: Circumstances(CONTACTS, "Art. 5 (1) d: keeping data accurate", INTERNAL, with_contact),
        Use.ACCOUNT: Circumstances(f"{CONTACTS}; {STAFF}", PROOF, INTERNAL, "for good, without names once erased"),
        Use.STAFF: Circumstances(STAFF, "Art. 6 (1) b, or the law of employment", INTERNAL, "until the account goes"),
        Use.RUNNING: Circumstances(f"{CONTACTS}; {STAFF}", INTEREST, INTERNAL, "until the job is done"),
    }


def activities() -> list[Activity]:
    """The activities that some table serves which can tell about a person, in the order of `Use`.

    Earlier versions of rows (history) are kept for what the rows are kept for, and told with them.
    """
    order, facts = list(Use), _circumstances()
    telling = [each for each in classified() if each.sort is not Sort.NONE and each.purpose and not each.is_history]
    telling.sort(key=lambda each: order.index(each.purpose))
    return [
        Activity(use, facts[use], _tables(columns := list(group)), dict(_data(columns)))
        for use, group in groupby(telling, key=attrgetter("purpose"))
    ]


def _tables(columns: Iterable[Classified]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(capfirst(str(each.model._meta.verbose_name_plural)) for each in columns))


def _data(columns: list[Classified]) -> Iterator[tuple[Sort, tuple[str, ...]]]:
    for sort in Sort:
        if names := dict.fromkeys(str(each.column.verbose_name) for each in columns if each.sort is sort):
            yield sort, tuple(names)
