"""The plain sentence that says why somebody is on a list, or is not."""

import pytest
from django.contrib.auth.models import Permission
from django.utils import formats, timezone

from contacts.deletion import delete
from contacts.labels import add_members, remove_members
from contacts.lists import answer, explain, follow_changes, pin, refresh, standing
from contacts.models import ChangeSet, Contact, ContactList, ListMember
from tests.factories import booked, make_contact, make_list, make_static_list, make_user

pytestmark = pytest.mark.django_db

DOOR = ChangeSet.Door.COMMAND
IN_ROME = {"field": "city", "operator": "equals", "value": "Rome"}
BUYS = {"field": "deals.count", "operator": "at_least", "value": 1}
HAS_STREET = {"field": "address_line1", "operator": "is_set"}
HAS_TITLE = {"field": "title", "operator": "is_set"}


def by_filter(contact, contact_list, **asker) -> tuple[str, str]:
    told = answer(contact, contact_list, explain(contact, contact_list, now=timezone.now(), **asker))
    return told.verdict, told.why


def by_hand(contact, contact_list) -> tuple[str, str]:
    told = answer(contact, contact_list, standing(contact, contact_list))
    return told.verdict, told.why


def built(*leaves, **fields):
    made = make_list(*leaves, **fields)
    refresh(made, now=timezone.now(), by=None, door=DOOR)
    return made


def on(moment) -> str:
    return formats.date_format(timezone.localtime(moment), "DATETIME_FORMAT")


def test_nobody_is_on_a_static_list_by_themselves():
    assert by_hand(make_contact(), make_static_list()) == ("is not in", "because nobody has added the contact")


def test_deleted_contacts_and_lists_say_so():
    contact, contact_list = make_contact(), built(IN_ROME)
    delete(Contact.objects.filter(pk=contact.pk), by=None, door=DOOR)
    gone = make_static_list()
    with booked():
        ContactList.objects.filter(pk=gone.pk).soft_delete()
    erased = make_contact(deleted_at="2026-01-01T00:00Z", erased_at="2026-01-01T00:00Z")
    for row in (contact, gone):
        row.refresh_from_db()

    assert by_hand(contact, contact_list) == (
        "is not in",
        "because the contact was deleted; who is deleted counts in no list until restored",
    )
    assert by_hand(make_contact(), gone) == ("is not in", "because the list was deleted")
    assert by_hand(erased, contact_list) == ("is not in", "because the person was anonymised for good")


def test_static_list_says_who_has_added_and_taken_off(admin):
    contact, contact_list = make_contact(), make_static_list()
    add_members(contact_list, [contact], by=admin, door=DOOR)
    added = by_hand(contact, contact_list)
    at = on(ListMember.objects.get().added_at)
    remove_members(contact_list, [contact], by=admin, door=DOOR)

    verdict, why = by_hand(contact, contact_list)

    assert added == ("is in", f"because {admin} added the contact on {at}")
    assert (verdict, why.partition(" on ")[0]) == ("is not in", f"because {admin} took the contact off")


def test_static_list_says_by_what_else_than_by_hand(admin):
    contact, contact_list = make_contact(), make_static_list()
    with booked(kind=ChangeSet.Kind.IMPORT, by=admin):
        ListMember.objects.create(list=contact_list, contact=contact)

    _, why = by_hand(contact, contact_list)

    assert why == f"because {admin} added the contact on {on(ListMember.objects.get().added_at)} (import)"


def test_conditions_that_decide_are_named():
    contact = make_contact(city="Rome")

    assert by_filter(contact, built(IN_ROME)) == ("is in", "because this holds: City is “Rome”")
    assert by_filter(contact, built(IN_ROME, BUYS)) == (
        "is not in",
        "because this does not hold: Number of deals is at least 1 (found: 0)",
    )
    assert by_filter(contact, built(IN_ROME, {"not": BUYS})) == (
        "is in",
        "because this holds: City is “Rome”, and this does not hold: Number of deals is at least 1 (found: 0)",
    )
    assert by_filter(contact, built({"any": [BUYS, IN_ROME, HAS_TITLE]})) == (
        "is in",
        "because this holds: City is “Rome”",
    )


def test_of_many_conditions_a_few_are_named():
    _, why = by_filter(make_contact(), built(IN_ROME, BUYS, HAS_STREET, HAS_TITLE, {"not": HAS_TITLE}))

    assert why == (
        "because this does not hold: City is “Rome” (found: nothing); Number of deals is at least 1 (found: 0); "
        "Address is known (found: nothing); and 1 more"
    )


@pytest.mark.parametrize(("always", "verdict"), [(True, "is in"), (False, "is not in")])
def test_pin_decides_alone(admin, always, verdict):
    contact, contact_list = make_contact(city="Bonn" if always else "Rome"), built(IN_ROME)
    pin(contact_list, [contact], always=always, by=admin, door=DOOR)
    at = on(contact_list.pins.get().created_at)

    told = by_filter(contact, contact_list)

    word = "always" if always else "never"
    assert told == (verdict, f"because {admin} pinned the contact on {at}: {word} in it, whatever the filter says")


def test_members_that_await_a_refresh_are_told():
    contact, contact_list = make_contact(city="Rome"), built(IN_ROME)
    with booked():
        Contact.objects.update(city="Bonn")
    contact.refresh_from_db()
    left = by_filter(contact, contact_list)
    follow_changes(now=timezone.now())
    with booked():
        Contact.objects.update(city="Rome")
    contact.refresh_from_db()

    assert left == (
        "is still in",
        "but does not belong there any more, because this does not hold: City is “Rome” (found: “Bonn”)",
    )
    assert by_filter(contact, contact_list) == (
        "is not yet in",
        "but belongs there, because this holds: City is “Rome”",
    )


def test_what_the_asker_may_not_see_is_not_told():
    contact, contact_list, asker = make_contact(city="Rome"), built(IN_ROME, BUYS), make_user()
    asker.user_permissions.set(Permission.objects.filter(codename="view_contact"))

    assert by_filter(contact, contact_list, to=asker) == ("is not in", "for reasons that are not for you to see")


def test_list_whose_filter_cannot_be_used_says_so():
    contact_list = make_list({"field": "gone", "operator": "is_set"})

    assert by_hand(make_contact(), contact_list) == ("is not in", "as it was when its filter could last be used")
