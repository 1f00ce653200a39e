"""Quick draws from a random generator; a million people take dozens each."""

from collections.abc import Sequence
from functools import cache
from random import Random
from typing import TypeVar

Item = TypeVar("Item")


def one_of(rng: Random, items: Sequence[Item]) -> Item:
    """Any of the items, each as likely as the next."""
    return items[int(rng.random() * len(items))]


def filled(rng: Random, pattern: str) -> str:
    """The pattern with a digit for every "#"."""
    template, count = _template(pattern)
    if not count:
        return pattern
    return template % tuple(f"{int(rng.random() * 10**count):0{count}}")


def weighted(text: str) -> tuple[str, ...]:
    """Each word of "word:weight ..." as often as its weight says; draw from it with `one_of`."""
    pairs = (word.partition(":") for word in text.split())
    return tuple(word for word, _, weight in pairs for _ in range(int(weight)))


@cache
def _template(pattern: str) -> tuple[str, int]:
    return pattern.replace("#", "%s"), pattern.count("#")
