"""Tags that contacts bear, and static lists that they stand on."""

import pytest
from django.contrib.auth.models import Permission

from contacts.exceptions import BelongsToOthers, FollowsFilter, NotAllowed
from contacts.labels import (
    LabelChange,
    add_members,
    change_labels,
    label,
    remove_members,
    require_may_label,
    require_permitted,
    retagged,
)
from contacts.models import ChangeSet, Contact, ContactList
from crm.models import User
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


# What each part of a change takes.
PARTS = {
    "tags_added": "add_contacttag",
    "tags_removed": "delete_contacttag",
    "lists_added": "add_listmember",
    "lists_removed": "delete_listmember",
}
parts = pytest.mark.parametrize(("part", "permission"), PARTS.items())


def user_who_may(*codenames: str) -> User:
    user = make_user()
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user


def change_of(part: str, friends: ContactList) -> LabelChange:
    return LabelChange(**{part: [make_tag() if part.startswith("tags") else friends]})


@parts
def test_contact_is_labelled_by_those_who_may_label(friends, part, permission):
    user = user_who_may("change_contact", *(set(PARTS.values()) - {permission}))

    with pytest.raises(NotAllowed, match=f"contacts.{permission}"):
        change_labels(make_contact(owner=user), change_of(part, friends), by=user, door=ChangeSet.Door.API)

    assert by_api() == []


@parts
def test_contact_of_others_is_not_labelled(friends, part, permission):
    user = user_who_may("change_contact", permission)

    with pytest.raises(BelongsToOthers):
        change_labels(make_contact(owner=make_user()), change_of(part, friends), by=user, door=ChangeSet.Door.API)

    assert by_api() == []


@parts
def test_contact_of_ones_own_is_labelled(friends, part, permission):
    user = user_who_may("change_contact", permission)

    change_labels(make_contact(owner=user), change_of(part, friends), by=user, door=ChangeSet.Door.API)

    assert by_api() == ["edit"]


@pytest.mark.parametrize("part", ["lists_added", "lists_removed"])
def test_contact_is_put_on_no_dynamic_list(part):
    regulars = ContactList(name="Regulars", type=ContactList.Type.DYNAMIC)

    with pytest.raises(FollowsFilter):
        change_labels(make_contact(), LabelChange(**{part: [regulars]}), **BY_API)


def test_contact_that_is_yet_to_come_belongs_to_nobody():
    change = LabelChange(tags_added=[make_tag()])

    require_permitted(change, by=user_who_may("add_contacttag"))

    with pytest.raises(NotAllowed):
        require_permitted(change, by=make_user())


def test_contact_that_was_handed_on_since_is_labelled_as_was_asked():
    user = user_who_may("change_contact", "add_contacttag")
    contact, tag = make_contact(owner=user), make_tag()
    require_may_label(contact, change := LabelChange(tags_added=[tag]), by=user)
    with booked():
        Contact.objects.update(owner=make_user())

    label(contact, change, by=user, door=ChangeSet.Door.API)

    assert list(contact.tags.all()) == [tag]


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


MEMBERS = pytest.mark.parametrize(
    ("change", "permission"), [(add_members, "add_listmember"), (remove_members, "delete_listmember")]
)


@MEMBERS
def test_members_are_changed_by_those_who_may_change_members(friends, change, permission):
    user = user_who_may("change_contact", "change_contactlist")

    with pytest.raises(NotAllowed, match=f"contacts.{permission}"):
        change(friends, [make_contact(owner=user)], by=user, door=ChangeSet.Door.API)


@MEMBERS
def test_members_are_contacts_whom_the_user_may_edit(friends, change, permission):
    user = user_who_may("change_contact", permission)
    own, other = make_contact(owner=user), make_contact(owner=make_user())

    with pytest.raises(BelongsToOthers):
        change(friends, [own, other], by=user, door=ChangeSet.Door.API)

    assert by_api() == []


def test_tags_are_compared_with_those_that_the_contact_bears_and_the_user_sees():
    contact, kept, old, gone, new = make_contact(), *(make_tag() for _ in range(4))
    with booked():
        contact.tags.set([kept, old, gone])
        type(gone).objects.filter(pk=gone.pk).soft_delete()

    assert retagged(contact, [kept, new], by=None) == LabelChange(tags_added=[new], tags_removed=[old])
    assert retagged(contact, [kept, old, gone], by=None).is_empty
    assert retagged(contact, [], by=make_user()).is_empty


def test_members_are_counted_where_anything_changes(friends):
    first, second = make_contact(), make_contact()

    added = [add_members(friends, contacts, **BY_API) for contacts in ([first], [first, second], [first])]
    removed = [remove_members(friends, contacts, **BY_API) for contacts in ([first], [first])]

    assert (added, removed, list(friends.members.all())) == ([1, 1, 0], [1, 0], [second])
    assert by_api() == ["edit"] * 3
