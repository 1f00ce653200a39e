"""What a country lends to its sample people: names, places, number patterns, currency, mail domains."""

from dataclasses import dataclass, field
from functools import cached_property

from crm.sample.romanised import romanised

Name = tuple[str, str]


@dataclass(frozen=True, eq=False)
class Locale:
    """Word lists of one country; in patterns "#" is any digit.

    Domains end in `.example`, which nobody can own, so that no mail to the sample ever reaches anybody:
    https://www.rfc-editor.org/rfc/rfc2606
    """

    country: str
    language: str
    currency: str
    top_domain: str
    women: tuple[str, ...]
    men: tuple[str, ...]
    surnames: tuple[str, ...]
    cities: tuple[tuple[str, str, str], ...]
    streets: tuple[str, ...]
    street_patterns: tuple[str, ...]
    phones: tuple[str, ...]
    mobiles: tuple[str, ...]
    free_mail: tuple[str, ...]
    trades: tuple[str, ...]
    suffixes: tuple[str, ...]
    feminine_endings: tuple[tuple[str, str], ...] = ()
    word_gap: str = " "
    readings: dict[str, str] = field(default_factory=dict)

    def romanised(self, text: str) -> str:
        """The ASCII form of a word: its listed reading, else letter by letter."""
        return self.readings.get(text) or romanised(text, gap="-", umlauts=self.language == "de")

    @cached_property
    def households(self) -> tuple[tuple[tuple[Name, ...], tuple[Name, ...]], ...]:
        """Given names and the surnames agreeing with them, women's, then men's, each with its ASCII."""
        surnames_of_women = tuple(map(self._feminine, self.surnames))
        return (
            (self._named(self.women), self._named(surnames_of_women)),
            (self._named(self.men), self._named(self.surnames)),
        )

    def _named(self, names: tuple[str, ...]) -> tuple[Name, ...]:
        return tuple((name, self.romanised(name).replace("-", "")) for name in names)

    def _feminine(self, surname: str) -> str:
        for masculine, feminine in self.feminine_endings:
            if surname.endswith(masculine):
                return surname.removesuffix(masculine) + feminine
        return surname


def words(text: str) -> tuple[str, ...]:
    """The words of a list; "_" stands for a blank inside a word, ":reading" may follow it."""
    return tuple(word.partition(":")[0].replace("_", " ") for word in text.split())


def readings(*texts: str) -> dict[str, str]:
    """How the words of the lists are read: word to ASCII."""
    pairs = (word.partition(":") for text in texts for word in text.split())
    return {word.replace("_", " "): reading for word, _, reading in pairs if reading}


def cities(text: str) -> tuple[tuple[str, str, str], ...]:
    """City, state and pattern of the postal code from lines of "city | state | pattern"."""
    rows = (line.split("|") for line in text.strip().splitlines())
    return tuple((city.strip(), state.strip(), code.strip()) for city, state, code in rows)
