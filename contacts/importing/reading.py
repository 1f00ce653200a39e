"""From the cells of a row to the values of a contact."""

import re
from collections import abc
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.conf import settings
from import_export.widgets import Widget

from contacts import normalize
from contacts.importing.exceptions import UnusableDefault
from contacts.importing.mapping import Column, Mapping
from contacts.importing.sources import Row
from contacts.importing.vocabulary import CUSTOM, EMAIL_FIELDS, OWN_ID, PHONE_FIELDS, Mode, modes_of
from contacts.models import ImportProblem, ImportRun
from contacts.resources import ContactResource
from contacts.widgets import NUMBER_SEPARATORS, Doubtful, split

Severity = ImportProblem.Severity
MatchBy = ImportRun.MatchBy

# Columns hold few different words or all different ones; what is remembered of them stays small either way, and what
# is long hardly recurs.
REMEMBERED = 20_000
LONG = 200
SEVERAL_ADDRESSES = re.compile(r"(?:\s*:::|[;,|])\s*|\s+")
COMPANY = {"company", "company_domain"}
EVERY_ROW = "every row"
MOBILE = {"mobile", "mobil", "handy", "cell", "iphone", "movil", "portable", "natel"}
EXTERNAL_ID = re.compile(r"(?:([^:\n]{1,50}):)?(.+)", re.DOTALL)
NO_KEY = {
    MatchBy.EMAIL: "The e-mail address is missing.",
    MatchBy.ID: "Both our id and an e-mail address are missing.",
    MatchBy.EXTERNAL_ID: "Both the id in the other system and an e-mail address are missing.",
    MatchBy.PHONE: "Both a telephone number and an e-mail address are missing.",
}


class Problem(NamedTuple):
    """What was not understood, and where; never the text itself."""

    line: int
    column: str
    severity: Severity
    value_class: str
    reason: str


class RowFailed(Exception):
    """The row cannot become a contact; the problem says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.reason)
        self.problem = problem


@dataclass(slots=True)
class Record:
    """One row, understood: `emails` begins with the row's own address; blank values are absent.

    `key` is what the contact is found by before its addresses are asked: our id, `system:id`, or a number as E.164.
    """

    line: int
    emails: list[str]
    values: dict[str, Any] = field(default_factory=dict)
    phones: list[tuple[str, str]] = field(default_factory=list)
    key: str | None = None

    def as_staged(self) -> dict[str, Any]:
        """The values by the names of the staging table's columns; absent ones are NULL."""
        staged = {"line": self.line, **self.values}
        if self.key is not None:
            staged["match_key"] = self.key
        if self.emails:
            staged["email"] = self.emails[0]
        if len(self.emails) > 1:
            staged["emails"] = self.emails[1:]
        if self.phones:
            staged["phones"] = self.phones
        return staged

    def fill_from(self, other: "Record") -> None:
        """Take over what this record leaves blank: a later row of the same person."""
        names_company = not COMPANY.isdisjoint(self.values)
        self.key = self.key or other.key
        self.emails += [email for email in other.emails if email not in self.emails]
        self.phones += [phone for phone in other.phones if phone not in self.phones]
        for name, value in other.values.items():
            # The domain of one company beside the name of another would be neither.
            if names_company and name in COMPANY:
                continue
            own = self.values.setdefault(name, value)
            if isinstance(own, list):
                self.values[name] = own + [word for word in value if word not in own]
            elif isinstance(own, dict):
                self.values[name] = value | own

    def agrees_with(self, other: "Record") -> bool:
        """Whether both have a name in common, and no name of the one contradicts the other's."""
        same = [
            normalize.name_key(mine) == normalize.name_key(theirs)
            for name in ("first_name", "last_name")
            if (mine := self.values.get(name)) and (theirs := other.values.get(name))
        ]
        return bool(same) and all(same)


class Cells:
    """Reads the cells of one column, remembering what it has read."""

    def __init__(self, column: Column, widget: Widget) -> None:
        self.index = column.index
        self.label_index = column.label_index
        self.header = column.header[:100]
        self.field = column.field
        self.default = _default(column, widget)
        self._clean: Callable[[str], Any] = widget.clean
        self._read: dict[str, tuple[Any, Doubtful | None]] = {}

    def value(self, text: str, line: int, problems: list[Problem]) -> Any:
        """The value of a cell; None for a blank one. What is doubtful is added to `problems`."""
        try:
            value, doubt = self._read[text]
        except KeyError:
            value, doubt = self._remember(text)
        if doubt is not None:
            problems.append(Problem(line, self.header, Severity.WARNING, doubt.value_class, doubt.reason))
        return value

    def _remember(self, text: str) -> tuple[Any, Doubtful | None]:
        if len(self._read) >= REMEMBERED:
            self._read.clear()
        try:
            read = self._clean(text), None
        except Doubtful as error:
            read = error.kept, error
        if read[1] is None and normalize.has_forbidden_characters(text):
            read = self._without_forbidden(read[0])
        if len(text) <= LONG:
            self._read[text] = read
        return read

    def _without_forbidden(self, value: Any) -> tuple[Any, Doubtful]:
        """Text is kept without them; an address that had some may be somebody else's."""
        if self.field in EMAIL_FIELDS:
            return None, Doubtful("control characters", "The address holds characters that are no text.")
        return value, Doubtful("control characters", "Characters that are no text were left out.")


