"""What speaks for and against two contacts being one person: a row of numbers for each pair.

Each number belongs to a group, and each group is one reason that people are told. The model has a weight for each.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from contacts.duplicates.columns import Columns
from contacts.duplicates.comparing import Level, within
from contacts.duplicates.resemblance import AGREEING, COMPATIBLE, CONTRARY, Resemblance

# Beyond, one more makes no difference, and counting takes its time.
MOST_COUNTED = 1_000
SAME, TYPO, PART, NEAR, DIFFERENT = Level.SAME, Level.TYPO, Level.PART, Level.NEAR, Level.DIFFERENT
ANY = "any two contacts"


@dataclass(frozen=True)
class Frequencies:
    """How many contacts of the base share what each row of the columns has: at most `MOST_COUNTED`, at least 1.

    `expected` is how many of its name would be there if first and last names were drawn at random.
    """

    size: int
    expected: np.ndarray
    names: np.ndarray
    user: np.ndarray
    mailbox: np.ndarray
    phone: np.ndarray


class Evidence(NamedTuple):
    """The names of the numbers with the group of each, and for each pair a row of them."""

    features: list[str]
    groups: list[str]
    values: np.ndarray


class _Facts:
    """What the numbers are made of."""

    def __init__(self, found: Resemblance, frequencies: Frequencies) -> None:
        self.found, self.frequencies = found, frequencies
        first, last = found.first, found.last
        self.first_fits, self.last_fits = within(first, *COMPATIBLE), within(last, *COMPATIBLE)
        self.first_differs, self.last_differs = within(first, *CONTRARY), within(last, *CONTRARY)
        self.names_fit = self.first_fits & self.last_fits
        self.names_agree = within(first, *AGREEING) & within(last, *AGREEING)
        self.own_mailbox = found.mail.mailbox & ~found.mail.role
        self.mail_fits = self.own_mailbox | found.mail.user | found.mail.near
        self.same_phone = found.phone == SAME
        self.company_fits = within(found.company, SAME, TYPO, PART)
        self.same_street = within(found.street, SAME, TYPO)
        self.street_fits = within(found.street, SAME, TYPO, PART, NEAR)
        self.city_fits = within(found.city, SAME, TYPO, PART)
        self.birth_fits = within(found.birth_date, SAME, TYPO)
        self.birth_near = within(found.birth_date, SAME, TYPO, NEAR)
        self.is_company = ~found.has_names & (found.company > Level.HALF_KNOWN)

    def shared(self, counts: np.ndarray) -> np.ndarray:
        """The logarithm of how many contacts share it, of the two the larger one."""
        return np.log10(np.maximum(counts[self.found.left], counts[self.found.right]))


Numbers = Iterator[tuple[str, np.ndarray]]


def evidence(columns: Columns, frequencies: Frequencies, left: np.ndarray, right: np.ndarray) -> Evidence:
    """The numbers of the pairs of contacts in the rows `left` and `right`."""
    facts = _Facts(Resemblance(columns, left, right), frequencies)
    features, groups, arrays = [], [], []
    for group, numbers in _NUMBERS.items():
        for feature, array in numbers(facts):
            features.append(f"{group}: {feature}")
            groups.append(group)
            arrays.append(array)
    # Column by column, as it is filled.
    values = np.empty((len(left), len(arrays)), np.float32, order="F")
    for place, array in enumerate(arrays):
        values[:, place] = array
    return Evidence(features, groups, values)


def _each(levels: np.ndarray, *which: Level) -> Numbers:
    for level in which or Level:
        if level != Level.UNKNOWN:
            yield level.name.lower(), levels == level


def _first_name(facts: _Facts) -> Numbers:
    yield from _each(facts.found.first)
    yield "exchanged", facts.found.exchanged


def _last_name(facts: _Facts) -> Numbers:
    yield from _each(facts.found.last)


def _rarity(facts: _Facts) -> Numbers:
    expected = np.log10(
        np.maximum(facts.frequencies.expected[facts.found.left], facts.frequencies.expected[facts.found.right]) + 0.03
    )
    others = np.maximum(facts.frequencies.names[facts.found.left], facts.frequencies.names[facts.found.right]) - 1
    yield "expected namesakes", np.where(facts.names_agree, expected, 0)
    yield "namesakes", np.where(facts.names_agree, np.log10(np.maximum(others, 1)), 0)


def _suffix(facts: _Facts) -> Numbers:
    yield from _each(facts.found.suffix, Level.HALF_KNOWN, SAME, DIFFERENT)


def _mail(facts: _Facts) -> Numbers:
    mail = facts.found.mail
    yield "mailbox", facts.own_mailbox
    yield "mailbox of a desk", mail.mailbox & mail.role
    yield "mailbox of several", np.where(mail.mailbox, facts.shared(facts.frequencies.mailbox), 0)
    yield "user", mail.user
    yield "user of several", np.where(mail.user, facts.shared(facts.frequencies.user), 0)
    yield "near", mail.near
    yield "half_known", mail.known == Level.HALF_KNOWN
    yield "different", mail.different
    yield "different, same company", mail.different & facts.company_fits
    yield "different, same domain", mail.different & mail.domain
    yield "different, same domain, names fit", mail.different & mail.domain & facts.names_fit


def _phone(facts: _Facts) -> Numbers:
    yield from _each(facts.found.phone, Level.HALF_KNOWN, SAME, TYPO, DIFFERENT)
    yield "of several", np.where(facts.same_phone, facts.shared(facts.frequencies.phone), 0)


def _company(facts: _Facts) -> Numbers:
    yield from _each(facts.found.company, Level.HALF_KNOWN, SAME, TYPO, PART, NEAR, DIFFERENT)
    yield "same, names fit", facts.company_fits & facts.names_fit
    yield "same, names differ", facts.company_fits & facts.first_differs & facts.last_differs
    for name, levels in _each(facts.found.company, SAME, TYPO, PART, NEAR, DIFFERENT):
        yield f"{name}, no person", levels & facts.is_company


def _title(facts: _Facts) -> Numbers:
    yield from _each(facts.found.title, SAME, DIFFERENT)


def _address(facts: _Facts) -> Numbers:
    found = facts.found
    for name, levels in (("street", found.street), ("city", found.city), ("postal code", found.postal_code)):
        for level, which in _each(levels, Level.HALF_KNOWN, SAME, TYPO, PART, NEAR, DIFFERENT):
            if level != "half_known" or name == "street":
                yield f"{name} {level}", which
    yield "country different", found.country == DIFFERENT
    yield "street, names fit", facts.same_street & facts.names_fit
    yield "city, names fit", facts.city_fits & facts.names_fit
    for name, levels in _each(found.street, SAME, TYPO, PART, NEAR, DIFFERENT):
        yield f"street {name}, no person", levels & facts.is_company


def _birth_date(facts: _Facts) -> Numbers:
    birth_date = facts.found.birth_date
    yield from _each(birth_date, Level.HALF_KNOWN, SAME, TYPO, NEAR, PART, DIFFERENT)
    yield "same, names fit", facts.birth_fits & facts.names_fit
    yield "different, names fit", (birth_date == DIFFERENT) & facts.names_fit
    yield "different, names and street fit", (birth_date == DIFFERENT) & facts.names_fit & facts.street_fits


def _household(facts: _Facts) -> Numbers:
    """One name differs: a family or colleagues, or somebody who has married or goes by another name."""
    shared = {
        "phone": facts.same_phone,
        "mailbox": facts.found.mail.mailbox,
        "street": facts.same_street,
        "company": facts.company_fits,
    }
    for name, which in shared.items():
        yield f"first name differs, same {name}", which & facts.first_differs & facts.last_fits
        yield f"last name differs, same {name}", which & facts.first_fits & facts.last_differs
    one_name = facts.first_fits ^ facts.last_fits
    yield "one name, birth date", one_name & facts.birth_fits
    yield "one name, birth date and street", one_name & facts.birth_near & facts.street_fits


def _together(facts: _Facts) -> Numbers:
    found = facts.found
    agreeing = sum(
        each.astype(np.int8)
        for each in (
            facts.first_fits, facts.last_fits, facts.same_phone, facts.mail_fits, facts.street_fits, facts.city_fits,
            within(found.postal_code, SAME, TYPO), facts.company_fits, facts.birth_near,
        )
    )  # fmt: skip
    levels = (found.phone, found.street, found.company, found.birth_date, found.postal_code, found.city)
    contrary = sum((each == DIFFERENT).astype(np.int8) for each in levels)
    contrary += found.mail.different.astype(np.int8) + facts.first_differs + facts.last_differs
    yield from ((f"{count} agree", agreeing >= count) for count in (2, 3, 4, 5, 6))
    yield from ((f"{count} differ", contrary >= count) for count in (1, 2, 3, 4, 5))
    confirmed = facts.same_phone | facts.mail_fits | facts.same_street | facts.company_fits | facts.birth_fits
    yield "names only", facts.names_fit & ~confirmed & (found.postal_code != SAME)


def _base(facts: _Facts) -> Numbers:
    thousands = np.full(len(facts.found), np.log10(max(facts.frequencies.size, 10)) - 4)
    yield "size", thousands
    yield "size, names fit", np.where(facts.names_fit, thousands, 0)
    yield "no person", facts.is_company
    yield ANY, np.ones(len(facts.found))


_NUMBERS: dict[str, Callable[[_Facts], Numbers]] = {
    "first name": _first_name,
    "last name": _last_name,
    "rarity": _rarity,
    "suffix": _suffix,
    "e-mail": _mail,
    "phone": _phone,
    "company": _company,
    "title": _title,
    "address": _address,
    "birth date": _birth_date,
    "household": _household,
    "together": _together,
    "base": _base,
}
