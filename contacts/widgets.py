"""How cells of spreadsheets are read and written, one widget for each kind of column."""

import csv
import datetime
import io
import re
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from import_export.widgets import Widget

from contacts import normalize

# Google joins labels by " ::: "; most other products use a comma, a semicolon or a bar.
SEPARATORS = re.compile(r"\s*(?::::|[;,|\n])\s*")
NUMBER_SEPARATORS = re.compile(r"\s*(?::::|[;|\n])\s*")
# Google's own groups, which every exported contact carries.
SYSTEM_LABEL = re.compile(r"^\* ")


class Doubtful(ValueError):
    """A cell that was not understood. `kept` is what can be stored of it nevertheless, None for nothing."""

    def __init__(self, value_class: str, reason: str, kept: Any = None) -> None:
        super().__init__(reason)
        self.value_class = value_class
        self.reason = reason
        self.kept = kept


class CellWidget(Widget):
    """Reads one cell: None for a blank one, raises `Doubtful` for one that cannot be understood."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = normalize.clean_text(value) if isinstance(value, str) else value
        return None if text in ("", None) else self.read(text)

    def read(self, text: str) -> Any:
        """The value of a cell that is not blank."""
        return text

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)


class IdWidget(CellWidget):
    """One of our own ids."""

    def read(self, text: str) -> str:
        try:
            return str(UUID(text))
        except ValueError:
            raise Doubtful("no id of ours", "This is not one of our ids.") from None


class TextWidget(CellWidget):
    """Text of a limited length; longer text is cut."""

    def __init__(self, max_length: int = 0) -> None:
        self.max_length = max_length
        super().__init__()

    def read(self, text: str) -> str:
        if self.max_length and len(text) > self.max_length:
            reason = f"The text is longer than {self.max_length} characters; the rest was left out."
            raise Doubtful(f"{len(text)} characters", reason, _cut(text, self.max_length))
        return text


class ParsedWidget(TextWidget):
    """Text with a canonical form, made by a function of `contacts.normalize`.

    Where the column can hold any text, `keeps_text` says so: the cell is kept as it is.
    """

    def __init__(self, parse: Callable[[str], Any], *, max_length: int = 0, keeps_text: bool = False) -> None:
        self.parse = parse
        self.keeps_text = keeps_text
        super().__init__(max_length)

    def read(self, text: str) -> Any:
        try:
            parsed = self.parse(text)
        except normalize.Unusable as error:
            kept = _cut(text, self.max_length) if self.keeps_text else None
            raise Doubtful(error.value_class, error.reason, kept) from error
        if self.max_length and isinstance(parsed, str) and len(parsed) > self.max_length:
            raise Doubtful(f"{len(parsed)} characters", f"Longer than {self.max_length} characters.")
        return parsed


class CountryWidget(ParsedWidget):
    """A country by its name in any language or by its code; stored as the code."""

    def __init__(self) -> None:
        super().__init__(normalize.country, max_length=100, keeps_text=True)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return normalize.country_name(value) if value else ""


class DateWidget(ParsedWidget):
    """A date; `order` says what 03/04 means in this file."""

    def __init__(self, order: str | None = None) -> None:
        self.order = order
        super().__init__(lambda text: normalize.date(text, self.order))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.isoformat() if isinstance(value, datetime.date) else value or ""


class BooleanWidget(ParsedWidget):
    """Yes or no, in several languages."""

    def __init__(self) -> None:
        super().__init__(normalize.boolean)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(bool(value)).lower()


class ChoiceWidget(CellWidget):
    """One of a set of words, by what is stored or by what people read."""

    def __init__(self, labels: dict[str, str]) -> None:
        self.labels = labels
        self.values = {_folded(label): value for value, label in labels.items()}
        self.values |= {_folded(value): value for value in labels}
        # Another choice may bear the same label, or be called what is the label of this one.
        self.shown = {
            value: label if label not in labels and self.values[_folded(label)] == value else value
            for value, label in labels.items()
        }
        super().__init__()

    def read(self, text: str) -> str:
        if text in self.labels:
            return text
        try:
            return self.values[_folded(text)]
        except KeyError:
            raise Doubtful("unknown word", "This word is not among the choices of the column.") from None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return self.shown.get(value, value or "")


class WordsWidget(CellWidget):
    """Several words in one cell. Words that hold a separator themselves are written in quotes."""

    def __init__(self, max_length: int = 50, one: CellWidget | None = None) -> None:
        self.max_length = max_length
        self.one = one
        super().__init__()

    def read(self, text: str) -> list[str] | None:
        words = dict.fromkeys(word for word in split(text) if word and not SYSTEM_LABEL.match(word))
        kept: dict[str, None] = {}
        doubt: Doubtful | None = None
        for word in words:
            try:
                kept[self._read_one(word)] = None
            except Doubtful as error:
                doubt = error
        if doubt:
            raise Doubtful(doubt.value_class, doubt.reason, list(kept) or None)
        return list(kept) or None

    def _read_one(self, word: str) -> str:
        if len(word) > self.max_length:
            raise Doubtful("long word", f"A word is longer than {self.max_length} characters; it was left out.")
        return self.one.read(word) if self.one else word

    def render(self, value: Iterable[str] | None, obj: Any = None, **kwargs: Any) -> str:
        return join(value or ())


def split(text: str, separators: re.Pattern[str] = SEPARATORS) -> list[str]:
    """The words of a cell; in quotes a word may hold a separator."""
    if '"' in text:
        rows = csv.reader(io.StringIO(text), delimiter=";", skipinitialspace=True)
        return [word.strip() for row in rows for word in row]
    return separators.split(text)


def join(words: Iterable[str], separators: re.Pattern[str] = SEPARATORS) -> str:
    """The words in one cell, such that `split` finds them again."""
    return "; ".join(_quoted(word, separators) for word in words)


def _folded(word: str) -> str:
    return normalize.name_key(word).replace("_", " ").replace("-", " ")


def _cut(text: str, length: int) -> str:
    return normalize.clean_text(text[:length])


def _quoted(word: str, separators: re.Pattern[str]) -> str:
    if '"' in word or separators.search(word) or word != word.strip():
        escaped = word.replace('"', '""')
        return f'"{escaped}"'
    return word
