"""Building dynamic lists: who joins, who leaves, and what is written."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contacts.deletion import delete
from contacts.exceptions import CannotUndo, CircularLists, NotADynamicList, NotAllowed, RefreshRunning, UnusableFilter
from contacts.history import plan_undo
from contacts.lists import define, pin, refresh, unpin
from contacts.models import ChangeSet, Contact, ListBuild, ListMember, Tag
from contacts.runs import alone
from tests.concurrency import in_threads
from tests.factories import booked, make_contact, make_list, make_tag, make_user

pytestmark = pytest.mark.django_db

DOOR = ChangeSet.Door.COMMAND
IN_ROME = {"field": "city", "operator": "equals", "value": "rome"}


def refreshed(contact_list, **how):
    done = refresh(contact_list, now=timezone.now(), by=None, door=DOOR, **how)
    return done.joined, done.left, done.size


def members(contact_list):
    return set(Contact.objects.filter(list_members__list=contact_list))


def test_static_list_is_refused():
    contact_list = make_list(type="static")

    with pytest.raises(NotADynamicList):
        refreshed(contact_list)


def test_who_may_not_change_lists_is_refused():
    with pytest.raises(NotAllowed):
        refresh(make_list(IN_ROME), now=timezone.now(), by=make_user(), door=DOOR)


def test_unchanged_membership_writes_nothing():
    make_contact(city="Rome")
    contact_list = make_list(IN_ROME)
    refreshed(contact_list)
    events, sets = ListMember.pgh_event_model.objects, ChangeSet.objects
    before = events.count(), sets.count()

    assert refreshed(contact_list) == (0, 0, 1)
    assert (events.count(), sets.count()) == before


def test_those_join_and_leave_who_have_to():
    stays, leaves, comes = make_contact(city="Rome"), make_contact(city="ROME"), make_contact()
    contact_list = make_list(IN_ROME)
    refreshed(contact_list)
    kept = ListMember.objects.get(contact=stays).pk
    with booked():
        Contact.objects.filter(pk=leaves.pk).update(city="Bonn")
        Contact.objects.filter(pk=comes.pk).update(city="Rome")

    assert refreshed(contact_list) == (1, 1, 2)
    assert members(contact_list) == {stays, comes}
    assert ListMember.objects.get(contact=stays).pk == kept
    assert ChangeSet.objects.filter(kind=ChangeSet.Kind.REFRESH).count() == 2


def test_refresh_cannot_be_undone():
    make_contact(city="Rome")
    refreshed(make_list(IN_ROME))

    with pytest.raises(CannotUndo):
        plan_undo(ChangeSet.objects.get(kind=ChangeSet.Kind.REFRESH), by=None)


def test_unusable_filter_keeps_members_and_is_noted():
    tag = make_tag(name="VIP")
    make_contact()
    contact_list = make_list({"field": "tags", "operator": "not_equals", "value": str(tag.pk)})
    assert refreshed(contact_list) == (1, 0, 1)
    delete(Tag.objects.all(), by=None, door=DOOR)

    with pytest.raises(UnusableFilter):
        refreshed(contact_list)

    build = ListBuild.objects.get()
    assert (contact_list.list_members.count(), build.watches) == (1, {})
    assert build.error.startswith("The filter cannot be used: all[0].value must be")


def test_build_is_recorded():
    contact_list = make_list(IN_ROME)
    now = timezone.now()

    refresh(contact_list, now=now, by=None, door=DOOR)

    build = ListBuild.objects.get()
    assert (build.refreshed_at, build.filters, build.error, build.is_slow) == (now, contact_list.filters, "", False)
    assert build.watches == {"contacts_contact": ["city", "deleted_at", "restricted_at"]}


def test_pinned_members_survive_refreshes():
    always, never, deleted, other = (make_contact(city=city) for city in ("", "Rome", "", "Rome"))
    contact_list = make_list(IN_ROME)
    refreshed(contact_list)

    pin(contact_list, [always, deleted], always=True, by=None, door=DOOR)
    pin(contact_list, [never], always=False, by=None, door=DOOR)

    assert members(contact_list) == {always, deleted, other}

    delete(Contact.objects.filter(pk=deleted.pk), by=None, door=DOOR)

    assert refreshed(contact_list) == (0, 1, 2)

    unpin(contact_list, [always, never], by=None, door=DOOR)

    assert members(contact_list) == {never, other}
    assert refreshed(contact_list) == (0, 0, 2)


def test_pin_is_refused_for_static_lists_and_those_without_rights():
    contact = make_contact()

    with pytest.raises(NotADynamicList):
        pin(make_list(type="static"), [contact], always=True, by=None, door=DOOR)
    with pytest.raises(NotAllowed):
        pin(make_list(IN_ROME), [contact], always=True, by=make_user(), door=DOOR)


def test_pin_that_is_there_writes_nothing():
    contact, contact_list = make_contact(), make_list(IN_ROME)
    pin(contact_list, [contact], always=True, by=None, door=DOOR)
    before = ChangeSet.objects.count()

    assert pin(contact_list, [contact], always=True, by=None, door=DOOR) == 0
    assert unpin(make_list(IN_ROME), [contact], by=None, door=DOOR) == 0
    assert ChangeSet.objects.count() == before + 1


def test_list_that_depends_on_itself_is_refused():
    first = make_list(IN_ROME, name="First")
    second = make_list({"field": "lists", "operator": "equals", "value": str(first.pk)}, name="Second")
    third = make_list({"not": {"field": "lists", "operator": "in", "value": [str(second.pk)]}}, name="Third")

    for asked in (first, second, third):
        with pytest.raises(CircularLists):
            define(first, [{"field": "lists", "operator": "equals", "value": str(asked.pk)}], by=None, door=DOOR)
    define(third, [{"field": "lists", "operator": "equals", "value": "first"}], by=None, door=DOOR)

    third.refresh_from_db()
    assert third.filters == {"all": [{"field": "lists", "operator": "equals", "value": str(first.pk)}]}


def test_define_is_refused_for_static_lists():
    with pytest.raises(NotADynamicList):
        define(make_list(type="static"), [IN_ROME], by=None, door=DOOR)


def test_time_alone_brings_people_out():
    contact = make_contact()
    contact_list = make_list({"field": "created_at", "operator": "in_last_days", "value": 30})
    refreshed(contact_list)

    refresh(contact_list, now=timezone.now() + timedelta(31), by=None, door=DOOR)

    assert (members(contact_list), Contact.objects.get()) == (set(), contact)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_one():
    contact_list = make_list(IN_ROME)

    def meanwhile():
        with pytest.raises(RefreshRunning):
            refreshed(contact_list)

    with alone(contact_list, otherwise=RefreshRunning):
        in_threads(meanwhile)
