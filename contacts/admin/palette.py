"""What the command palette finds beside pages: people and companies."""

from django.http import HttpRequest
from unfold.dataclasses import SearchResult

from contacts.models import Company, Contact
from contacts.search import NAME, find, matching_companies

SHOWN = 8


def found(request: HttpRequest, term: str) -> list[SearchResult]:
    """The likeliest contacts and companies for what was typed, of those that the user may see."""
    return _people(request, term) + _companies(request, term) if term.strip() else []


def _people(request: HttpRequest, term: str) -> list[SearchResult]:
    contacts = Contact.objects.visible_to(request.user).live()
    hits = find(contacts, term, to=request.user, most=SHOWN)
    known = contacts.select_related("company").in_bulk([hit.contact for hit in hits])
    # One may have been deleted meanwhile.
    people = [(known[hit.contact], hit.reason) for hit in hits if hit.contact in known]
    return [
        SearchResult(
            title=str(contact),
            description=_described(contact, reason),
            link=contact.get_absolute_url(),
            icon="person",
        )
        for contact, reason in people
    ]


def _companies(request: HttpRequest, term: str) -> list[SearchResult]:
    companies = matching_companies(Company.objects.visible_to(request.user).live(), term)
    return [
        SearchResult(title=str(company), description="Company", link=company.get_absolute_url(), icon="apartment")
        for company in companies.order_by("name", "pk")[:SHOWN]
    ]


def _described(contact: Contact, reason: str) -> str:
    """Where somebody works, and as what; and why they were found, unless the name says so."""
    place = ", ".join(filter(None, (contact.title, str(contact.company or "")))) or contact.email
    return place if reason == NAME else f"{place} · {reason}"
