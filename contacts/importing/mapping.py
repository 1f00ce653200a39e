"""Which column of a file goes into which field."""

import re
from collections import Counter, abc
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Self

from contacts.importing import layouts
from contacts.importing.assignment import assign, shift
from contacts.importing.exceptions import (
    DuplicateTarget,
    NoEmailColumn,
    NoHeader,
    UnknownField,
    UnknownHeader,
)
from contacts.importing.headers import header_key
from contacts.importing.vocabulary import (
    CUSTOM,
    EMAIL_FIELDS,
    EXPORTED_ONLY,
    FIELDS,
    MULTIPLE_FIELDS,
    is_field,
)

_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]{2,}")


class Column(NamedTuple):
    """A column that is imported; `label_index` is the column that says of what kind its value is."""

    index: int
    header: str
    field: str
    label_index: int | None = None


@dataclass(frozen=True)
class Mapping:
    """The columns of a file that are imported, in its order, and the names of those that are not.

    `layout` is the product whose export it is ("google", "outlook", "hubspot", "salesforce") or empty.
    """

    layout: str
    headers: tuple[str, ...]
    columns: tuple[Column, ...]
    custom_keys: frozenset[str] = frozenset()

    @property
    def ignored(self) -> tuple[str, ...]:
        """The headers not imported; one that the file has twice is named together with its column."""
        used = {column.index for column in self.columns} | {column.label_index for column in self.columns}
        return tuple(self._name(at) for at, header in enumerate(self.headers) if header and at not in used)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The ignored headers but for those of our own exports that are never imported."""
        return tuple(header for header in self.ignored if header not in EXPORTED_ONLY)

    def with_choices(self, choices: abc.Mapping[str, str | None]) -> Self:
        """This mapping with fields chosen by header; an empty choice leaves the column out.

        Raises UnknownHeader, UnknownField or DuplicateTarget.
        """
        chosen: dict[int, str] = {}
        for header, field in choices.items():
            self._refuse_choice(header, field or "", chosen)
            chosen[self._index_of(header, chosen)] = field or ""
        suggested = {column.index: column.field for column in self.columns if column.index not in chosen}
        fields = shift(suggested, {at: field for at, field in chosen.items() if field})
        return replace(self, columns=_columns(self.headers, fields))

    def require_email(self) -> None:
        """Raise NoEmailColumn unless a column holds e-mail addresses."""
        if not _has_email(column.field for column in self.columns):
            raise NoEmailColumn(headers=self._all_names())

    def as_json(self) -> dict[str, Any]:
        """The mapping in JSON's own types, from which `from_json` makes it again."""
        return {
            "layout": self.layout,
            "headers": list(self.headers),
            "columns": [column._asdict() for column in self.columns],
            "custom_keys": sorted(self.custom_keys),
            "ignored": list(self.ignored),
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """The mapping that `as_json` has written."""
        columns = tuple(Column(**column) for column in stored["columns"])
        return cls(stored["layout"], tuple(stored["headers"]), columns, frozenset(stored["custom_keys"]))

    def _refuse_choice(self, header: str, field: str, chosen: dict[int, str]) -> None:
        if not field:
            return
        if not isinstance(field, str) or not is_field(field, self.custom_keys):
            custom = [CUSTOM + key for key in sorted(self.custom_keys)]
            raise UnknownField(field=field, fields=", ".join([*FIELDS, *custom]))
        if field in chosen.values() and field not in MULTIPLE_FIELDS:
            raise DuplicateTarget(field=field, header=header)

    def _index_of(self, header: str, taken: Collection[int]) -> int:
        """The column of that name: first by its full name, then by its header, then by the header's words."""
        for name in (self._name, self.headers.__getitem__, lambda at: header_key(self.headers[at])):
            for at in range(len(self.headers)):
                if at not in taken and name(at) in (header, header_key(header)) and name(at):
                    return at
        raise UnknownHeader(header=header, headers=self._all_names())

    def _name(self, at: int) -> str:
        header = self.headers[at]
        if header and self.headers.count(header) == 1:
            return header
        return f"{header} (column {_letters(at)})".strip()

    def _all_names(self) -> str:
        return ", ".join(self._name(at) for at in range(len(self.headers)) if self.headers[at])


def suggest_mapping(
    headers: Sequence[str], samples: Sequence[Sequence[str]] = (), *, custom_keys: Collection[str] = ()
) -> Mapping:
    """The mapping that the headers suggest, by the product's names or by their words.

    `samples` are some rows: where no header names an e-mail address, the one column full of them is taken.
    Raises NoHeader where the first row is one of values.
    """
    if any(_ADDRESS.fullmatch(header.strip()) for header in headers):
        raise NoHeader
    layout = layouts.detect(headers)
    fixed = _fixed(headers, custom_keys)
    guesses = {at: guess for at, header in enumerate(headers) if (guess := layout.guess(header))}
    fields = assign(guesses, fixed)
    for at, header in enumerate(headers):
        field = CUSTOM + header_key(header).replace(" ", "_")
        if at not in fields and field not in fields.values() and is_field(field, custom_keys):
            fields[at] = field
    if not _has_email(fields.values()):
        fields |= _column_of_addresses([cells[: len(headers)] for cells in samples], fields)
    return Mapping(layout.name, tuple(headers), _columns(headers, fields), frozenset(custom_keys))


def _fixed(headers: Sequence[str], custom_keys: Collection[str]) -> dict[int, str]:
    """The columns that bear the very names of our fields, as our own exports do."""
    fixed: dict[int, str] = {}
    for at, header in enumerate(headers):
        if is_field(header, custom_keys) and (header in MULTIPLE_FIELDS or header not in fixed.values()):
            fixed[at] = header
    return fixed


def _columns(headers: Sequence[str], fields: abc.Mapping[int, str]) -> tuple[Column, ...]:
    return tuple(Column(at, headers[at], fields[at], layouts.label_index(headers, at)) for at in sorted(fields))


def _has_email(fields: Iterable[str]) -> bool:
    return not set(EMAIL_FIELDS).isdisjoint(fields)


def _column_of_addresses(samples: Sequence[Sequence[str]], fields: abc.Mapping[int, str]) -> dict[int, str]:
    """The one unmapped column whose filled cells mostly are addresses, mapped to "email"."""
    filled: Counter[int] = Counter()
    addresses: Counter[int] = Counter()
    for cells in samples:
        for at, cell in enumerate(cells):
            filled[at] += bool(cell.strip())
            addresses[at] += bool(_ADDRESS.fullmatch(cell.strip()))
    found = [at for at in addresses if addresses[at] * 2 > filled[at] and at not in fields]
    return {found[0]: "email"} if len(found) == 1 else {}


def _letters(at: int) -> str:
    """The name that spreadsheets give a column: A, B, ... Z, AA."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
