"""Which mailbox an e-mail address leads to, and whether one person stands behind it."""

from typing import NamedTuple

_GMAIL = frozenset(("gmail.com", "googlemail.com"))
# Names of desks, not of people: what RFC 2142 lists, and what companies of several countries use beside it.
_ROLES = """
    abuse account accounting accounts admin administration administrator anfrage auftrag bestellung bewerbung billing
    biuro buchhaltung buero bureau career careers comercial commercial compras contact contacto contato contatti desk
    einkauf empfang enquiries enquiry facturacion facturation faktura finance hallo hello help helpdesk hola hr iletisim
    info informacion information inquiries invoice invoices jobs karriere kontakt legal mail mailbox marketing media
    news newsletter noreply no-reply office order orders personal post postmaster praxis presse press privacy purchasing
    rechnung reception recepcion recruiting rh sales secretariat sekretariat sekretariat service services shop sklep
    soporte support team ufficio ventas vendas verkauf verwaltung vertrieb webmaster welcome zentrale
"""
_ROLE_NAMES = frozenset(_ROLES.split())


class Mailbox(NamedTuple):
    """Both sides of an address, in the form that is equal for all addresses of one mailbox."""

    user: str
    domain: str


def mailbox(address: str) -> Mailbox:
    """The mailbox of an address: without what follows a plus, for Gmail without dots too; blank for no address."""
    user, _, domain = address.strip().lower().rpartition("@")
    user = user.partition("+")[0] or user
    if domain in _GMAIL:
        user, domain = user.replace(".", "") or user, "gmail.com"
    return Mailbox(user, domain) if user and domain else Mailbox("", "")


def is_role(user: str) -> bool:
    """Whether the user part names a desk of a company (info, sales …) and no person."""
    return user.rstrip("0123456789") in _ROLE_NAMES
