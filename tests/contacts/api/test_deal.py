"""Deals and their stages."""

from http import HTTPStatus

import pytest

from contacts.models import Deal, Stage
from tests.contacts.api.client import Api, one
from tests.factories import make_contact, make_deal

pytestmark = pytest.mark.django_db


def stage(name: str) -> str:
    return str(Stage.objects.get(name=name).pk)


def test_amounts_are_exact(api):
    answer = api.post("deals/", {"name": "Machines", "stage": stage("Proposal"), "amount": "1234567890.10"})

    found = answer.json()
    assert (found["amount"], found["currency"], found["amount_base"]) == ("1234567890.10", "EUR", "1234567890.10")
    assert found["probability"] == 40


def test_stage_closes_the_deal_and_opens_it_again(api):
    deal = make_deal(make_contact())

    closed = api.patch(one("deals", deal), {"stage": stage("Won")}).json()
    opened = api.patch(one("deals", deal), {"stage": stage("Proposal")}).json()

    assert [bool(answer["closed_at"]) for answer in (closed, opened)] == [True, False]
    assert opened["version"] == deal.version + 2


def test_unknown_currency_is_a_deal_without_an_amount_in_ours(api):
    answer = api.post("deals/", {"name": "Machines", "stage": stage("Won"), "amount": 5, "currency": "XAU"})

    assert (answer.json()["amount"], answer.json()["amount_base"]) == ("5.00", None)
    assert Deal.objects.get().closed_at is not None


def test_stages_are_known_to_whoever_has_to_do_with_deals(as_rep, outsider):
    answer = as_rep.get("stages/")

    assert [found["name"] for found in answer.json()["results"]] == list(Stage.objects.values_list("name", flat=True))
    assert as_rep.get(f"stages/{stage('Won')}/").json()["outcome"] == "won"
    assert Api(outsider).get("stages/").status_code == HTTPStatus.FORBIDDEN
