"""Sample texts of a sales team."""

import json
from collections import Counter
from datetime import date
from decimal import Decimal
from functools import partial
from random import Random

import pytest

from crm.sample import story

values_of_a_german = partial(story.contact_values, language="de", is_vip=False)

TYPES = {"text", "number", "date", "boolean", "choice", "multiple_choice", "url", "email"}


def drawn(draw, count: int = 500, seed: int = 1) -> list:
    rng = Random(seed)
    return [draw(rng) for _ in range(count)]


def fits(value: object, field: dict) -> bool:
    """Whether the value is one that a field of this type holds."""
    checks = {
        "text": lambda: isinstance(value, str),
        "number": lambda: isinstance(value, int) and not isinstance(value, bool),
        "date": lambda: date.fromisoformat(value).isoformat() == value,
        "boolean": lambda: isinstance(value, bool),
        "choice": lambda: value in field["choices"],
        "multiple_choice": lambda: isinstance(value, list) and set(value) <= set(field["choices"]),
    }
    return checks[field["type"]]()


@pytest.mark.parametrize(
    "draw", [story.activity, story.task_title, story.deal, values_of_a_german, story.company_values]
)
def test_story_of_one_seed_is_the_same(draw):
    assert drawn(draw) == drawn(draw)


def test_activity_kinds_have_their_directions():
    pairs = {(kind, direction) for kind, direction, _, _ in drawn(story.activity)}

    assert pairs == {
        ("call", "inbound"),
        ("call", "outbound"),
        ("email", "inbound"),
        ("email", "outbound"),
        ("meeting", ""),
        ("note", ""),
    }


def test_activity_texts_are_many_and_filled_in():
    texts = [body for _, _, _, body in drawn(story.activity)]

    assert [text for text in texts if not text or "{" in text] == []
    assert len(set(texts)) > 400


def test_activity_subjects_begin_with_a_capital():
    subjects = [subject for _, _, subject, _ in drawn(story.activity) if subject]

    assert [subject for subject in subjects if not subject[0].isupper()] == []


def test_task_titles_are_filled_in():
    titles = drawn(story.task_title)

    assert [title for title in titles if not title or "{" in title or len(title) > 255] == []


def test_deal_amounts_are_positive_with_two_places():
    amounts = [amount for _, amount in drawn(story.deal)]

    assert [amount for amount in amounts if amount <= 0 or amount != amount.quantize(Decimal("0.01"))] == []


def test_most_people_prefer_the_language_of_their_country():
    languages = Counter(values.get("preferred_language") for values in drawn(values_of_a_german))
    del languages[None]

    assert [name for name, _ in languages.most_common(2)] == ["German", "English"]
    assert languages["German"] / languages.total() > 0.8


@pytest.mark.parametrize("is_vip", [True, False])
def test_vip_is_who_is_meant_to_be(is_vip):
    values = drawn(partial(story.contact_values, language="de", is_vip=is_vip))

    assert {value.get("vip", False) for value in values} == {is_vip}
    assert len([value for value in values if value.get("vip")]) == (500 if is_vip else 0)


@pytest.mark.parametrize("fields", [story.CONTACT_FIELDS, story.COMPANY_FIELDS])
def test_fields_have_known_types_and_choices_where_due(fields):
    assert {field["type"] for field in fields} <= TYPES
    assert [field for field in fields if bool(field["choices"]) != field["type"].endswith("choice")] == []


@pytest.mark.parametrize(
    ("draw", "fields"),
    [(values_of_a_german, story.CONTACT_FIELDS), (story.company_values, story.COMPANY_FIELDS)],
)
def test_values_fit_their_fields(draw, fields):
    by_key = {field["key"]: field for field in fields}

    values = [item for drawn_values in drawn(draw) for item in drawn_values.items()]

    assert {key for key, _ in values} == set(by_key)
    assert [(key, value) for key, value in values if not fits(value, by_key[key])] == []


@pytest.mark.parametrize("draw", [values_of_a_german, story.company_values])
def test_values_survive_json(draw):
    values = drawn(draw)

    assert json.loads(json.dumps(values)) == values


@pytest.mark.parametrize("named", [story.TAGS, story.LISTS])
def test_names_are_distinct(named):
    names = [name for name, _ in named]

    assert len(set(names)) == len(names)
