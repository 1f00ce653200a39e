"""How a contact stands to a list, and since when."""

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from contacts.labels import add_members, remove_members
from contacts.lists import pin, standing
from contacts.merging import merge, plan_merge, unmerge
from contacts.models import ChangeSet
from tests.factories import make_contact, make_list, make_static_list, make_user

pytestmark = pytest.mark.django_db

DOOR = ChangeSet.Door.COMMAND


def moves(contact, contact_list) -> list[tuple[bool, str, str]]:
    """Each join (True) or leave, by whom, and by what."""
    flips = standing(contact, contact_list).flips
    return [(flip.joined, flip.actor, flip.change_set.kind) for flip in flips]


def test_stranger_has_never_been_on_the_list():
    held = standing(make_contact(), make_static_list())

    assert (held.is_member, held.pin, held.flips) == (False, None, ())


def test_joins_and_leaves_of_others_and_of_other_lists_do_not_count():
    contact, contact_list = make_contact(), make_static_list()
    add_members(contact_list, [make_contact()], by=None, door=DOOR)
    add_members(make_static_list(), [contact], by=None, door=DOOR)

    assert moves(contact, contact_list) == []


def test_joins_and_leaves_come_newest_first(admin):
    contact, contact_list = make_contact(), make_static_list()
    add_members(contact_list, [contact], by=admin, door=DOOR)
    remove_members(contact_list, [contact], by=None, door=DOOR)
    add_members(contact_list, [contact], by=admin, door=DOOR)

    assert standing(contact, contact_list).is_member is True
    assert moves(contact, contact_list) == [
        (True, str(admin), "edit"),
        (False, "Command line", "edit"),
        (True, str(admin), "edit"),
    ]


def test_merge_and_its_undo_hand_a_membership_on(admin):
    winner, loser, contact_list = make_contact(), make_contact(), make_static_list()
    add_members(contact_list, [loser], by=None, door=DOOR)
    merge(plan_merge(winner, [loser]), by=admin, door=DOOR)
    merged = moves(winner, contact_list)
    unmerge(winner, by=admin, door=DOOR)

    assert merged == [(True, str(admin), "merge")]
    assert moves(winner, contact_list) == [(False, str(admin), "undo"), *merged]
    assert standing(winner, contact_list).is_member is False
    assert standing(loser, contact_list).is_member is True


def test_pin_tells_who_has_pinned():
    pinner = make_user()
    pinner.user_permissions.set(Permission.objects.filter(codename__in=["add_listpin", "change_contact"]))
    contact, contact_list = make_contact(owner=pinner), make_list({"field": "city", "operator": "is_empty"})
    began = timezone.now()
    pin(contact_list, [contact], always=False, by=pinner, door=DOOR)

    told = standing(contact, contact_list).pin

    assert (told.always, told.actor) == (False, str(pinner))
    assert began <= told.at <= timezone.now()


def test_pin_that_a_merge_has_handed_on_tells_who_had_pinned(admin):
    winner, loser, contact_list = make_contact(), make_contact(), make_list({"field": "city", "operator": "is_empty"})
    pin(contact_list, [loser], always=True, by=admin, door=DOOR)
    merge(plan_merge(winner, [loser]), by=None, door=DOOR)

    told = standing(winner, contact_list).pin

    assert (told.always, told.actor) == (True, str(admin))
