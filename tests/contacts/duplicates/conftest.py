"""Contacts with their keys."""

from typing import Any

import pytest

from contacts.duplicates.checking import Candidate, candidates_of
from contacts.duplicates.profile import profile
from contacts.duplicates.relation import profiles_of
from contacts.models import Contact


@pytest.fixture
def likeness():
    """How probable it is that two contacts are one: 0 where they are not even compared."""

    def probability(one: Contact, other: Contact) -> float:
        return next((each.probability for each in candidates(one) if each.contact_id == other.pk), 0)

    return probability


def candidates(contact: Contact) -> list[Candidate]:
    [(pk, compared)] = profiles_of([contact.pk])
    return candidates_of(compared, besides=pk, at_least=0)


def candidates_of_new(**values: Any) -> list[Candidate]:
    return candidates_of(profile(**values))
