"""Groups out of pairs."""

from contacts.duplicates.grouping import groups


def test_no_pairs_no_groups():
    assert groups([]) == []


def test_a_pair_is_a_group():
    assert groups([("a", "b", 0.9)]) == [["a", "b"]]


def test_an_improbable_pair_is_none():
    assert groups([("a", "b", 0.3)]) == []


def test_three_who_are_all_alike_are_one_group():
    assert groups([("a", "b", 0.9), ("b", "c", 0.8), ("a", "c", 0.7)]) == [["a", "b", "c"]]


def test_a_chain_is_not_one_group():
    assert groups([("a", "b", 0.9), ("b", "c", 0.8), ("c", "d", 0.9)]) == [["a", "b"], ["c", "d"]]
