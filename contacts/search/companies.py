"""Finding companies."""

from django.db.models import QuerySet

from contacts.models import Company
from contacts.models.words import OF_COMPANY
from contacts.search.terms import Matches, all_of, beginning
from contacts.search.typed import read


def matching_companies(companies: QuerySet[Company], text: str) -> QuerySet[Company]:
    """Those whose name has words that begin as all those of the text, in any order, or whose domain begins so.

    All where there is nothing in the box.
    """
    if not text.strip():
        return companies
    typed = read(text)
    if typed is None or not typed.words:
        return companies.none()
    ids = Company.objects.order_by().values("pk")
    named = ids.filter(Matches(OF_COMPANY, all_of(map(beginning, typed.words))))
    domain = typed.text.lower().removeprefix("@").removeprefix("www.")
    return companies.filter(pk__in=named.union(ids.filter(domain__startswith=domain)) if domain else named)
