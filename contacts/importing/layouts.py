"""The exports of products whose headers mean something that their words alone do not say."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from contacts.importing.headers import COMPANY, OTHER, USUAL, Guess, header_key, recognise

_IGNORED = None


class Layout(NamedTuple):
    """How one product writes its headers.

    `signatures` are sets of header keys one of which proves the layout; `columns` overrule the words; of a
    `closed` layout nothing else is taken.
    """

    name: str
    signatures: tuple[frozenset[str], ...]
    columns: Mapping[str, Guess | None]
    closed: bool = False

    def guess(self, header: str) -> Guess | None:
        """The field that the header means in this layout."""
        key = header_key(header)
        if key in self.columns:
            return self.columns[key]
        return None if self.closed else recognise(header)


def _signatures(*texts: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(header_key(header) for header in text.split(", ")) for text in texts)


def _google_columns() -> dict[str, Guess | None]:
    """Google numbers what a person may have several of: "E-mail 1 - Value" beside "E-mail 1 - Label"."""
    columns = {
        **dict.fromkeys(("first name", "given name"), Guess("first_name")),
        **dict.fromkeys(("last name", "family name"), Guess("last_name")),
        **dict.fromkeys(("organization name", "organization 1 name"), Guess("company")),
        **dict.fromkeys(("organization title", "organization 1 title"), Guess("title")),
        **dict.fromkeys(("organization department", "organization 1 department"), Guess("department")),
        **dict.fromkeys(("labels", "group membership"), Guess("tags")),
        "name": Guess("name"),
        "birthday": Guess("birth_date"),
        "notes": Guess("notes"),
        "address 1 street": Guess("address_line1"),
        "address 1 extended address": Guess("address_line2"),
        "address 1 city": Guess("city"),
        "address 1 region": Guess("state"),
        "address 1 postal code": Guess("postal_code"),
        "address 1 country": Guess("country"),
    }
    for number in range(1, 10):
        columns[f"email {number} value"] = Guess("email", USUAL, number)
        columns[f"phone {number} value"] = Guess("phone", USUAL, number)
    return columns


# https://support.google.com/contacts/answer/1069522
GOOGLE = Layout(
    "google",
    _signatures("E-mail 1 - Value", "Given Name, Family Name, Group Membership", "Phone 1 - Value, Labels"),
    _google_columns(),
    closed=True,
)
# https://support.microsoft.com/office/create-or-edit-csv-files-to-import-into-outlook-4518d70d-8fe9-46ad-94fa-1494247193c7
OUTLOOK = Layout(
    "outlook",
    _signatures("E-mail Address, E-mail 2 Address", "E-mail Address, Business Phone", "Business Street, Job Title"),
    {
        "title": _IGNORED,  # the salutation, beside "Job Title"
        "account": _IGNORED,
        "profession": _IGNORED,
        "location": _IGNORED,
        "company main phone": Guess("phone", COMPANY),
        "car phone": Guess("phone", OTHER, 2),
        "categories": Guess("tags"),
    },
)
# https://knowledge.hubspot.com/properties/hubspots-default-contact-properties
HUBSPOT = Layout(
    "hubspot",
    _signatures(
        "Record ID, Email",
        "Record ID - Contact",
        "Lifecycle Stage, Contact owner",
        "Associated Company, Lifecycle Stage",
        "Lifecycle Stage, Marketing contact status",
    ),
    {
        "record id": Guess("external_id"),
        "record id contact": Guess("external_id"),
        "original source": Guess("lead_source"),
        "unsubscribed from all email": Guess("email_opt_out"),
        "name": _IGNORED,
    },
)
# https://help.salesforce.com/s/articleView?id=sales.fields_useful_contacts.htm
SALESFORCE = Layout(
    "salesforce",
    _signatures(
        "Account Name, Mailing Street",
        "Account Name, Contact ID",
        "Account Name, Account Owner",
        "Account Name, Email Opt Out",
        "Lead Source, Lead Owner",
        "AccountId, LastName",
        "LastName, HasOptedOutOfEmail",
    ),
    {
        "title": Guess("title"),
        "id": Guess("external_id"),
        "contact id": Guess("external_id"),
        "lead id": Guess("external_id"),
        "account id": _IGNORED,
        "has opted out of email": Guess("email_opt_out"),
        "salutation": _IGNORED,
    },
)
_WORDS_ONLY = Layout("", (), {})
_NUMBERED_HEADER = re.compile(r"(.+ \d+) (?:value)")


def detect(headers: Sequence[str]) -> Layout:
    """The layout whose signature the headers hold; without one, that of words alone, which has no name."""
    keys = {header_key(header) for header in headers}
    for layout in (GOOGLE, OUTLOOK, SALESFORCE, HUBSPOT):
        if any(signature <= keys for signature in layout.signatures):
            return layout
    return _WORDS_ONLY


def label_index(headers: Sequence[str], index: int) -> int | None:
    """The column that labels the one at `index` ("Phone 1 - Label" beside "Phone 1 - Value"), if any does."""
    match = _NUMBERED_HEADER.fullmatch(header_key(headers[index]))
    if not match:
        return None
    labels = (f"{match[1]} label", f"{match[1]} type")
    return next((at for at, header in enumerate(headers) if header_key(header) in labels), None)
