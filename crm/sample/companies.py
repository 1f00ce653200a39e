"""Invented companies, each derived from its number alone."""

from dataclasses import dataclass
from functools import cache, lru_cache
from random import Random
from zlib import crc32

from crm.sample.draws import filled, one_of
from crm.sample.locale import Locale

_STARTS = """
    Nova Veri Alto Luma Kern Sola Tekno Fenn Brio Quanto Orbi Mira Delto Vanta Zeni Pola Riva Helio Cora Axi
    Terra Nordi Opti Juno
"""
_ENDS = "tec lis via nix dor vex plan mark sys gen line tron core port wick mont"
_COINED = tuple(start + end for start in _STARTS.split() for end in _ENDS.split())
# A prime that divides the length of no list, so its multiples visit every pair of words once.
_STRIDE = 7919


@dataclass(frozen=True, slots=True)
class Company:
    """A company with its head office; `name` ends in the legal form, `domain` belongs to no other company."""

    name: str
    domain: str
    address_line1: str
    city: str
    state: str
    postal_code: str


@lru_cache(maxsize=20_000)
def company(locale: Locale, number: int) -> Company:
    """The company of that number in a country, the same at every call."""
    rng = Random(_start(locale) + number)
    first, joint, second, turn = _words(locale, number)
    seat = locale.cities[(turn - 1) % len(locale.cities)] if turn else one_of(rng, locale.cities)
    apart = _apart(seat[0], turn, len(locale.cities))
    return Company(
        name=" ".join((first + joint + second, *apart, one_of(rng, locale.suffixes))),
        domain="-".join(map(locale.romanised, (first, second, *apart))) + f".{locale.top_domain}",
        address_line1=street_address(rng, locale),
        city=seat[0],
        state=seat[1],
        postal_code=filled(rng, seat[2]),
    )


def street_address(rng: Random, locale: Locale) -> str:
    """Street and house number, written the way of the country."""
    rare = rng.random() < 0.1
    pattern = one_of(rng, locale.street_patterns) if rare else locale.street_patterns[0]
    return pattern.format(street=one_of(rng, locale.streets), number=1 + int(rng.random() * 180))


@cache
def _start(locale: Locale) -> int:
    """A number of the country's own, lest the first companies of all countries be namesakes."""
    return crc32(locale.country.encode())


def _words(locale: Locale, number: int) -> tuple[str, str, str, int]:
    """First word, what joins it to the second, the second, and how many earlier companies share them."""
    index, kind = divmod(number, 3)
    firsts = _COINED if kind == 0 else locale.surnames
    seconds = locale.surnames if kind == 2 else locale.trades
    turn, place = divmod(index, len(firsts) * len(seconds))
    first, second = divmod((_start(locale) + place) * _STRIDE % (len(firsts) * len(seconds)), len(seconds))
    return firsts[first], " & " if kind == 2 else locale.word_gap, seconds[second], turn


def _apart(city: str, turn: int, cities: int) -> tuple[str, ...]:
    """What tells companies of equal words apart: their cities, then numbers as well."""
    if turn <= cities:
        return (city,) if turn else ()
    return city, str((turn - 1) // cities + 1)
