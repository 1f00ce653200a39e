"""What is looked for: addresses, telephone numbers, names and other words, each with the spellings that count."""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import phonenumbers
from django.conf import settings

from contacts.normalize import Unusable, email, phone
from gdpr.exceptions import NoTerms, TermTooShort
from gdpr.residue.folding import fold, squeeze

SHORTEST = 3
ALGORITHMS = ("md5", "sha1", "sha256")

_PHONE = re.compile(r"(?:tel:)?[+(\d][\d\s()./\-]{5,}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d|\d\d?[./]\d\d?[./]\d{4}")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_TOKENS = re.compile(r"[a-z0-9]+")
_BETWEEN = r"[\W_]{0,3}"
_BETWEEN_DIGITS = r"[ ().\-/]{0,3}"
_FEWEST_DIGITS = 7
# Of fewer characters a code could be anything.
_SHORTEST_CODE = 8
# “Ada King Lovelace” may be written with the last name first; more words are no name.
_MOST_NAMES = 3


@dataclass(frozen=True)
class Term:
    """One thing that is looked for, known by its line.

    `pattern` finds it in a folded text; where it does, one of the `needles` is in the squeezed one. `codes` are
    needles as well, which need no pattern: hashes of it, and short codings, with their names.
    """

    line: int
    written: str
    pattern: re.Pattern[str]
    needles: tuple[bytes, ...]
    codes: dict[bytes, str]


def read_terms(path: Path) -> list[Term]:
    """The terms of a file in UTF-8, one on a line. Raises NoTerms, TermTooShort, OSError and UnicodeError."""
    return terms_of(path.read_text(encoding="utf-8-sig").splitlines())


def terms_of(texts: Iterable[str]) -> list[Term]:
    """Each text as a term, blank ones left out. Raises NoTerms and TermTooShort."""
    terms = [_term(line, text.strip()) for line, text in enumerate(texts, 1) if text.strip()]
    if not terms:
        raise NoTerms
    return terms


def _term(line: int, text: str) -> Term:
    if len(squeeze(_folded(text))) < SHORTEST:
        raise TermTooShort(line=line, shortest=SHORTEST)
    is_phone = _PHONE.fullmatch(text) and not _DATE.fullmatch(text) and _digits(text) >= _FEWEST_DIGITS
    spellings = dict(_numbers(text) if is_phone else _words(text))
    pattern = re.compile("|".join(f"(?:{spelling})" for spelling in spellings))
    codes = {code: name for code, name in (*_codings(text), *_digests(text)) if len(code) >= _SHORTEST_CODE}
    return Term(line, text, pattern, tuple(dict.fromkeys(spellings.values())), codes)


def _numbers(text: str) -> Iterator[tuple[str, bytes]]:
    """The number as it is dialled at home and from abroad, its digits parted in whatever way."""
    try:
        number = phonenumbers.parse(text, settings.DEFAULT_REGION.upper() or None)
    except phonenumbers.NumberParseException:
        home, country = re.sub(r"\D", "", text).lstrip("0"), ""
    else:
        home = phonenumbers.national_significant_number(number)
        country = rf"(?:00|011)?{_parted(str(number.country_code))}{_BETWEEN_DIGITS}(?:\(?0\)?{_BETWEEN_DIGITS})?|"
    yield rf"(?<!\d)(?:{country}0{_BETWEEN_DIGITS}|){_parted(home)}(?!\d)", home.encode()


def _parted(digits: str) -> str:
    return _BETWEEN_DIGITS.join(digits)


def _words(text: str) -> Iterator[tuple[str, bytes]]:
    for spelling in dict.fromkeys((text, text.translate(_UMLAUTS), *_of_domain(text))):
        tokens = _TOKENS.findall(_folded(spelling))
        yield _sequence(tokens)
        if 1 < len(tokens) <= _MOST_NAMES and "".join(tokens).isalpha() and "@" not in text:
            yield _sequence([tokens[-1], *tokens[:-1]])


def _sequence(tokens: list[str]) -> tuple[str, bytes]:
    """The words in this order, as whole ones: Ada is not in Canada."""
    words = _BETWEEN.join(tokens)
    before = r"(?<![a-z])" if words[0].isalpha() else r"(?<!\d)"
    after = r"(?![a-z])" if words[-1].isalpha() else r"(?!\d)"
    return f"{before}{words}{after}", "".join(tokens).encode()


def _of_domain(text: str) -> Iterator[str]:
    """The address with its domain as name servers know it."""
    local, at, domain = text.rpartition("@")
    if at and not domain.isascii():
        try:
            yield f"{local}@{domain.encode('idna').decode()}"
        except UnicodeError:
            return


def _codings(text: str) -> Iterator[tuple[bytes, str]]:
    """The term alone in base64, at each of the places that it can have among three bytes, and in hexadecimal."""
    for form in dict.fromkeys((text, text.lower(), text.upper())):
        data = form.encode()
        yield data.hex().encode(), "hexadecimal"
        for before in range(3):
            code = base64.b64encode(b"-" * before + data)
            # Characters that hold bits of what stands before and after are left out.
            whole = code[-(-before * 8 // 6) : len(code) - (0, 3, 2)[(before + len(data)) % 3]]
            yield squeeze(whole.decode().lower()), "base64"


def _digests(text: str) -> Iterator[tuple[bytes, str]]:
    for form in dict.fromkeys(_canonical_forms(text)):
        for algorithm in ALGORITHMS:
            digest = hashlib.new(algorithm, form.encode(), usedforsecurity=False).digest()
            yield digest.hex().encode(), algorithm
            yield squeeze(base64.b64encode(digest).decode().lower()), algorithm


def _canonical_forms(text: str) -> Iterator[str]:
    yield from (text, text.lower(), text.upper(), _folded(text))
    if len(digits := re.sub(r"\D", "", text)) >= _FEWEST_DIGITS:
        yield from (digits, f"+{digits}")
    for canonical in (email, lambda text: phone(text, settings.DEFAULT_REGION)):
        try:
            yield (form := canonical(text))
            yield form.removeprefix("+")
        except Unusable:
            continue


def _folded(text: str) -> str:
    return fold(text.encode())


def _digits(text: str) -> int:
    return sum(character.isdigit() for character in text)