class RowReader:
    """Reads rows by a mapping. What it does not understand is collected in `problems`.

    `fields` are the fields that the rows can give a contact, each with what it does to a known one. `id_system` is the
    system of ids that name none.
    """

    def __init__(
        self,
        resource: ContactResource,
        mapping: Mapping,
        *,
        match_by: str = MatchBy.EMAIL,
        id_system: str = "",
    ) -> None:
        self.problems: list[Problem] = []
        self.match_by = match_by
        self._system = id_system or mapping.layout or "import"
        # A custom field may be gone since the columns were settled.
        mapped = [column for column in mapping.columns if column.field in resource.fields]
        if match_by != MatchBy.ID:
            mapped = [column for column in mapped if column.field != OWN_ID]
        columns = [Cells(column, resource.widget(column.field)) for column in mapped]
        self._emails = _in_order(columns, EMAIL_FIELDS)
        self._phones = _in_order(columns, PHONE_FIELDS)
        gathered = {*EMAIL_FIELDS, *PHONE_FIELDS}
        self._single = [column for column in columns if column.field not in gathered]
        self._mobile_header = next((column.header for column in columns if column.field == "mobile"), "mobile")
        self._numbers: dict[tuple[str, str], tuple[str, normalize.Unusable | None]] = {}
        self.fields = _fields(mapped, mapping.constants)
        self._keeps_main_number = self.fields.get("phone") == Mode.APPEND
        constants = [Column(-1, EVERY_ROW, name, default=text) for name, text in mapping.constants.items()]
        self._constants = [
            (column.field, _default(column, resource.widget(column.field)))
            for column in constants
            if column.field in resource.fields
        ]

    def read(self, row: Row) -> Record:
        """The row as a record. Raises `RowFailed` where nothing says who it is, or its structure is broken."""
        if row.problem:
            raise RowFailed(Problem(row.line, "", Severity.ERROR, "broken row", row.problem))
        emails, doubts = self._addresses(row)
        if not emails and self.match_by == MatchBy.EMAIL:
            raise self._without_key(row.line, doubts)
        self.problems += doubts
        record = Record(row.line, emails)
        for column in self._single:
            text = row.cells[column.index]
            value = column.value(text, row.line, self.problems) if text else None
            if value is None and column.default is not None and (not text or text.isspace()):
                value = column.default
            if value is not None:
                _store(record.values, column.field, value)
        for name, value in self._constants:
            if name not in record.values or isinstance(value, list):
                _store(record.values, name, value)
        self._finish(record, row)
        if self.match_by != MatchBy.EMAIL:
            record.key = self._key(record)
            if record.key is None and not emails:
                raise self._without_key(row.line)
        return record

    def _key(self, record: Record) -> str | None:
        """What the contact is found by, where that is not an address."""
        if self.match_by == MatchBy.ID:
            return record.values.pop(OWN_ID, None)
        if self.match_by == MatchBy.PHONE:
            return record.values.get("phone_e164") or record.values.get("mobile_e164") or None
        ids = record.values.get("external_id")
        return ":".join(ids[0]) if ids else None

    def _without_key(self, line: int, doubts: Sequence[Problem] = ()) -> RowFailed:
        if doubts:
            self.problems += doubts[1:]
            return RowFailed(doubts[0]._replace(severity=Severity.ERROR))
        header = self._emails[0].header if self._emails else ""
        return RowFailed(Problem(line, header, Severity.ERROR, "empty", NO_KEY[self.match_by]))

    def _addresses(self, row: Row) -> tuple[list[str], list[Problem]]:
        """The addresses of the row, and what could not be read as one."""
        found: list[str] = []
        doubts: list[Problem] = []
        for column in self._emails:
            text = row.cells[column.index]
            for one in SEVERAL_ADDRESSES.split(text) if text.count("@") > 1 else (text,):
                address = column.value(one, row.line, doubts) if one else None
                if address and address not in found:
                    found.append(address)
        return found, doubts

    def _finish(self, record: Record, row: Row) -> None:
        """The values that follow from several cells of the row."""
        values = record.values
        if full_name := values.pop("full_name", None):
            self._split_name(values, full_name)
        if notes := values.get("notes"):
            values["notes"] = [notes]
        if ids := values.get("external_id"):
            values["external_id"] = [self._external_id(text) for text in ids]
        if values.pop("email_opt_in", None) is False:
            values["email_opt_out"] = True
        if values.get("email_opt_out") is False:
            del values["email_opt_out"]
        self._number(record, row)

    def _split_name(self, values: dict[str, Any], full_name: str) -> None:
        if "first_name" in values or "last_name" in values:
            return
        parts = zip(("first_name", "last_name"), normalize.split_name(full_name), strict=True)
        values |= {name: part[:100] for name, part in parts if part}

    def _external_id(self, text: str) -> list[str]:
        if self._system != "import":
            return [self._system, text[:255]]
        system, value = EXTERNAL_ID.fullmatch(text).groups()
        return [system or self._system, value[:255]]

    def _number(self, record: Record, row: Row) -> None:
        """The telephone numbers, read as numbers of the row's country unless they name one themselves."""
        region = record.values.get("country", "")
        region = region if len(region) == 2 else settings.DEFAULT_REGION
        for column in self._phones:
            if text := row.cells[column.index]:
                is_mobile = column.label_index is not None and _is_mobile(row.cells[column.label_index])
                for one in filter(None, split(normalize.clean_text(text), NUMBER_SEPARATORS)):
                    self._add_number(record, column, one, region, is_mobile)
        if mobile := record.values.get("mobile"):
            record.values["mobile_e164"] = self._e164(record.line, self._mobile_header, mobile, region)
        if record.phones:
            record.values["phone"], record.values["phone_e164"] = record.phones[0]
            if not self._keeps_main_number:
                del record.phones[0]

    def _add_number(self, record: Record, column: Cells, text: str, region: str, is_mobile: bool) -> None:
        number = column.value(text, record.line, self.problems)
        if number is None:
            return
        if is_mobile and "mobile" not in record.values:
            record.values["mobile"] = number
            return
        phone = (number, self._e164(record.line, column.header, number, region))
        if phone not in record.phones:
            record.phones.append(phone)

    def _e164(self, line: int, header: str, text: str, region: str) -> str:
        key = (text, region)
        if key not in self._numbers:
            if len(self._numbers) >= REMEMBERED:
                self._numbers.clear()
            try:
                self._numbers[key] = normalize.phone(text, region), None
            except normalize.Unusable as error:
                self._numbers[key] = "", error
        number, doubt = self._numbers[key]
        if doubt is not None:
            self.problems.append(Problem(line, header, Severity.WARNING, doubt.value_class, doubt.reason))
        return number


