"""Why somebody is on a list, or is not."""

import pytest
from django.utils import timezone

from contacts.exceptions import NotADynamicList
from contacts.filters import Reason
from contacts.lists import explain, follow_changes, pin, refresh
from contacts.models import ChangeSet, Contact, ContactTag
from tests.factories import booked, make_activity, make_contact, make_list, make_tag

pytestmark = pytest.mark.django_db

DOOR = ChangeSet.Door.COMMAND
IN_ROME = {"field": "city", "operator": "equals", "value": "rome"}


def explained(contact, contact_list):
    return explain(contact, contact_list, now=timezone.now())


def test_static_list_is_refused():
    with pytest.raises(NotADynamicList):
        explained(make_contact(), make_list(type="static"))


def test_each_part_tells_whether_it_holds_and_what_the_contact_has():
    tag = make_tag(name="VIP")
    contact = make_contact(city="Bonn")
    make_activity(contact)
    with booked():
        ContactTag.objects.create(contact=contact, tag=tag)
    contact_list = make_list(
        {"any": [IN_ROME, {"field": "tags", "operator": "equals", "value": "VIP"}]},
        {"not": {"field": "activities.count", "operator": "at_least", "value": 1}},
    )

    assert explained(contact, contact_list).reason == Reason(
        "all of these",
        False,
        parts=(
            Reason(
                "at least one of these",
                True,
                parts=(Reason("City is “rome”", False, "“Bonn”"), Reason("Tag is VIP", True, "VIP")),
            ),
            Reason("not this", False, parts=(Reason("Number of activities is at least 1", True, "1"),)),
        ),
    )


def test_blank_value_is_told_as_nothing():
    assert explained(make_contact(), make_list(IN_ROME)).reason.parts[0].actual == "nothing"


def test_flips_tell_when_and_by_what():
    contact, contact_list = make_contact(), make_list(IN_ROME)
    refresh(contact_list, now=timezone.now(), by=None, door=DOOR)
    sets = []
    for city in ("Rome", "Bonn"):
        with booked() as made:
            Contact.objects.filter(pk=contact.pk).update(city=city)
        follow_changes(now=timezone.now())
        sets.append(made)

    told = explained(contact, contact_list)

    assert (told.is_member, told.pinned) == (False, None)
    assert [(flip.joined, flip.change_set) for flip in told.flips] == [(False, sets[1]), (True, sets[0])]


def test_pin_is_told():
    contact, contact_list = make_contact(), make_list(IN_ROME)
    pin(contact_list, [contact], always=True, by=None, door=DOOR)

    told = explained(contact, contact_list)

    assert (told.is_member, told.pinned, told.reason.holds) == (True, True, False)
