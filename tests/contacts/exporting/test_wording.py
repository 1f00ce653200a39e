"""What the journal says of who was meant."""

import uuid

import pytest

from contacts.exceptions import UnknownFilter, UnknownFilterValue
from contacts.exporting.wording import LABELS, discreet, in_words
from contacts.filtersets import filters_of_contacts
from contacts.models import ContactList, CustomField
from contacts.selection import Selection
from tests.factories import booked, make_company, make_custom_field, make_tag, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("selection", "words"),
    [
        (Selection(), "All contacts"),
        (Selection(ids=(uuid.UUID(int=1),)), "One contact that was ticked"),
        (Selection(ids=(uuid.UUID(int=1), uuid.UUID(int=2))), "2 contacts that were ticked"),
        (Selection(filters={"q": "Jane Doe"}), "Contacts by a search"),
        (Selection(filters={"deleted": "yes"}), "Deleted contacts"),
        (Selection(filters={"deleted": "yes", "q": "Jane Doe"}), "Deleted contacts by a search"),
        (Selection(filters={"lifecycle_stage": "lead"}), "Contacts by lifecycle stage “Lead”"),
    ],
)
def test_selection_is_told_without_what_was_searched_for(selection, words):
    assert in_words(selection) == words


def test_rows_are_told_by_their_names():
    make_custom_field(key="vip", label="Very important", type=CustomField.Type.BOOLEAN)
    with booked():
        contact_list = ContactList.objects.create(name="Spring")
    rows = {
        "list": contact_list,
        "tag": make_tag(name="New"),
        "owner__id__exact": make_user(first_name="Ada"),
        "company__id__exact": make_company(name="Acme"),
    }

    words = in_words(Selection(filters={name: str(row.pk) for name, row in rows.items()} | {"custom_vip": "true"}))

    assert words == "Contacts by list “Spring”, tag “New”, owner “Ada”, company “Acme”, Very important “Yes”"


def test_row_that_is_gone_is_told_by_its_id():
    gone = str(uuid.uuid4())

    assert in_words(Selection(filters={"company__id__exact": gone})) == f"Contacts by company “{gone}”"


def test_every_filter_has_words():
    assert set(filters_of_contacts()) == {*LABELS, "q", "deleted", "view"}


@pytest.mark.parametrize(
    ("filters", "refusal"), [({"city": "Bonn"}, UnknownFilter), ({"list": str(uuid.UUID(int=1))}, UnknownFilterValue)]
)
def test_what_is_not_known_is_refused(filters, refusal):
    with pytest.raises(refusal):
        in_words(Selection(filters=filters))


def test_discreet_selection_keeps_names_and_ids_of_filters_only():
    assert discreet(Selection(ids=(uuid.uuid4(),))).as_json() == {"ids": []}
    assert discreet(Selection(filters={"q": "Jane Doe", "tag": "1"})).as_json() == {"filters": {"q": "", "tag": "1"}}
