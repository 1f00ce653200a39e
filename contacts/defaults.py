"""What a new base begins with: words for the choices, stages of a sale, the rate of the base currency."""

from datetime import date
from typing import Any

from django.apps import apps as installed
from django.apps.registry import Apps
from django.conf import settings

from contacts.exceptions import BaseCurrencyChanged

CHOICES = {
    "lifecycle_stage": [
        "subscriber",
        "lead",
        "marketing_qualified_lead",
        "sales_qualified_lead",
        "opportunity",
        "customer",
        "evangelist",
        "other",
    ],
    "lead_status": [
        "new",
        "open",
        "in_progress",
        "open_deal",
        "unqualified",
        "attempted_to_contact",
        "connected",
        "bad_timing",
    ],
    "lead_source": [
        "web",
        "phone_inquiry",
        "partner_referral",
        "purchased_list",
        "trade_fair",
        "organic_search",
        "paid_search",
        "email_marketing",
        "social_media",
        "referral",
        "direct_traffic",
        "offline_sources",
        "advertisement",
        "employee_referral",
        "other",
    ],
}

STAGES = [
    {"name": "Qualification", "probability": 10, "outcome": "open"},
    {"name": "Proposal", "probability": 40, "outcome": "open"},
    {"name": "Negotiation", "probability": 70, "outcome": "open"},
    {"name": "Won", "probability": 100, "outcome": "won"},
    {"name": "Lost", "probability": 0, "outcome": "lost"},
]


THE_BEGINNING = date(1970, 1, 1)


def create_defaults(*, using: str, apps: Apps = installed, **signal: Any) -> None:
    """Fill what is empty after a migration or a flush; what an admin has deleted does not come back."""
    try:
        create_choices(apps.get_model("contacts.FieldChoice").objects.using(using))
        create_stages(apps.get_model("contacts.Stage").objects.using(using))
        create_base_rate(apps.get_model("contacts.ExchangeRate").objects.using(using))
    except LookupError:
        # Migrated back to a time before these tables.
        return


def create_choices(choices: Any) -> None:
    """Give each field of choice that has no word at all its usual ones."""
    filled = set(choices.order_by().values_list("field", flat=True).distinct())
    choices.bulk_create(
        (
            choices.model(field=field, value=value, label=label(value), position=position)
            for field, values in CHOICES.items()
            if field not in filled
            for position, value in enumerate(values)
        ),
        ignore_conflicts=True,
    )


def create_stages(stages: Any) -> None:
    """Make the usual stages where there is none."""
    if not stages.exists():
        stages.bulk_create(
            (stages.model(position=position, **stage) for position, stage in enumerate(STAGES)),
            ignore_conflicts=True,
        )


def create_base_rate(rates: Any) -> None:
    """One unit of the base currency is worth one, and has always been. Raises BaseCurrencyChanged."""
    other = rates.filter(valid_from=THE_BEGINNING, rate=1).exclude(currency=settings.BASE_CURRENCY).first()
    if other:
        raise BaseCurrencyChanged(kept=other.currency, wanted=settings.BASE_CURRENCY)
    rate = rates.model(currency=settings.BASE_CURRENCY, valid_from=THE_BEGINNING, rate=1)
    rates.bulk_create([rate], ignore_conflicts=True)


def label(value: str) -> str:
    """The word as people say it: phone_inquiry becomes “Phone inquiry”."""
    return value.replace("_", " ").capitalize()
