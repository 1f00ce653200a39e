"""The contact list, filtered by custom fields."""

import pytest

from contacts.models import CustomField
from tests.factories import make_contact, make_custom_field

LIST = "/admin/contacts/contact/"


@pytest.fixture
def people(db):
    make_custom_field(key="colour", type=CustomField.Type.CHOICE, choices=["red", "blue"])
    make_custom_field(key="topics", type=CustomField.Type.MULTIPLE_CHOICE, choices=["news", "offers"])
    make_custom_field(key="vip", type=CustomField.Type.BOOLEAN)
    make_contact(first_name="Ada", custom_fields={"colour": "red", "topics": ["news", "offers"], "vip": True})
    make_contact(first_name="Bo", custom_fields={"colour": "blue", "topics": ["offers"], "vip": False})
    make_contact(first_name="Cy")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Ada", "Bo", "Cy"]),
        ("custom_colour=red", ["Ada"]),
        ("custom_topics=offers", ["Ada", "Bo"]),
        ("custom_vip=false", ["Bo"]),
        ("custom_colour=blue&custom_vip=true", []),
    ],
)
def test_contacts_are_filtered_by_custom_fields(as_admin, people, query, names):
    page = as_admin.get(f"{LIST}?{query}")

    assert sorted(contact.first_name for contact in page.context["cl"].result_list) == names
