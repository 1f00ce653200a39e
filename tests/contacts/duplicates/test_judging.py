"""What the model makes of pairs of profiles."""

from itertools import product

import numpy as np
import pytest

from contacts.duplicates.base import Base
from contacts.duplicates.comparing import Level, phones
from contacts.duplicates.evidence import evidence
from contacts.duplicates.judging import Judged, judge, judged
from contacts.duplicates.model import probability, shipped
from contacts.duplicates.profile import profile
from contacts.duplicates.sentences import otherwise, sentence

ANNA = {"first_name": "Anna", "last_name": "Kowalska", "emails": ["anna.kowalska@gmail.com"], "city": "Oxford"}


def base_of(*people: dict) -> Base:
    return Base((number.to_bytes(16), profile(**values)) for number, values in enumerate(people))


def judgement(one: dict, other: dict) -> Judged:
    return judge(base_of(one, other), np.array([0]), np.array([1]), shipped())


def test_the_same_values_are_one_person():
    assert judgement(ANNA, ANNA).probability[0] > 0.99


def test_nothing_in_common_is_two_people():
    assert judgement(ANNA, {"first_name": "Peter", "last_name": "Wilson", "city": "Bath"}).probability[0] < 0.01


def test_the_order_of_two_makes_no_difference():
    other = ANNA | {"first_name": "Ania", "emails": ["ania@example.com"]}

    assert judgement(ANNA, other).log_odds == pytest.approx(judgement(other, ANNA).log_odds)


def test_reasons_add_up_and_the_weightiest_comes_first():
    found = judgement(ANNA, ANNA | {"first_name": "Peter"})

    [reasons] = found.reasons(np.array([0]))

    weights = [abs(reason.weight) for reason in reasons]
    assert sum(reason.weight for reason in reasons) == pytest.approx(found.log_odds[0], abs=1e-4)
    assert weights == sorted(weights, reverse=True)
    assert {"first name differs", "same e-mail address"} < {reason.text for reason in reasons}


def test_to_agree_never_speaks_against_and_to_differ_never_for():
    weights = shipped().weights

    wrong = {
        name
        for name, weight in weights.items()
        if (name.endswith(" same") and weight < 0) or (name.endswith(" different") and weight > 0)
    }

    assert wrong == set()


def test_the_model_knows_every_feature_it_weighs():
    base = base_of(ANNA, ANNA)
    features = evidence(base.columns, base.frequencies, np.array([0]), np.array([1])).features

    assert set(shipped().weights) - set(features) == set()


def test_every_group_has_something_to_say():
    base = base_of(ANNA, ANNA)
    found = evidence(base.columns, base.frequencies, np.array([0]), np.array([1]))

    told = {group: otherwise(group) for group in found.groups}
    for group, feature in zip(found.groups, found.features, strict=True):
        told[group] = sentence(group, feature) or told[group]

    assert [group for group, text in told.items() if " " not in text] == []


def test_a_large_base_is_judged_chunk_by_chunk_and_from_where_it_stopped(monkeypatch):
    monkeypatch.setattr("contacts.duplicates.judging.CHUNK", 1)
    base = base_of(ANNA, ANNA, {"first_name": "Peter", "last_name": "Wilson", "city": "Bath"}, ANNA)
    pairs = base.pairs()

    chunks = [(each.left.tolist(), each.right.tolist()) for each in judged(base, pairs, shipped())]
    rest = [(each.left.tolist(), each.right.tolist()) for each in judged(base, pairs, shipped(), after=0)]

    assert chunks == [([0, 0], [1, 3]), ([1], [3])]
    assert rest == [([1], [3])]


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        (0, 0, Level.UNKNOWN),
        (12345678, 0, Level.HALF_KNOWN),
        (12345678, 12345678, Level.SAME),
        (12345678, 12345679, Level.TYPO),
        (12345678, 12354678, Level.TYPO),
        (12345678, 12543678, Level.DIFFERENT),
    ],
)
def test_phones(one, other, level):
    assert phones(np.array([one]), np.array([other])).tolist() == [level]


def test_probability_of_even_odds():
    assert probability(np.array([0.0])).tolist() == [0.5]


def test_suffixes_that_differ_speak_against():
    people = [ANNA | {"last_name": f"Kowalska {suffix}".strip()} for suffix in ("Jr", "Sr", "")]
    log_odds = {
        (one, other): judgement(people[one], people[other]).log_odds[0] for one, other in product(range(3), repeat=2)
    }

    assert log_odds[0, 1] < log_odds[0, 2] < log_odds[0, 0]
