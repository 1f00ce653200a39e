"""From the cells of a row to the values of a contact."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.conf import settings
from import_export.widgets import Widget

from contacts import normalize
from contacts.importing.mapping import Column, Mapping
from contacts.importing.sources import Row
from contacts.importing.vocabulary import CUSTOM, EMAIL_FIELDS, PHONE_FIELDS
from contacts.models import ImportProblem
from contacts.resources import ContactResource
from contacts.widgets import NUMBER_SEPARATORS, Doubtful, split

Severity = ImportProblem.Severity

# Columns hold few different words or all different ones; what is remembered of them stays small either way, and what
# is long hardly recurs.
REMEMBERED = 20_000
LONG = 200
SEVERAL_ADDRESSES = re.compile(r"(?:\s*:::|[;,|])\s*|\s+")
COMPANY = {"company", "company_domain"}
MOBILE = {"mobile", "mobil", "handy", "cell", "iphone", "movil", "portable", "natel"}
EXTERNAL_ID = re.compile(r"(?:([^:\n]{1,50}):)?(.+)", re.DOTALL)


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
    """One row, understood: `emails` begins with the address that identifies it; blank values are absent."""

    line: int
    emails: list[str]
    values: dict[str, Any] = field(default_factory=dict)
    phones: list[tuple[str, str]] = field(default_factory=list)

    def as_staged(self) -> dict[str, Any]:
        """The values by the names of the staging table's columns; absent ones are NULL."""
        staged = {"line": self.line, "email": self.emails[0], **self.values}
        if len(self.emails) > 1:
            staged["emails"] = self.emails[1:]
        if self.phones:
            staged["phones"] = self.phones
        return staged

    def fill_from(self, other: "Record") -> None:
        """Take over what this record leaves blank: a later row of the same person."""
        names_company = not COMPANY.isdisjoint(self.values)
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
    """Reads rows by a mapping. What it does not understand is collected in `problems`."""

    def __init__(self, resource: ContactResource, mapping: Mapping) -> None:
        self.problems: list[Problem] = []
        self._system = mapping.layout or "import"
        # A custom field may be gone since the columns were settled.
        mapped = [column for column in mapping.columns if column.field in resource.fields]
        columns = [Cells(column, resource.widget(column.field)) for column in mapped]
        self._emails = _in_order(columns, EMAIL_FIELDS)
        self._phones = _in_order(columns, PHONE_FIELDS)
        gathered = {*EMAIL_FIELDS, *PHONE_FIELDS}
        self._single = [column for column in columns if column.field not in gathered]
        self._mobile_header = next((column.header for column in columns if column.field == "mobile"), "mobile")
        self._numbers: dict[tuple[str, str], tuple[str, normalize.Unusable | None]] = {}
        self.fields = _fields(mapped)

    def read(self, row: Row) -> Record:
        """The row as a record. Raises `RowFailed` where it has no usable address or a broken structure."""
        if row.problem:
            raise RowFailed(Problem(row.line, "", Severity.ERROR, "broken row", row.problem))
        record = Record(row.line, self._addresses(row))
        for column in self._single:
            if text := row.cells[column.index]:
                value = column.value(text, row.line, self.problems)
                if value is not None:
                    _store(record.values, column.field, value)
        self._finish(record, row)
        return record

    def _addresses(self, row: Row) -> list[str]:
        found: list[str] = []
        doubts: list[Problem] = []
        for column in self._emails:
            text = row.cells[column.index]
            for one in SEVERAL_ADDRESSES.split(text) if text.count("@") > 1 else (text,):
                address = column.value(one, row.line, doubts) if one else None
                if address and address not in found:
                    found.append(address)
        if found:
            self.problems += doubts
            return found
        if not doubts:
            header = self._emails[0].header
            raise RowFailed(Problem(row.line, header, Severity.ERROR, "empty", "The e-mail address is missing."))
        self.problems += doubts[1:]
        raise RowFailed(doubts[0]._replace(severity=Severity.ERROR))

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
            record.values["phone"], record.values["phone_e164"] = record.phones.pop(0)

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


def _fields(columns: Iterable[Column]) -> set[str]:
    """The fields that the columns can give a contact, those that follow from others included."""
    fields = {column.field for column in columns}
    if "full_name" in fields:
        fields |= {"first_name", "last_name"}
    if not fields.isdisjoint(PHONE_FIELDS):
        fields.add("phone")
    if any(column.field in PHONE_FIELDS and column.label_index is not None for column in columns):
        fields.add("mobile")
    return fields


def _is_mobile(label: str) -> bool:
    return not MOBILE.isdisjoint(normalize.name_key(label).replace("*", " ").split())
