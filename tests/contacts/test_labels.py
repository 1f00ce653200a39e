"""Tags that contacts bear, and static lists that they stand on."""

import pytest

from contacts.exceptions import BelongsToOthers, FollowsFilter
from contacts.labels import LabelChange, add_members, change_labels, remove_members
from contacts.models import ChangeSet, ContactList
from tests.factories import booked, make_contact, make_tag, make_user

pytestmark = pytest.mark.django_db

BY_API = {"by": None, "door": ChangeSet.Door.API}


def by_api() -> list[str]:
    return list(ChangeSet.objects.filter(door="api").values_list("kind", flat=True))


@pytest.fixture
def friends():
    with booked():
        return ContactList.objects.create(name="Friends")


def test_change_that_names_nothing_is_none():
    change_labels(make_contact(), LabelChange(), by=make_user(), door=ChangeSet.Door.API)

    assert by_api() == []


def test_contact_of_others_is_not_labelled():
    contact, tag = make_contact(), make_tag()

    with pytest.raises(BelongsToOthers):
        change_labels(contact, LabelChange(tags_added=[tag]), by=make_user(), door=ChangeSet.Door.API)

    assert not contact.contact_tags.exists()


def test_labels_are_added_and_taken_away_and_others_stay(friends):
    contact, old, new, other = make_contact(), make_tag(), make_tag(), make_tag()
    change_labels(contact, LabelChange(tags_added=[old, other], lists_added=[friends]), **BY_API)

    change_labels(contact, LabelChange(tags_added=[new, new], tags_removed=[old], lists_removed=[friends]), **BY_API)

    assert set(contact.tags.all()) == {new, other}
    assert not contact.lists.exists()


@pytest.mark.parametrize("change", [add_members, remove_members])
def test_members_of_a_dynamic_list_are_not_changed_by_hand(friends, change):
    with booked():
        ContactList.objects.update(type=ContactList.Type.DYNAMIC)

    with pytest.raises(FollowsFilter):
        change(friends, [make_contact()], **BY_API)


@pytest.mark.parametrize("change", [add_members, remove_members])
def test_members_are_changed_by_those_who_may_change_lists(friends, change):
    with pytest.raises(BelongsToOthers):
        change(friends, [make_contact()], by=make_user(), door=ChangeSet.Door.API)


def test_members_are_counted_where_anything_changes(friends):
    first, second = make_contact(), make_contact()

    added = [add_members(friends, contacts, **BY_API) for contacts in ([first], [first, second], [first])]
    removed = [remove_members(friends, contacts, **BY_API) for contacts in ([first], [first])]

    assert (added, removed, list(friends.members.all())) == ([1, 1, 0], [1, 0], [second])
    assert by_api() == ["edit"] * 3
