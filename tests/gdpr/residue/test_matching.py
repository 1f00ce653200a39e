"""Looking for all terms at once."""

import base64
import hashlib
import json
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdpr.residue.matching import Matcher
from gdpr.residue.terms import terms_of

ENCODINGS: list[Callable[[str], str]] = [
    json.dumps,
    quote,
    lambda text: "".join(f"&#{ord(character)};" for character in text),
    lambda text: base64.b64encode(text.encode()).decode(),
    lambda text: text.encode().hex(),
]
TERMS = terms_of(["Zoë Ångström", "zoe@example.com", "+49 30 1234567"])
MATCHER = Matcher(TERMS)
ZOE, ADDRESS, NUMBER = TERMS


def test_nothing_is_found_in_nothing():
    assert MATCHER.found(b"") == []


def test_all_terms_are_found_at_once():
    data = "030 1234567, Zoë Ångström <zoe@example.com>".encode()

    assert MATCHER.found(data) == [ZOE, ADDRESS, NUMBER]


def test_words_apart_are_not_the_term():
    assert MATCHER.found("Zoë\tand\tÅngström".encode()) == []


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("Zoë Ångström", "as written"),
        ("ZOE ANGSTROM", "other spelling"),
        (json.dumps("Zoë Ångström"), "as written in JSON escapes"),
        (quote(json.dumps("Zoë Ångström")), "as written in JSON escapes in URL encoding"),
        (base64.b64encode("ZOË Ångström".encode()).decode(), "other spelling in base64"),
    ],
)
def test_shape_tells_how_the_term_is_hidden(text, shape):
    assert MATCHER.shape(text.encode(), ZOE) == shape


@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha256"])
@pytest.mark.parametrize("form", ["zoe@example.com", "ZOE@EXAMPLE.COM"])
def test_hash_of_the_term_is_found(algorithm, form):
    digest = hashlib.new(algorithm, form.encode())

    for text in (digest.hexdigest().upper().encode(), base64.b64encode(digest.digest())):
        assert (MATCHER.found(text), MATCHER.shape(text, ADDRESS)) == ([ADDRESS], algorithm)


@pytest.mark.parametrize("form", ["+49301234567", "49301234567"])
def test_hash_of_the_canonical_form_of_a_number_is_found(form):
    assert MATCHER.found(hashlib.sha256(form.encode()).hexdigest().encode()) == [NUMBER]


def test_shape_of_what_is_not_there_is_left_open():
    assert MATCHER.shape(b"nobody", ZOE) == "several layers"


@given(st.text(" .,;:-\n\t'\"<>0123", max_size=40), st.lists(st.sampled_from(ENCODINGS), max_size=2))
def test_term_is_found_in_any_coding_of_any_coding(around, encodings):
    text = f"{around}Zoë Ångström{around}"
    for encode in encodings:
        text = encode(text)

    assert MATCHER.found(f"{around}{text}{around}".encode()) == [ZOE]


@given(st.binary(max_size=2_000))
def test_any_bytes_can_be_looked_into(data):
    assert MATCHER.found(data) == []
