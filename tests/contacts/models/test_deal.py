"""Deals, and what their amounts are worth."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from contacts.models import Deal, ExchangeRate, Stage
from tests.factories import booked, make_contact, make_deal

pytestmark = pytest.mark.django_db

JANUARY, JULY = date(2026, 1, 1), date(2026, 7, 1)


@pytest.fixture
def contact(db):
    return make_contact()


@pytest.fixture
def won(db):
    return Stage.objects.get(name="Won")


def make_rate(currency: str, valid_from: date, rate: str) -> ExchangeRate:
    return ExchangeRate.objects.create(currency=currency, valid_from=valid_from, rate=rate)


def worth(deal: Deal) -> Decimal | None:
    deal.refresh_from_db()
    return deal.amount_base


def test_deal_without_an_amount_is_worth_nothing_known(contact):
    assert worth(make_deal(contact)) is None


def test_deal_in_a_currency_without_a_rate_is_worth_nothing_known(contact):
    assert worth(make_deal(contact, amount=100, currency="USD")) is None


def test_deal_in_the_base_currency_is_worth_its_amount(contact):
    assert worth(make_deal(contact, amount="99.50")) == Decimal("99.50")


def test_deal_that_is_open_follows_the_newest_rate(contact):
    make_rate("USD", JANUARY, "0.8")
    make_rate("USD", datetime.now(UTC).date(), "0.9")

    assert worth(make_deal(contact, amount=100, currency="USD")) == Decimal("90.00")


def test_rate_of_days_to_come_does_not_count_yet(contact):
    make_rate("USD", JANUARY, "0.8")
    make_rate("USD", datetime.now(UTC).date() + timedelta(days=2), "0.9")

    assert worth(make_deal(contact, amount=100, currency="USD")) == Decimal("80.00")


def test_deal_that_is_closed_follows_the_rate_of_its_day(contact, won):
    make_rate("USD", JANUARY, "0.8")
    make_rate("USD", JULY, "0.9")
    closed_at = datetime(2026, 6, 30, 12, tzinfo=UTC)

    deal = make_deal(contact, amount=100, currency="USD", stage=won, closed_at=closed_at)

    assert worth(deal) == Decimal("80.00")


def test_deal_of_a_day_before_all_rates_is_worth_nothing_known(contact, won):
    make_rate("USD", JULY, "0.9")

    deal = make_deal(contact, amount=100, currency="USD", stage=won, closed_at=datetime(2026, 6, 30, tzinfo=UTC))

    assert worth(deal) is None


def test_amount_that_changes_is_valued_anew(contact):
    deal = make_deal(contact, amount=100)

    with booked():
        Deal.objects.update(amount=200)

    assert worth(deal) == Decimal("200.00")


def test_rate_of_another_currency_changes_nothing(contact):
    make_rate("USD", JANUARY, "0.8")
    deal = make_deal(contact, amount=100, currency="USD")

    make_rate("GBP", JULY, "1.2")

    assert worth(deal) == Decimal("80.00")


def test_rate_that_arrives_later_values_the_deals(contact):
    deal = make_deal(contact, amount=100, currency="USD")

    make_rate("USD", JANUARY, "0.8")

    assert worth(deal) == Decimal("80.00")


def test_rate_that_is_corrected_values_the_deals_anew(contact):
    make_rate("USD", JANUARY, "0.8")
    deal = make_deal(contact, amount=100, currency="USD")

    ExchangeRate.objects.filter(currency="USD").update(rate="0.5")

    assert worth(deal) == Decimal("50.00")


def test_rate_that_was_another_currency_s_values_the_deals_of_both(contact):
    make_rate("USD", JANUARY, "1.2")
    dollars = make_deal(contact, amount=100, currency="USD")
    pounds = make_deal(contact, amount=100, currency="GBP")

    ExchangeRate.objects.filter(currency="USD").update(currency="GBP")

    assert (worth(dollars), worth(pounds)) == (None, Decimal("120.00"))


def test_rate_that_is_deleted_leaves_the_one_before_it(contact):
    make_rate("USD", JANUARY, "0.8")
    make_rate("USD", JULY, "0.9")
    deal = make_deal(contact, amount=100, currency="USD")

    ExchangeRate.objects.filter(currency="USD", valid_from=JULY).delete()

    assert worth(deal) == Decimal("80.00")


def test_value_that_follows_a_rate_is_no_new_version(contact):
    deal = make_deal(contact, amount=100, currency="USD")

    make_rate("USD", JANUARY, "0.8")
    deal.refresh_from_db()

    assert (deal.version, deal.pgh_event_model.objects.count()) == (1, 1)


def test_deal_that_is_open_has_no_closing_date(contact):
    deal = make_deal(contact, closed_at=datetime(2026, 6, 30, tzinfo=UTC))

    assert deal.closed_at is None


def test_deal_that_is_won_is_dated_and_certain(contact, won):
    deal = make_deal(contact, stage=won)

    assert (deal.closed_at is None, deal.probability) == (False, 100)


def test_deal_that_is_reopened_loses_its_closing_date(contact, won):
    deal = make_deal(contact, stage=won)

    with booked():
        deal.stage = Stage.objects.get(name="Negotiation")
        deal.save()

    assert deal.closed_at is None


def test_probability_proposed_by_the_stage_can_be_overruled(contact):
    proposed, overruled = make_deal(contact), make_deal(contact, probability=0)

    assert (proposed.probability, overruled.probability) == (10, 0)


def test_currency_that_is_no_code_is_refused(contact):
    with pytest.raises(IntegrityError, match="deal_currency_code"):
        make_deal(contact, currency="eur")


def test_rate_of_nothing_is_refused():
    with pytest.raises(IntegrityError, match="rate_positive"), transaction.atomic():
        make_rate("USD", JANUARY, "0")
