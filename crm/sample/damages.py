"""How one person comes to stand in a list twice: the usual small damages to a record."""

import re
from collections.abc import Callable
from dataclasses import replace
from random import Random

from crm.sample.draws import one_of
from crm.sample.locales import LOCALES
from crm.sample.person import Person
from crm.sample.romanised import without_accents

_NICKNAMES = """
    Robert:Bob William:Bill Richard:Dick James:Jim John:Jack Michael:Mike Thomas:Tom Charles:Charlie
    Daniel:Dan Matthew:Matt Anthony:Tony Joseph:Joe Christopher:Chris Steven:Steve Andrew:Andy Joshua:Josh
    Kenneth:Ken Timothy:Tim Edward:Ed Benjamin:Ben Samuel:Sam Nicholas:Nick Elizabeth:Liz Patricia:Pat
    Jennifer:Jenny Barbara:Barb Jessica:Jess Susan:Sue Margaret:Peggy Deborah:Debbie Stephanie:Steph
    Rebecca:Becky Kimberly:Kim Katherine:Kate Victoria:Vicky Eleanor:Ellie Alexander:Alex Katharina:Kathi
    Stefanie:Steffi Johannes:Hannes Maximilian:Max Wolfgang:Wolfi Sebastian:Basti Franziska:Franzi
    Susanne:Susi Philippe:Phil Frédéric:Fred Catherine:Cathy Isabelle:Isa Francisco:Paco José:Pepe
    Dolores:Lola Concepción:Concha Francesca:Franca Giuseppe:Beppe Alessandro:Sandro Salvatore:Totò
    Katarzyna:Kasia Małgorzata:Gosia Agnieszka:Aga Krzysztof:Krzysiek Andrzej:Jędrek Tomasz:Tomek
    Mehmet:Memo Mustafa:Musti Fernanda:Nanda Gabriela:Gabi Eduardo:Edu Leonardo:Léo Κωνσταντίνος:Κώστας
    Γεώργιος:Γιώργος Δημήτριος:Δημήτρης Ιωάννης:Γιάννης Νικόλαος:Νίκος Αικατερίνη:Κατερίνα Олександр:Сашко
    Володимир:Вова Михайло:Мишко Катерина:Катя Анастасія:Настя Наталія:Наталка 健太:けんた 美咲:みさき
"""
_NICKNAME_OF = dict(pair.split(":") for pair in _NICKNAMES.split())
_SUFFIXES = sorted({suffix for locale in LOCALES for suffix in locale.suffixes}, key=len, reverse=True)


def damaged(rng: Random, person: Person) -> Person:
    """A copy of the person with one or two damages; the e-mail address stays."""
    copy = replace(person, tags=list(person.tags))
    wanted = 1 if rng.random() < 0.6 else 2
    for damage in rng.sample(_DAMAGES, len(_DAMAGES)):
        if wanted and damage(rng, copy):
            wanted -= 1
    return copy


def _mistype(rng: Random, person: Person) -> bool:
    field = "last_name" if rng.random() < 0.6 else "first_name"
    return _set(person, field, _mistyped(rng, getattr(person, field)))


def _mistyped(rng: Random, name: str) -> str:
    if len(name) < 3:
        return name
    at = 1 + int(rng.random() * (len(name) - 2))
    before, here, following, after = name[:at], name[at], name[at + 1], name[at + 2 :]
    return one_of(
        rng,
        (
            f"{before}{following}{here}{after}",
            f"{before}{following}{after}",
            f"{before}{here}{here}{following}{after}",
        ),
    )


def _shorten_first_name(rng: Random, person: Person) -> bool:
    return _set(person, "first_name", _NICKNAME_OF.get(person.first_name, person.first_name))


def _reformat_phone(rng: Random, person: Person) -> bool:
    field = "phone" if person.phone else "mobile"
    number = getattr(person, field)
    if not number:
        return False
    plain = re.sub(r"[^\d+]", "", number.replace("(0)", ""))
    grouped = " ".join(re.findall(r"\+?\d{2,3}(?!\d$)|\d+", plain))
    variants = [text for text in (plain, plain.replace("+", "00"), grouped) if text != number]
    return _set(person, field, one_of(rng, variants))


def _drop_company_suffix(rng: Random, person: Person) -> bool:
    for suffix in _SUFFIXES:
        if person.company.endswith(f" {suffix}"):
            return _set(person, "company", person.company.removesuffix(f" {suffix}"))
    return False


def _swap_names(rng: Random, person: Person) -> bool:
    person.first_name, person.last_name = person.last_name, person.first_name
    return True


def _lose_accents(rng: Random, person: Person) -> bool:
    changed = [
        _set(person, field, without_accents(getattr(person, field)))
        for field in ("first_name", "last_name", "address_line1", "city")
    ]
    return any(changed)


def _set(person: Person, field: str, value: str) -> bool:
    changed = value != getattr(person, field)
    setattr(person, field, value)
    return changed


_DAMAGES: tuple[Callable[[Random, Person], bool], ...] = (
    _mistype,
    _shorten_first_name,
    _reformat_phone,
    _drop_company_suffix,
    _swap_names,
    _lose_accents,
)
