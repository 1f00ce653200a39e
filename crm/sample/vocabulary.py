"""What a team sets up before it enters its contacts: colleagues, tags, lists, custom fields, exchange rates."""

from datetime import date
from decimal import Decimal
from itertools import islice
from random import Random

from django.conf import settings
from django.utils import timezone

from contacts.models import ContactList, CustomField, ExchangeRate, Tag
from crm.models import Team, User
from crm.sample.story import COMPANY_FIELDS, CONTACT_FIELDS, LISTS, TAGS

COLLEAGUES = {
    "Sales North": ("Mara Lindqvist", "Jonas Weber", "Agnieszka Nowak"),
    "Sales South": ("Elif Demir", "Tomás García", "Chloé Martin"),
}
# What one unit was worth in euros.
RATES = {"EUR": 1.0, "USD": 0.92, "GBP": 1.17, "PLN": 0.233, "JPY": 0.0061, "TRY": 0.026, "BRL": 0.165, "UAH": 0.021}
RATE_MONTHS = 36


def create_colleagues() -> None:
    """People of two sales teams, who own records and cannot log in."""
    for team_name, names in COLLEAGUES.items():
        team, _ = Team.objects.get_or_create(name=team_name)
        for name in names:
            first, last = name.split()
            given = {"first_name": first, "last_name": last, "team": team, "is_staff": True, "password": "!"}
            User.objects.get_or_create(username=f"{first[0]}{last}".lower(), defaults=given)


def create_vocabulary() -> None:
    """Tags with their colours, lists without members, custom fields; what the team has already stays as it is."""
    tags = (Tag(name=name, colour=colour) for name, colour in TAGS)
    lists = (ContactList(name=name, description=text) for name, text in LISTS)
    fields = (
        CustomField(subject=subject, position=position, **field)
        for subject, fields in (("contact", CONTACT_FIELDS), ("company", COMPANY_FIELDS))
        for position, field in enumerate(fields)
    )
    Tag.objects.bulk_create(tags, ignore_conflicts=True)
    ContactList.objects.bulk_create(lists, ignore_conflicts=True)
    CustomField.objects.bulk_create(fields, ignore_conflicts=True)


def create_rates(*, today: date | None = None, seed: int = 1) -> None:
    """A rate a month for each currency of the sample, drifting a little; a rate that is known stays."""
    rng = Random(seed)
    base = RATES.get(settings.BASE_CURRENCY, 1.0)
    days = list(islice(_months_back(today or timezone.localdate()), RATE_MONTHS))
    rates = (
        ExchangeRate(currency=currency, valid_from=day, rate=_drifted(rng, euros / base))
        for currency, euros in RATES.items()
        if currency != settings.BASE_CURRENCY
        for day in days
    )
    ExchangeRate.objects.bulk_create(rates, ignore_conflicts=True)


def _months_back(day: date):
    """The first days of the month of `day` and of all months before it."""
    year, month = day.year, day.month
    while True:
        yield date(year, month, 1)
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)


def _drifted(rng: Random, rate: float) -> Decimal:
    return Decimal(str(round(rate * rng.uniform(0.97, 1.03), 8)))
