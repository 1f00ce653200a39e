"""Countries: ISO 3166-1 codes from codes and from names in many languages."""

import re
from functools import lru_cache

from babel import Locale
from babel.core import get_global

from contacts.normalize.text import clean_text, name_key
from contacts.normalize.unusable import Unusable

# English first: where two languages give one name to two countries, the earlier language decides.
_LANGUAGES = """
    en de fr es it pt nl pl tr ja zh zh_Hant ru uk cs sk hu ro bg el da sv nb fi et lv lt sl hr sr
    sq mk bs is ga mt ca eu gl he ar fa hi th vi id ms ko ka hy az
"""
LANGUAGES = tuple(_LANGUAGES.split())
# CLDR lists these beside the countries: groupings, parts of countries, places held for tests.
# https://www.unicode.org/reports/tr35/#Unicode_Subdivision_Codes
_NO_COUNTRIES = frozenset(("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"))
_ALIASES = {
    "GB": "uk|england|scotland|wales|northern ireland|great britain|britain|grossbritannien|gran bretana",
    "US": "usa|u s a|u s|america|united states of america|the united states|etats unis d amerique|eeuu|ee uu",
    "NL": "holland|the netherlands|pays bas|olanda|holanda",
    "TR": "turkey|turkiye|turkei|turquie|turquia",
    "KR": "korea|south korea|republic of korea|korea south|korea republic of",
    "KP": "north korea|dprk|korea north",
    "CZ": "czech republic|czechia|republica checa|republique tcheque|tschechische republik|ceska republika",
    "RU": "russia|russian federation",
    "DE": "brd|federal republic of germany|bundesrepublik deutschland|deutschland brd",
    "CH": "schweiz|swiss|suisse|svizzera|confoederatio helvetica",
    "CN": "prc|peoples republic of china|people s republic of china|mainland china",
    "TW": "taiwan roc|republic of china|taiwan province of china",
    "HK": "hong kong|hongkong",
    "MO": "macau|macao",
    "VN": "vietnam|viet nam",
    "IR": "iran islamic republic of|islamic republic of iran",
    "SY": "syrian arab republic",
    "BO": "bolivia plurinational state of",
    "VE": "venezuela bolivarian republic of",
    "TZ": "tanzania united republic of",
    "MD": "republic of moldova|moldova republic of",
    "MK": "macedonia|fyrom",
    "LA": "lao people s democratic republic",
    "BN": "brunei darussalam",
    "CI": "ivory coast|cote d ivoire|elfenbeinkuste",
    "CD": "dr congo|drc|democratic republic of the congo|congo the democratic republic of the",
    "CG": "congo|republic of the congo",
    "SZ": "swaziland",
    "MM": "burma",
    "CV": "cape verde",
    "TL": "east timor",
    "VA": "vatican|holy see",
    "AE": "uae|u a e|emirates",
    "SA": "ksa",
    "IE": "eire|republic of ireland",
    "BA": "bosnia",
    "PS": "palestine",
    "GR": "el|hellas",
}
_SEPARATORS = re.compile(r"[\W_]+")


def country(text: str) -> str:
    """The ISO 3166-1 alpha-2 code of a country's code or name in any of `LANGUAGES`. Raises Unusable."""
    code = text.strip().upper()
    if code in _codes():
        return code
    try:
        return _codes_by_key()[_key(text)]
    except KeyError:
        raise Unusable(_shape(text), "No country has this name or code.") from None


def country_name(code: str) -> str:
    """The English name of a country code ("DE" is "Germany"); any other text as it is."""
    return _codes().get(code.strip().upper(), code)


def country_names() -> dict[str, str]:
    """The English names of all countries by their codes, in the order of the names."""
    return dict(sorted(_codes().items(), key=lambda item: name_key(item[1])))


def _key(text: str) -> str:
    return " ".join(_SEPARATORS.sub(" ", name_key(text)).split())


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    territories = Locale("en").territories
    return {code: territories[code] for code in territories if code.isalpha() and code not in _NO_COUNTRIES}


@lru_cache(maxsize=1)
def _codes_by_key() -> dict[str, str]:
    keys = {alias: code for code, aliases in _ALIASES.items() for alias in aliases.split("|")}
    for language in LANGUAGES:
        names = Locale.parse(language).territories
        for code in _codes():
            if code in names:
                keys.setdefault(_key(names[code]), code)
    for alias, codes in get_global("territory_aliases").items():
        if len(alias) == 3 and alias.isalpha() and len(codes) == 1 and codes[0] in _codes():
            keys.setdefault(alias.lower(), codes[0])
    return keys


def _shape(text: str) -> str:
    text = clean_text(text)
    if not text:
        return "empty"
    if any(char.isdigit() for char in text):
        return "text with digits"
    return f"unknown code of {len(text)} letters" if len(text) < 4 and text.isascii() else "unknown word"
