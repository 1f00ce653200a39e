"""Every bulk change can be taken back as a whole."""

import pytest

from contacts.bulk import OPERATIONS, operation_of
from contacts.history import undo
from contacts.models import ChangeSet, Contact, ContactList, ContactTag, ListMember, Task
from contacts.selection import Selection
from tests.factories import booked, make_contact, make_custom_field, make_tag

pytestmark = pytest.mark.django_db

COLUMNS = ("email", "city", "country", "phone", "phone_e164", "custom_fields", "deleted_at")


@pytest.fixture
def operations():
    """The JSON of one operation of each kind, each of which would change something."""
    make_custom_field(key="colour")
    tag, other = make_tag(), make_tag()
    contact = make_contact(city="Bonn", country="DE", phone="030 1234567", custom_fields={"colour": "red"})
    gone = make_contact()
    with booked():
        spring, summer = (ContactList.objects.create(name=name) for name in ("Spring", "Summer"))
        ContactTag.objects.create(contact=contact, tag=tag)
        ListMember.objects.create(contact=contact, list=spring)
        Contact.objects.filter(pk=gone.pk).soft_delete()
    return {
        "set_field": {"name": "country", "value": "FR"},
        "set_custom_field": {"field": "colour", "value": "blue"},
        "add_tag": {"to": str(other.pk)},
        "remove_tag": {"to": str(tag.pk)},
        "add_to_list": {"to": str(summer.pk)},
        "remove_from_list": {"to": str(spring.pk)},
        "add_task": {"title": "Call"},
        "delete": {},
        "restore": {},
    }


def state():
    return (
        sorted(Contact.objects.values_list(*COLUMNS), key=str),
        set(ContactTag.objects.values_list("contact", "tag")),
        set(ListMember.objects.values_list("contact", "list")),
        Task.objects.live().count(),
    )


@pytest.mark.parametrize("kind", OPERATIONS)
def test_a_bulk_change_is_taken_back(change, admin, operations, kind):
    before = state()
    meant = Selection(filters={"deleted": "yes"} if kind == "restore" else {})

    run = change(meant, operation_of({"do": kind, **operations[kind]}))
    changed = state() != before
    undo(run.change_set, by=admin, door=ChangeSet.Door.ADMIN)

    assert (changed, state()) == (True, before)
