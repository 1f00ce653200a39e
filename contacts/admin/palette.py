"""What the command palette finds beside pages: people and companies."""

from django.db.models import Value
from django.http import HttpRequest
from unfold.dataclasses import SearchResult

from contacts.models import Company, Contact
from contacts.models.columns import NameKey
from contacts.search import search

SHOWN = 8


def found(request: HttpRequest, term: str) -> list[SearchResult]:
    """The first contacts and companies that match what was typed, of those that the user may see."""
    contacts = search(Contact.objects.visible_to(request.user).live(), term).select_related("company")
    names = Company.objects.visible_to(request.user).live().filter(name_key__startswith=NameKey(Value(term)))
    people = [
        SearchResult(title=str(contact), description=_place(contact), link=contact.get_absolute_url(), icon="person")
        for contact in contacts.order_by("last_name", "first_name", "pk")[:SHOWN]
    ]
    companies = [
        SearchResult(title=str(company), description="Company", link=company.get_absolute_url(), icon="apartment")
        for company in names.order_by("name", "pk")[:SHOWN]
    ]
    return people + companies


def _place(contact: Contact) -> str:
    """Where somebody works, and as what."""
    return ", ".join(filter(None, (contact.title, str(contact.company or "")))) or contact.email
