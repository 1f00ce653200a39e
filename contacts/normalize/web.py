"""Web addresses and the domains of companies."""

import re
from urllib.parse import SplitResult, urlsplit

from contacts.normalize.emails import host
from contacts.normalize.text import clean_text, narrow
from contacts.normalize.unusable import Unusable

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:(?!\d)")
_WWW = re.compile(r"www\d?\.")


def url(text: str) -> str:
    """A web address with its scheme, the host in lower case; a bare host gets https. Raises Unusable."""
    parts = _split(text)
    netloc = host(parts.hostname or "")
    if parts.port:
        netloc = f"{netloc}:{parts.port}"
    return parts._replace(scheme=parts.scheme.lower(), netloc=netloc).geturl()


def domain(text: str) -> str:
    """A company's domain from a web address, an e-mail address or a host, without "www.". Raises Unusable."""
    text = narrow(clean_text(text))
    if "@" in text and "/" not in text:
        text = text.rpartition("@")[2]
    return host(_WWW.sub("", _split(text).hostname or "", count=1).rstrip("."))


def _split(text: str) -> SplitResult:
    text = narrow(clean_text(text))
    if not text:
        raise Unusable("empty", "The web address is missing.")
    if any(char.isspace() for char in text):
        raise Unusable("text with blanks", "A web address has no blanks.")
    if not _SCHEME.match(text):
        text = "https://" + text.removeprefix("//")
    try:
        parts = urlsplit(text)
        port_is_known = parts.port is None or parts.port
    except ValueError:
        raise Unusable("address of unusual form", "This is not a web address.") from None
    if parts.scheme.lower() not in ("http", "https"):
        raise Unusable("scheme other than http", "Only http and https addresses lead to a web page.")
    if not port_is_known or parts.username is not None:
        raise Unusable("address of unusual form", "A web address names host and path only.")
    return parts
