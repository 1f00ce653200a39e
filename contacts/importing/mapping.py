"""Which column of a file goes into which field."""

import re
from collections import Counter, abc
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, Self

from contacts.importing import layouts
from contacts.importing.assignment import assign, shift
from contacts.importing.exceptions import (
    DuplicateTarget,
    NoConstant,
    NoEmailColumn,
    NoHeader,
    NoKeyColumn,
    UnknownField,
    UnknownHeader,
    UnusableDefault,
    UnusableMode,
)
from contacts.importing.headers import header_key
from contacts.importing.vocabulary import (
    CUSTOM,
    EMAIL_FIELDS,
    EXPORTED_ONLY,
    FIELDS,
    MULTIPLE_FIELDS,
    OWN_ID,
    PHONE_FIELDS,
    is_field,
    modes_of,
    takes_constant,
    takes_default,
)
from contacts.models import ImportRun

_UUID = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]{2,}")


MatchBy = ImportRun.MatchBy
# By what contacts are found → the fields of which one must be there.
KEYS = {
    MatchBy.EMAIL: EMAIL_FIELDS,
    MatchBy.ID: (OWN_ID,),
    MatchBy.EXTERNAL_ID: ("external_id",),
    MatchBy.PHONE: (*PHONE_FIELDS, "mobile"),
}


class Choice(NamedTuple):
    """What somebody wants of a column: its field (blank: none), what it does to known contacts, what blank cells mean.

    A blank mode is the field's usual one.
    """

    field: str = ""
    mode: str = ""
    default: str = ""

    @classmethod
    def of(cls, json: Any) -> Self:
        """The choice out of JSON: a field's name, null, or an object with some of our own names. Raises TypeError."""
        choice = cls(**json) if isinstance(json, dict) else cls("" if json is None else json)
        if not (isinstance(choice.field, str) and isinstance(choice.mode, str)):
            raise TypeError
        return choice._replace(default=str(choice.default))


class Column(NamedTuple):
    """A column that is imported; `label_index` is the column that says of what kind its value is."""

    index: int
    header: str
    field: str
    label_index: int | None = None
    mode: str = ""
    default: str = ""

    @property
    def choice(self) -> Choice:
        """What was chosen for the column."""
        return Choice(self.field, self.mode, self.default)

    def taken_as(self, choices: abc.Mapping[int, Choice]) -> Self:
        """The column as it was chosen, if it was chosen for the same field, else as the field usually is taken."""
        choice = choices.get(self.index, Choice())
        mode, default = (choice.mode, choice.default) if choice.field == self.field else ("", "")
        return self._replace(mode=mode or modes_of(self.field)[0], default=default)


