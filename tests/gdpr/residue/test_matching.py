"""Looking for all terms at once."""

import base64
import hashlib
import json
from urllib.parse import quote

import pytest

from gdpr.residue.matching import Matcher
from gdpr.residue.terms import terms_of

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