def _in_order(columns: Iterable[Cells], names: tuple[str, ...]) -> list[Cells]:
    return sorted((column for column in columns if column.field in names), key=lambda column: names.index(column.field))


def _store(values: dict[str, Any], name: str, value: Any) -> None:
    """Keep the value; several columns of one field are added up."""
    if name.startswith(CUSTOM):
        values.setdefault("custom", {})[name.removeprefix(CUSTOM)] = value
    elif name not in values:
        values[name] = value
    elif isinstance(value, list):
        values[name] = values[name] + [word for word in value if word not in values[name]]
    elif name == "notes":
        values[name] = f"{values[name]}\n{value}"


def _fields(columns: Iterable[Column], constants: abc.Mapping[str, str]) -> dict[str, Mode]:
    """The fields that the rows can give a contact, those that follow from others included, each with its mode."""
    fields = {name: modes_of(name)[0] for name in constants}
    fields |= {column.field: Mode(column.mode or modes_of(column.field)[0]) for column in columns}
    if "full_name" in fields:
        fields = dict.fromkeys(("first_name", "last_name"), fields["full_name"]) | fields
    if not set(PHONE_FIELDS).isdisjoint(fields):
        fields.setdefault("phone", Mode.APPEND)
    if any(column.field in PHONE_FIELDS and column.label_index is not None for column in columns):
        fields.setdefault("mobile", Mode.OVERWRITE)
    return fields


def _default(column: Column, widget: Widget) -> Any:
    """What blank cells of the column mean; None for nothing."""
    try:
        return widget.clean(column.default) if column.default else None
    except Doubtful as error:
        raise UnusableDefault(header=column.header, field=column.field, reason=error.reason) from error


def _is_mobile(label: str) -> bool:
    return not MOBILE.isdisjoint(normalize.name_key(label).replace("*", " ").split())
