"""Who is compared with whom."""

from contacts.duplicates.blocks import MOST, Blocks
from contacts.duplicates.keys import Kind


def key(kind: Kind, number: int) -> int:
    return number << 4 | kind


def met(blocks: Blocks) -> list[tuple[int, int]]:
    found = blocks.pairs()
    return list(zip(found.left.tolist(), found.right.tolist(), strict=True))


def test_no_keys_no_pairs():
    assert met(Blocks()) == []


def test_who_shares_a_key_is_compared_once():
    blocks = Blocks()
    for row, own in enumerate(([1, 2], [1, 2], [3], [2])):
        blocks.add(row, [key(Kind.NAMES, number) for number in own])

    assert met(blocks) == [(0, 1), (0, 3), (1, 3)]


def test_keys_of_two_kinds_are_not_alike():
    blocks = Blocks()
    blocks.add(0, [key(Kind.NAMES, 1)])
    blocks.add(1, [key(Kind.PHONE, 1)])

    assert met(blocks) == []


def test_of_a_common_key_two_have_to_be_shared_and_who_has_one_is_counted():
    blocks = Blocks()
    for row in range(MOST + 1):
        blocks.add(row, [key(Kind.NAMES, 1), *([key(Kind.MAIL, 2)] if row < 2 else [])])
    for row in range(MOST + 1, 2 * MOST + 2):
        blocks.add(row, [key(Kind.MAIL, 2)])

    found = blocks.pairs()

    assert list(zip(found.left.tolist(), found.right.tolist(), strict=True)) == [(0, 1)]
    assert (found.common, found.unmet) == ({"names": 1, "mail": 1}, 2 * MOST)


def test_counts_are_those_of_the_commonest_key():
    blocks = Blocks()
    for row, own in enumerate(([1, 2], [1], [1], [])):
        blocks.add(row, [key(Kind.MAIL, number) for number in own])

    assert blocks.counts(Kind.MAIL, 4).tolist() == [3, 3, 3, 1]
