"""What speaks for and against a pair, for people."""

import math
from dataclasses import dataclass

from contacts.duplicates.model import shipped
from contacts.models import DuplicatePair

# What the model adds to every pair alike, or draws from all the others together.
NOT_TELLING = {"together", "base", "rarity"}
SHOWN = 3


@dataclass(frozen=True)
class Bar:
    """One reason, its weight, and how long its bar is, in per cent of the longest."""

    text: str
    weight: float
    length: int

    @property
    def is_for(self) -> bool:
        """Whether it speaks for one person."""
        return self.weight > 0

    @property
    def told(self) -> str:
        """The weight, with its sign."""
        return signed(self.weight)


def bars(pair: DuplicatePair) -> list[Bar]:
    """All reasons of the pair, the weightiest first."""
    longest = max((abs(weight) for _, _, weight in pair.reasons), default=1)
    return [Bar(text, weight, round(100 * abs(weight) / longest)) for _, text, weight in pair.reasons]


def weightiest(pair: DuplicatePair) -> list[tuple[str, str]]:
    """The first few reasons that say something about these two, with their weights."""
    telling = [(text, weight) for group, text, weight in pair.reasons if group not in NOT_TELLING]
    return [(text, signed(weight)) for text, weight in sorted(telling, key=lambda each: -abs(each[1]))[:SHOWN]]


def log_odds(pair: DuplicatePair) -> str:
    """What the weights add up to."""
    return signed(sum(weight for _, _, weight in pair.reasons))


def percent(probability: float) -> str:
    """A probability for people, rounded down: nothing is ever certain."""
    return "> 99.9 %" if probability > 0.999 else f"{math.floor(probability * 1000) / 10:.1f} %"


def is_likely(pair: DuplicatePair) -> bool:
    """Whether the model takes the two for one person."""
    return pair.probability >= shipped().threshold


def signed(weight: float) -> str:
    """A number with its sign, as one prints it."""
    return f"{weight:+.1f}".replace("-", "−")
