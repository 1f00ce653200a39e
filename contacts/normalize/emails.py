"""E-mail addresses, and the domains that they and web addresses name."""

import re
import unicodedata
from functools import lru_cache

import email_validator

from contacts.normalize.text import clean_text, narrow
from contacts.normalize.unusable import Unusable

# https://www.rfc-editor.org/errata/eid1690: a path holds 256 octets, two of them angle brackets.
MAX_LENGTH = 254
# https://www.rfc-editor.org/rfc/rfc5322#section-3.2.3 (dot-atom), already in lower case
_PLAIN = re.compile(r"([a-z0-9_%+\-]+(?:\.[a-z0-9_%+\-]+)*)@([a-z0-9.\-]+)", re.ASCII)
_IN_BRACKETS = re.compile(r"<([^<>]*@[^<>]*)>\s*\Z")
_SEPARATOR = re.compile(r"[\s;,|/<>]|:::")

# The way the library documents for accepting .local, .invalid and the like: they are good addresses inside
# a company's network and in samples. https://github.com/JoshData/python-email-validator#options
email_validator.SPECIAL_USE_DOMAIN_NAMES.clear()


def email(text: str) -> str:
    """The whole address in lower case, its domain in Unicode.

    Accepts `mailto:x@y`, `Name <x@y>` and a trailing separator; asks no name server, and lets domains pass
    that are reserved for tests. Raises Unusable.
    """
    plain = _PLAIN.fullmatch(text.lower())
    if plain and len(text) <= MAX_LENGTH and _is_plain_domain(plain[2]):
        return plain[0]
    return _validated(_bare(text))


@lru_cache(maxsize=1 << 17)
def _is_plain_domain(domain: str) -> bool:
    """Whether the domain is valid and its own normal form."""
    try:
        return host(domain) == domain
    except Unusable:
        return False


def host(domain: str) -> str:
    """A host name in lower-case Unicode, by IDNA 2008. Raises Unusable."""
    try:
        return _validate(f"a@{domain}").domain
    except email_validator.EmailNotValidError as error:
        raise Unusable("unusable domain", "This is not a domain of the internet.") from error


def _validate(address: str) -> email_validator.ValidatedEmail:
    return email_validator.validate_email(address, check_deliverability=False, test_environment=True)


def _bare(text: str) -> str:
    """The address in lower case, freed of what mail programs and spreadsheets wrap around it."""
    text = narrow(clean_text(text)).rstrip(" ;,")
    if bracketed := _IN_BRACKETS.search(text):
        text = bracketed[1]
    text = text.strip(" ;,<>\"'")
    if text[:7].lower() == "mailto:":
        text = text[7:].partition("?")[0]
    return clean_text(unicodedata.normalize("NFC", text.lower()))


def _validated(address: str) -> str:
    if not address:
        raise Unusable("empty", "The e-mail address is missing.")
    if "@" not in address:
        raise Unusable("text without @", "An e-mail address has an @ between name and domain.")
    if len(address) > MAX_LENGTH:
        raise Unusable("over 254 characters", "An e-mail address has at most 254 characters.")
    try:
        return _validate(address).normalized
    except email_validator.EmailNotValidError as error:
        raise Unusable(_shape(address), "This is not a valid e-mail address.") from error


def _shape(address: str) -> str:
    local, _, domain = address.rpartition("@")
    if address.count("@") > 1:
        return "several addresses" if _SEPARATOR.search(address) else "text with several @"
    if not local or not domain:
        return "nothing beside the @"
    if any(char.isspace() for char in address):
        return "address with blanks"
    if "." not in domain:
        return "domain without dot"
    return "address of unusual form" if address.isascii() else "address with unusual characters"
