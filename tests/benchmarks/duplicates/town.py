"""Invented people who are hard to tell apart: families, namesakes, father and son, colleagues on one switchboard."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from crm.sample.draws import filled, one_of
from crm.sample.jobs import JOBS
from crm.sample.locale import Locale
from crm.sample.romanised import romanised

ROLES = ("info", "office", "sales", "contact", "kontakt", "hello", "admin", "service", "mail")
FREE_MAIL = ("gmail.com", "gmail.com", "gmail.com", "yahoo.com", "outlook.com", "hotmail.com", "icloud.com", "gmx.net")
_FIRST_BIRTHDAY = date(1940, 1, 1).toordinal()
_BIRTHDAYS = date(2006, 12, 31).toordinal() - _FIRST_BIRTHDAY
_GROUPS = ("Holding", "Group", "Partners", "Solutions", "Services", "International")


@dataclass(frozen=True, slots=True)
class Entry:
    """One person as a list knows them; "" where it knows nothing."""

    home: Locale
    first_name: str
    last_name: str
    email: str = ""
    email_2: str = ""
    phone: str = ""
    mobile: str = ""
    company: str = ""
    title: str = ""
    street: str = ""
    city: str = ""
    postal_code: str = ""
    country: str = ""
    birth_date: str = ""


@dataclass(frozen=True, slots=True)
class Employer:
    """A company: with a switchboard and a mailbox for all, or without."""

    name: str
    domain: str
    phone: str
    street: str
    city: str
    postal_code: str


class Town:
    """Draws people of some countries; about `size` of them are meant to be drawn."""

    def __init__(self, locales: Sequence[Locale], size: int, rng: Random) -> None:
        self.rng = rng
        self.homes = locales
        self._employers = {
            home: [self._employer(home) for _ in range(size // (9 * len(locales)) + 3)] for home in locales
        }

    def people(self) -> Iterator[Entry]:
        """People without end; families follow one another."""
        while True:
            home, kind = one_of(self.rng, self.homes), self.rng.random()
            person = self.person(home)
            yield person
            if kind < 0.08:
                yield from self._family(person)
            elif kind < 0.11:
                son = self._namesake_of_family(person)
                yield son
                if son.last_name.endswith("r") and self.rng.random() < 0.5:
                    yield replace(
                        son, last_name=f"{person.last_name} Sr", birth_date=person.birth_date, title=person.title
                    )
            elif kind < 0.125:
                yield self._namesake(person)

    def person(self, home: Locale) -> Entry:
        """Somebody, as far as they are known."""
        rng = self.rng
        person = Entry(home, self.first_name(home), self.last_name(home), country=home.country)
        if rng.random() < 0.68:
            person = self.employed(person)
        elif rng.random() < 0.8:
            person = replace(person, email=self.private_address(person))
        if rng.random() < 0.62 and not person.phone:
            person = replace(person, phone=filled(rng, one_of(rng, home.phones)))
        if rng.random() < 0.25:
            person = replace(person, mobile=filled(rng, one_of(rng, home.mobiles)))
        if rng.random() < 0.55 and not person.street:
            person = self.moved(person)
        elif rng.random() < 0.6:
            person = replace(person, city=one_of(rng, home.cities)[0])
        if rng.random() < 0.35:
            day = date.fromordinal(_FIRST_BIRTHDAY + int(rng.random() * _BIRTHDAYS))
            person = replace(person, birth_date=day.isoformat())
        return person

    def first_name(self, home: Locale) -> str:
        """A given name: mostly a common one."""
        names = home.women if self.rng.random() < 0.5 else home.men
        name = names[int(len(names) * self.rng.random() ** 1.4)]
        if self.rng.random() < 0.05:
            return f"{name} {one_of(self.rng, names)}"
        return name if self.rng.random() < 0.8 else self._blended(name, one_of(self.rng, names))

    def last_name(self, home: Locale) -> str:
        """A surname: some are common, most are not."""
        rng, names = self.rng, home.surnames
        common = names[int(len(names) * rng.random() ** 1.6)]
        kind = rng.random()
        if kind < 0.4:
            return common
        if kind < 0.46:
            return f"{common}-{one_of(rng, names)}"
        if kind < 0.50 and home.language in ("es", "pt"):
            return f"{common} {one_of(rng, names)}"
        return self._blended(one_of(rng, names), one_of(rng, names))

    def employed(self, person: Entry) -> Entry:
        """The person with another job."""
        rng, company = self.rng, one_of(self.rng, self._employers[person.home])
        kind = rng.random()
        email = self._user(person) + "@" + company.domain
        if kind < 0.05:
            email = f"{one_of(rng, ROLES)}@{company.domain}"
        elif kind < 0.15:
            email = self.private_address(person)
        elif kind < 0.3:
            email = ""
        person = replace(person, company=company.name, email=email, title=one_of(rng, JOBS)[1])
        if rng.random() < 0.12:
            person = replace(person, email_2=self.private_address(person))
        if company.phone and rng.random() < 0.5:
            person = replace(person, phone=company.phone)
        if rng.random() < 0.3:
            person = replace(person, street=company.street, city=company.city, postal_code=company.postal_code)
        return person

    def moved(self, person: Entry) -> Entry:
        """The person with another postal address."""
        rng, home = self.rng, person.home
        city, _, code = one_of(rng, home.cities)
        number = 1 + int(rng.random() ** 2 * 1500)
        street = one_of(rng, home.street_patterns).format(street=one_of(rng, home.streets), number=number)
        return replace(person, street=street, city=city, postal_code=filled(rng, code))

    def private_address(self, person: Entry) -> str:
        """An address at one of the large providers."""
        year = f"{int(self.rng.random() * 100):02}" if self.rng.random() < 0.45 else ""
        return f"{self._user(person)}{year}@{one_of(self.rng, FREE_MAIL)}"

    def _user(self, person: Entry) -> str:
        first, last = (ascii_of(person.home, name) for name in (person.first_name, person.last_name))
        patterns = (f"{first}.{last}", f"{first}{last}", f"{first[:1]}{last}", f"{first[:1]}.{last}", f"{last}.{first}",
                    f"{first}_{last}", f"{first}{last[:1]}")  # fmt: skip
        return one_of(self.rng, patterns)

    def _family(self, person: Entry) -> Iterator[Entry]:
        """Who lives with the person: the same surname, address, telephone, sometimes mailbox."""
        if not person.street:
            person = self.moved(person)
        for _ in range(1 + int(self.rng.random() * 3)):
            other = replace(
                self.person(person.home),
                last_name=person.last_name,
                street=person.street,
                city=person.city,
                postal_code=person.postal_code,
            )
            if self.rng.random() < 0.75:
                other = replace(other, phone=person.phone)
            kind = self.rng.random()
            if kind < 0.3:
                other = replace(other, email=person.email)
            elif other.email:
                other = replace(other, email=self.private_address(other))
            yield other

    def _namesake_of_family(self, person: Entry) -> Entry:
        """Father and son, mother and daughter: told apart by a suffix, or by nothing but birthday and address."""
        suffix = one_of(self.rng, (" Jr", " Jr.", " II", " Sr", "", ""))
        other = replace(self.person(person.home), first_name=person.first_name, last_name=person.last_name + suffix)
        if self.rng.random() < 0.7:
            other = replace(other, street=person.street, city=person.city, postal_code=person.postal_code)
        return replace(other, phone=person.phone) if self.rng.random() < 0.5 else other

    def _namesake(self, person: Entry) -> Entry:
        """A stranger of the same name, somewhere else."""
        other = self.person(person.home)
        return replace(other, first_name=person.first_name, last_name=person.last_name)

    def _employer(self, home: Locale) -> Employer:
        rng = self.rng
        first = one_of(rng, home.surnames) if rng.random() < 0.5 else self._blended(*rng.sample(home.surnames, 2))
        name = f"{first}{home.word_gap}{one_of(rng, home.trades)}"
        if rng.random() < 0.2:
            name = f"{name} {one_of(rng, _GROUPS)}"
        city, _, code = one_of(rng, home.cities)
        number = 1 + int(rng.random() * 300)
        street = one_of(rng, home.street_patterns).format(street=one_of(rng, home.streets), number=number)
        domain = f"{ascii_of(home, name)}{int(rng.random() * 90) or ''}.{home.top_domain.partition('.')[0]}"
        phone = filled(rng, one_of(rng, home.phones)) if rng.random() < 0.4 else ""
        return Employer(f"{name} {one_of(rng, home.suffixes)}", domain, phone, street, city, filled(rng, code))

    def _blended(self, one: str, other: str) -> str:
        """A name that nobody has listed: the beginning of one, the end of another."""
        return one[: (len(one) + 1) // 2] + other[len(other) // 2 :].lower()


def ascii_of(home: Locale, text: str) -> str:
    """How the text would stand in an e-mail address."""
    return home.readings.get(text) or romanised(text, umlauts=home.language == "de")
