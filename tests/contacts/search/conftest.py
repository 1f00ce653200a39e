"""People to look for."""

import pytest

from contacts.models import ContactTag
from tests.factories import booked, make_activity, make_company, make_contact, make_tag


@pytest.fixture
def people(db):
    """Zoë de Vries with everything that one can be found by, Ada Zoega with a number, and Jean-Luc O’Neill."""
    company = make_company(name="Müller & Søn GmbH")
    zoe = make_contact(
        first_name="Zoë",
        last_name="de Vries",
        email="zoe.devries@mail.Example.com",
        title="Head of Purchasing",
        company=company,
    )
    ada = make_contact(first_name="Ada", last_name="Zoega", email="ada@example.org", phone="+44 20 7946 0958")
    jean = make_contact(first_name="Jean-Luc", last_name="O’Neill", email="jl@oneill.example", phone="089/7654321")
    tag = make_tag(name="Trade fair")
    with booked():
        zoe.phones.create(number="+49 (0)30 901820", e164="+4930901820")
        zoe.emails.create(email="old@former.example")
        ContactTag.objects.create(contact=zoe, tag=tag)
    make_activity(ada, subject="Offer", body="She wants forty lathes by Easter.")
    return {"Zoë": zoe, "Ada": ada, "Jean-Luc": jean}
