"""Two contacts that are one person."""

import pytest

from tests.factories import make_contact


@pytest.fixture
def winner(db):
    return make_contact(first_name="Ada", email="ada@example.com", phone="+49 30 901820", city="Berlin")


@pytest.fixture
def loser(db):
    return make_contact(
        first_name="A.", last_name="Lovelace", email="lovelace@example.com", phone="+49 40 1234567", postal_code="20095"
    )
