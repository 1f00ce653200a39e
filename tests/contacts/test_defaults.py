"""What a new base begins with."""

from datetime import date
from decimal import Decimal

import pytest
from django.apps.registry import Apps
from django.core.management.sql import emit_post_migrate_signal

from contacts.defaults import create_defaults
from contacts.models import ExchangeRate, FieldChoice, Stage

pytestmark = pytest.mark.django_db


def migrate_again() -> None:
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")


def labels(field: str) -> list[str]:
    return list(FieldChoice.objects.filter(field=field).values_list("label", flat=True))


def test_defaults_wait_for_their_tables(django_assert_num_queries):
    with django_assert_num_queries(0):
        create_defaults(using="default", apps=Apps())


def test_defaults_are_not_made_twice():
    migrate_again()

    assert (FieldChoice.objects.count(), Stage.objects.count(), ExchangeRate.objects.count()) == (31, 5, 1)


def test_new_base_has_the_usual_words_in_their_order():
    assert labels("lifecycle_stage") == [
        "Subscriber",
        "Lead",
        "Marketing qualified lead",
        "Sales qualified lead",
        "Opportunity",
        "Customer",
        "Evangelist",
        "Other",
    ]
    assert labels("lead_status")[:3] == ["New", "Open", "In progress"]
    assert labels("lead_source")[:2] == ["Web", "Phone inquiry"]


def test_new_base_has_stages_from_first_talk_to_outcome():
    stages = Stage.objects.values_list("name", "probability", "outcome")

    assert list(stages) == [
        ("Qualification", 10, "open"),
        ("Proposal", 40, "open"),
        ("Negotiation", 70, "open"),
        ("Won", 100, "won"),
        ("Lost", 0, "lost"),
    ]


def test_base_currency_is_worth_itself(settings):
    rates = ExchangeRate.objects.values_list("currency", "valid_from", "rate")

    assert list(rates) == [(settings.BASE_CURRENCY, date(1970, 1, 1), Decimal(1))]


def test_word_and_stage_that_an_admin_deleted_do_not_come_back():
    FieldChoice.objects.filter(field="lead_status", value="bad_timing").delete()
    Stage.objects.filter(name="Proposal").delete()

    migrate_again()

    assert (len(labels("lead_status")), Stage.objects.count()) == (7, 4)


def test_label_that_an_admin_changed_stays():
    FieldChoice.objects.filter(value="lead").update(label="Prospect")

    migrate_again()

    assert labels("lifecycle_stage")[1] == "Prospect"


def test_field_without_any_word_gets_the_usual_ones():
    FieldChoice.objects.filter(field="lead_status").delete()

    migrate_again()

    assert len(labels("lead_status")) == 8


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["before", "after"])
def test_defaults_survive_a_flush(time):
    assert (FieldChoice.objects.count(), Stage.objects.count(), ExchangeRate.objects.count()) == (31, 5, 1)
