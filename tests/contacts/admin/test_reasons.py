"""What speaks for and against a pair, for people."""

import pytest

from contacts.admin.reasons import Bar, bars, is_likely, log_odds, percent, weightiest
from contacts.duplicates.model import shipped
from contacts.models import DuplicatePair

REASONS = [["together", "how much", 4.0], ["phone", "same phone", 2.0], ["e-mail", "differs", -3.0], ["base", "b", 0.5]]


def pair(**fields) -> DuplicatePair:
    return DuplicatePair(**{"reasons": REASONS} | fields)


def test_pair_without_reasons_has_no_bars():
    assert (bars(pair(reasons=[])), weightiest(pair(reasons=[])), log_odds(pair(reasons=[]))) == ([], [], "+0.0")


def test_bars_are_as_long_as_their_weights():
    shown = bars(pair())

    assert shown[:2] == [Bar("how much", 4.0, 100), Bar("same phone", 2.0, 50)]
    assert [(bar.told, bar.is_for) for bar in shown] == [
        ("+4.0", True),
        ("+2.0", True),
        ("−3.0", False),
        ("+0.5", True),
    ]


def test_weightiest_reasons_are_those_that_say_something_of_the_two():
    assert weightiest(pair()) == [("differs", "−3.0"), ("same phone", "+2.0")]


def test_weights_add_up():
    assert log_odds(pair()) == "+3.5"


@pytest.mark.parametrize(
    ("probability", "told"),
    [(0.5, "50.0 %"), (0.98999, "98.9 %"), (0.999, "99.9 %"), (0.99901, "> 99.9 %"), (1, "> 99.9 %")],
)
def test_probability_is_never_certain(probability, told):
    assert percent(probability) == told


def test_pair_is_likely_from_the_threshold_of_the_model():
    threshold = shipped().threshold

    assert [is_likely(pair(probability=threshold - gap)) for gap in (0, 0.001)] == [True, False]
