import pytest

from contacts.importing.vocabulary import EXPORTED_ONLY, FIELDS
from contacts.models import Contact, FieldChoice
from contacts.resources import ContactResource, choice_labels
from tests.factories import booked, make_custom_field


def test_every_field_of_the_vocabulary_has_a_widget(db):
    resource = ContactResource()

    assert {*resource.fields} == {*FIELDS, "id"}
    assert "id" in EXPORTED_ONLY


def test_custom_fields_of_contacts_join_and_those_of_companies_do_not(db):
    make_custom_field(key="size", type="number")
    make_custom_field(key="branch", subject="company")

    resource = ContactResource()

    assert [name for name in resource.fields if name.startswith("custom.")] == ["custom.size"]
    assert resource.widget("custom.size").clean("38") == 38


def test_choices_are_those_of_the_base(db):
    with booked():
        FieldChoice.objects.filter(field="lead_status").delete()
        FieldChoice.objects.create(field="lead_status", value="hot", label="Very hot")

    assert choice_labels()["lead_status"] == {"hot": "Very hot"}
    assert ContactResource().widget("lead_status").clean("VERY hot") == "hot"


@pytest.mark.parametrize(
    "name",
    [
        field.name
        for field in Contact._meta.get_fields()
        if getattr(field, "max_length", None) and field.name in FIELDS and field.name != "email"
    ],
)
def test_no_cell_is_longer_than_its_column(db, name):
    widget = ContactResource().widget(name)
    limit = Contact._meta.get_field(name).max_length

    assert getattr(widget, "max_length", limit) == limit


def test_the_queries_are_as_many_for_one_custom_field_as_for_three(db, django_assert_num_queries):
    for count in (1, 2):
        for _ in range(count):
            make_custom_field()
        with django_assert_num_queries(2):
            ContactResource()
