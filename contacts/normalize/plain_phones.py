"""Telephone numbers that need no grammar: most of them, and ten times as fast as `phonenumbers` reads any.

The numbering plans are that library's own. What is not plain beyond doubt is left to it.
"""

import re
from functools import lru_cache
from typing import NamedTuple

import phonenumbers
from phonenumbers import PhoneMetadata

_PLAIN = re.compile(r"\+?[0-9 ()./-]{6,40}")
_NO_DIGIT = re.compile(r"[^0-9]")
_LONGEST_CODE = 3
# Below are extensions and emergency numbers.
_SHORTEST = 5


class Plan(NamedTuple):
    """How numbers of a country are dialled within it: which prefix is dropped, and what the rest looks like."""

    code: str
    abroad: re.Pattern[str]
    prefix: re.Pattern[str]
    number: re.Pattern[str]
    lengths: frozenset[int]


def plain_phone(text: str, region: str) -> str | None:
    """The number in E.164, exactly as the library would read it; None where only the library can tell."""
    if not _PLAIN.fullmatch(text):
        return None
    digits = _NO_DIGIT.sub("", text)
    return _international(digits) if text.startswith("+") else _national(digits, region)


def _international(digits: str) -> str | None:
    if digits.startswith("0"):
        return None
    for length in range(1, _LONGEST_CODE + 1):
        if region := _main_region(digits[:length]):
            plan = _plan(region)
            return _complete(digits[length:], plan) if plan else None
    return None


def _national(digits: str, region: str) -> str | None:
    plan = _plan(region) if region else None
    if plan is None or plan.abroad.match(digits) or digits.startswith(("00", plan.code)):
        return None
    return _complete(digits, plan)


def _complete(digits: str, plan: Plan) -> str | None:
    number = plan.prefix.sub("", digits, count=1)
    is_short = len(number.lstrip("0")) < _SHORTEST
    if is_short or len(number) not in plan.lengths or not plan.number.fullmatch(number):
        return None
    return f"+{plan.code}{number}"


@lru_cache
def _main_region(code: str) -> str:
    """The country of a calling code, blank where it has none: codes of several countries have a main one."""
    region = phonenumbers.region_code_for_country_code(int(code))
    return "" if region in ("ZZ", "001") else region


@lru_cache
def _plan(region: str) -> Plan | None:
    """The country's plan, unless it has rules beyond a prefix that is dropped."""
    metadata = PhoneMetadata.metadata_for_region(region.upper(), None)
    if metadata is None or metadata.national_prefix_transform_rule or not metadata.international_prefix:
        return None
    prefix = re.compile(rf"\A(?:{metadata.national_prefix_for_parsing or ''})")
    main = PhoneMetadata.metadata_for_region(_main_region(str(metadata.country_code)), None)
    if main is None or prefix.groups:
        return None
    lengths = {*metadata.general_desc.possible_length} & {*main.general_desc.possible_length}
    return Plan(
        str(metadata.country_code),
        re.compile(metadata.international_prefix),
        prefix,
        re.compile(metadata.general_desc.national_number_pattern),
        frozenset(lengths),
    )
