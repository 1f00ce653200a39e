"""A stream of invented people of a dozen countries, with the gaps and doubles of a real list."""

from collections import deque
from collections.abc import Iterator
from datetime import date
from random import Random

from crm.sample.addresses import Addresses
from crm.sample.companies import Company, company, street_address
from crm.sample.damages import damaged
from crm.sample.draws import filled, one_of
from crm.sample.jobs import JOBS, LEAD_SOURCES, LEAD_STATUSES, LIFECYCLE_STAGES
from crm.sample.locale import Locale
from crm.sample.locales import PERCENT
from crm.sample.person import Person
from crm.sample.story import REMARKS, TAGS

PEOPLE_PER_COMPANY = 12
# How far back the original of a near-duplicate may stand.
RECENT = 500

_HOMES = tuple(locale for locale, percent in PERCENT.items() for _ in range(percent))
_TAG_NAMES = tuple(name for name, _ in TAGS)
_FIRST_BIRTHDAY = date(1950, 1, 1).toordinal()
_BIRTHDAYS = date(2004, 12, 31).toordinal() - _FIRST_BIRTHDAY


def people(count: int, *, seed: int = 1, near_duplicates: float = 0.04) -> Iterator[Person]:
    """So many people, the same for the same arguments; no e-mail address stands twice.

    A share of `near_duplicates` are damaged copies of somebody at most `RECENT` originals before.
    """
    town = _Town(count, Random(seed))
    recent: deque[tuple[Person, Locale]] = deque(maxlen=RECENT)
    for _ in range(count):
        if recent and town.rng.random() < near_duplicates:
            yield town.double(*one_of(town.rng, recent))
        else:
            home = one_of(town.rng, _HOMES)
            person = town.person(home)
            recent.append((person, home))
            yield person


class _Town:
    """Draws people one after the other."""

    def __init__(self, count: int, rng: Random) -> None:
        self.rng = rng
        self._addresses = Addresses()
        self._companies = {
            locale: max(1, count * percent // (100 * PEOPLE_PER_COMPANY)) for locale, percent in PERCENT.items()
        }

    def person(self, home: Locale) -> Person:
        """Somebody new, with about seven in ten employed by a company."""
        rng = self.rng
        given, surnames = one_of(rng, home.households)
        (first, first_ascii), (last, last_ascii) = one_of(rng, given), one_of(rng, surnames)
        person = Person(first, last, email="", country=home.country)
        if rng.random() < 0.7:
            self._employ(person, self._employer(home), f"{first_ascii}.{last_ascii}")
        else:
            person.email = self._private_address(home, first_ascii, last_ascii)
        if person.company and rng.random() < 0.06:
            person.email_2 = self._private_address(home, first_ascii, last_ascii)
        self._settle(person, home)
        self._qualify(person)
        return person

    def double(self, original: Person, home: Locale) -> Person:
        """A near-duplicate of the original under another address."""
        copy = damaged(self.rng, original)
        local, _, domain = original.email.partition("@")
        if self.rng.random() < 0.6:
            domain = one_of(self.rng, home.free_mail)
        copy.email = self._addresses.claim(local.rstrip("0123456789"), domain)
        copy.email_2 = ""
        return copy

    def _employer(self, home: Locale) -> Company:
        # Low numbers come up more often: some companies are large.
        return company(home, int(self._companies[home] * self.rng.random() ** 1.5))

    def _employ(self, person: Person, employer: Company, local: str) -> None:
        person.email = self._addresses.claim(local, employer.domain)
        person.company, person.company_domain = employer.name, employer.domain
        if self.rng.random() < 0.85:
            person.department, person.title = one_of(self.rng, JOBS)
        if self.rng.random() < 0.3:
            person.department = ""
        if self.rng.random() < 0.7:
            person.address_line1, person.postal_code = employer.address_line1, employer.postal_code
        person.city, person.state = employer.city, employer.state

    def _private_address(self, home: Locale, first: str, last: str) -> str:
        local = one_of(self.rng, (f"{first}.{last}", f"{first}{last}", f"{first}_{last}", f"{first[0]}{last}"))
        year = str(50 + int(self.rng.random() * 50)) if self.rng.random() < 0.5 else ""
        return self._addresses.claim(local, one_of(self.rng, home.free_mail), year)

    def _settle(self, person: Person, home: Locale) -> None:
        """Home town, numbers and birthday, as far as they are known."""
        rng = self.rng
        if not person.company and rng.random() < 0.8:
            person.city, person.state, postal_code = one_of(rng, home.cities)
            if rng.random() < 0.75:
                person.address_line1, person.postal_code = street_address(rng, home), filled(rng, postal_code)
        if rng.random() < 0.75:
            person.phone = filled(rng, one_of(rng, home.phones))
        if rng.random() < 0.5:
            person.mobile = filled(rng, one_of(rng, home.mobiles))
        if rng.random() < 0.4:
            person.birth_date = date.fromordinal(_FIRST_BIRTHDAY + int(rng.random() * _BIRTHDAYS)).isoformat()

    def _qualify(self, person: Person) -> None:
        """What the sales team has noted."""
        rng = self.rng
        person.lifecycle_stage = one_of(rng, LIFECYCLE_STAGES)
        if rng.random() < 0.7:
            person.lead_status = one_of(rng, LEAD_STATUSES)
        if rng.random() < 0.8:
            person.lead_source = one_of(rng, LEAD_SOURCES)
        if rng.random() < 0.4:
            person.tags = sorted({one_of(rng, _TAG_NAMES), one_of(rng, _TAG_NAMES)})
        if rng.random() < 0.12:
            person.notes = one_of(rng, REMARKS)