@dataclass(frozen=True)
class Mapping:
    """The columns of a file that are imported, in its order, and the names of those that are not.

    `layout` is the product whose export it is ("google", "outlook", "hubspot", "salesforce") or empty; `constants` are
    values that every row has, by their fields.
    """

    layout: str
    headers: tuple[str, ...]
    columns: tuple[Column, ...]
    custom_keys: frozenset[str] = frozenset()
    constants: abc.Mapping[str, str] = field(default_factory=dict)

    @property
    def ignored(self) -> tuple[str, ...]:
        """The headers not imported; one that the file has twice is named together with its column."""
        used = {column.index for column in self.columns} | {column.label_index for column in self.columns}
        return tuple(self.name(at) for at, header in enumerate(self.headers) if header and at not in used)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The ignored headers but for those of our own exports that are never imported."""
        return tuple(header for header in self.ignored if header not in EXPORTED_ONLY)

    def with_choices(self, choices: abc.Mapping[str, Choice | str | None]) -> Self:
        """This mapping with fields chosen by header; an empty choice leaves the column out.

        Raises UnknownHeader, UnknownField, UnusableMode or DuplicateTarget.
        """
        chosen: dict[int, Choice] = {}
        for header, wanted in choices.items():
            choice = wanted if isinstance(wanted, Choice) else Choice.of(wanted)
            self._refuse_choice(header, choice, [other.field for other in chosen.values()])
            chosen[self._index_of(header, chosen)] = choice
        suggested = {column.index: column.field for column in self.columns if column.index not in chosen}
        fields = shift(suggested, {at: choice.field for at, choice in chosen.items() if choice.field})
        before = {column.index: column.choice for column in self.columns}
        columns = _columns(self.headers, fields)
        return replace(self, columns=tuple(column.taken_as(before | chosen) for column in columns))

    def with_constants(self, constants: abc.Mapping[str, str]) -> Self:
        """This mapping with values that every row has, by their fields. Raises UnknownField or NoConstant."""
        for name in constants:
            self._refuse_field(name)
            if not takes_constant(name):
                raise NoConstant(field=name)
        return replace(self, constants=dict(constants))

    def choices(self) -> dict[str, Choice]:
        """What `with_choices` needs to make these columns of the same headers again."""
        taken = {column.index: column.choice for column in self.columns}
        return {self.name(at): taken.get(at, Choice()) for at in range(len(self.headers)) if self.headers[at]}

    def require_key(self, match_by: str = MatchBy.EMAIL) -> None:
        """Raise NoEmailColumn or NoKeyColumn unless a column holds what contacts are to be found by."""
        if not {column.field for column in self.columns}.isdisjoint(KEYS[match_by]):
            return
        if match_by == MatchBy.EMAIL:
            raise NoEmailColumn(headers=self._all_names())
        raise NoKeyColumn(key=MatchBy(match_by).label, field=KEYS[match_by][0])

    def as_json(self) -> dict[str, Any]:
        """The mapping in JSON's own types, from which `from_json` makes it again."""
        return {
            "layout": self.layout,
            "headers": list(self.headers),
            "columns": [column._asdict() for column in self.columns],
            "custom_keys": sorted(self.custom_keys),
            "constants": dict(self.constants),
            "ignored": list(self.ignored),
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """The mapping that `as_json` has written."""
        columns = tuple(Column(**column) for column in stored["columns"])
        keys, constants = frozenset(stored["custom_keys"]), stored.get("constants", {})
        return cls(stored["layout"], tuple(stored["headers"]), columns, keys, constants)

    def _refuse_choice(self, header: str, choice: Choice, taken: Collection[str]) -> None:
        if not choice.field:
            return
        self._refuse_field(choice.field)
        if choice.field in taken and choice.field not in MULTIPLE_FIELDS:
            raise DuplicateTarget(field=choice.field, header=header)
        modes = modes_of(choice.field)
        if choice.mode and choice.mode not in modes:
            raise UnusableMode(header=header, mode=choice.mode, field=choice.field, modes=", ".join(modes))
        if choice.default and not takes_default(choice.field):
            raise UnusableDefault(header=header, field=choice.field, reason="everybody has their own.")

    def _refuse_field(self, name: str) -> None:
        if not isinstance(name, str) or not is_field(name, self.custom_keys):
            custom = [CUSTOM + key for key in sorted(self.custom_keys)]
            raise UnknownField(field=name, fields=", ".join([*FIELDS, *custom]))

    def _index_of(self, header: str, taken: Collection[int]) -> int:
        """The column of that name: first by its full name, then by its header, then by the header's words."""
        for name in (self.name, self.headers.__getitem__, lambda at: header_key(self.headers[at])):
            for at in range(len(self.headers)):
                if at not in taken and name(at) in (header, header_key(header)) and name(at):
                    return at
        raise UnknownHeader(header=header, headers=self._all_names())

    def name(self, at: int) -> str:
        """The header of a column; one that the file has twice, together with its place."""
        header = self.headers[at]
        if header and self.headers.count(header) == 1:
            return header
        return f"{header} (column {_letters(at)})".strip()

    def _all_names(self) -> str:
        return ", ".join(self.name(at) for at in range(len(self.headers)) if self.headers[at])


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
    fixed = _fixed(headers, custom_keys) | _own_ids(headers, samples)
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
        if header == OWN_ID or not is_field(header, custom_keys):
            continue
        if header in MULTIPLE_FIELDS or header not in fixed.values():
            fixed[at] = header
    return fixed


def _own_ids(headers: Sequence[str], samples: Sequence[Sequence[str]]) -> dict[int, str]:
    """The column of our ids in our own exports; many programs call theirs so, which look different."""
    at = headers.index(OWN_ID) if OWN_ID in headers else -1
    values = [cells[at] for cells in samples if 0 <= at < len(cells) and cells[at].strip()]
    return {at: OWN_ID} if values and all(_UUID.fullmatch(value.strip()) for value in values) else {}


def _columns(headers: Sequence[str], fields: abc.Mapping[int, str]) -> tuple[Column, ...]:
    return tuple(
        Column(at, headers[at], fields[at], layouts.label_index(headers, at), modes_of(fields[at])[0])
        for at in sorted(fields)
    )


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
