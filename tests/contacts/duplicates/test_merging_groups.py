"""Merging many groups of duplicates at once, and taking all of it back."""

import pytest
from django.contrib.auth.models import Permission

from contacts.duplicates.merging_groups import cancel, keep, merge_groups, settle_interrupted
from contacts.duplicates.sure_groups import plan_sure
from contacts.exceptions import MergedWithOthers, NotAllowed, NothingToChange
from contacts.history import undo
from contacts.merging import unmerge
from contacts.models import Activity, ChangeSet, Contact, DuplicateMark, DuplicatePair, MergeRun
from crm.models import User
from tests.factories import booked, make_activity, make_contact, make_pair

pytestmark = pytest.mark.django_db

DOOR = ChangeSet.Door.COMMAND


@pytest.fixture
def pairs():
    return [make_pair(make_contact(first_name=name), make_contact(last_name="L")) for name in ("Ada", "Bo", "Cy")]


def planned(admin: User) -> MergeRun:
    DuplicateMark.objects.all().delete()
    return keep(plan_sure(0.99, by=admin), by=admin)


def live() -> int:
    return Contact.objects.live().count()


class Stopped(Exception):
    """The process was stopped."""


def stop(run: MergeRun) -> None:
    raise Stopped


def test_plan_without_groups_is_not_kept(admin):
    with pytest.raises(NothingToChange):
        planned(admin)


def test_run_of_somebody_who_may_not_merge_any_more_is_refused(admin, pairs):
    run = planned(admin)
    User.objects.filter(pk=admin.pk).update(is_superuser=False)

    with pytest.raises(NotAllowed):
        merge_groups(run, door=DOOR)

    run.refresh_from_db()
    assert (run.status, live()) == ("failed", 6)


def test_groups_are_merged_on_one_change_set(admin, pairs):
    run = merge_groups(planned(admin), door=DOOR)

    made = ChangeSet.objects.get(kind="merge")
    assert (run.status, run.done, run.merged, run.left, run.groups) == ("done", 3, 3, 0, [])
    assert (run.change_set, made.actor, made.reason) == (made, admin, "3 groups of duplicates")
    assert (live(), set(DuplicatePair.objects.values_list("status", flat=True))) == (3, {"merged"})


def test_second_run_of_what_is_done_changes_nothing(admin, pairs):
    run = merge_groups(planned(admin), door=DOOR)

    again = merge_groups(run, door=DOOR)

    assert (again.merged, live()) == (3, 3)


def test_group_of_a_contact_that_has_changed_since_is_left_alone(admin, pairs):
    run = planned(admin)
    with booked():
        Contact.objects.filter(pk=pairs[0].low_id).update(title="CTO")

    merge_groups(run, door=DOOR)

    assert (run.merged, run.left, live()) == (2, 1, 4)


def test_group_that_belongs_to_others_meanwhile_is_left_alone(admin, pairs):
    run = planned(admin)
    User.objects.filter(pk=admin.pk).update(is_superuser=False)
    admin.user_permissions.set(Permission.objects.filter(codename__in=["merge_contact", "change_contact"]))
    with booked():
        Contact.objects.filter(pk__in=(pairs[0].low_id, pairs[0].high_id)).update(owner=admin)
    Contact.objects.update(version=1)

    merge_groups(run, door=DOOR)

    assert (run.merged, run.left, live()) == (1, 2, 5)


def test_run_that_was_interrupted_goes_on_where_it_stopped(admin, pairs):
    run = planned(admin)
    with pytest.raises(Stopped):
        merge_groups(run, door=DOOR, on_progress=stop)
    was = (run.status, run.done, live())

    merge_groups(run, door=DOOR)

    assert was == ("failed", 1, 5)
    assert (run.status, run.done, run.merged, live()) == ("done", 3, 3, 3)
    assert ChangeSet.objects.filter(kind="merge").count() == 1


def test_run_that_was_killed_has_failed(admin, pairs):
    run = planned(admin)
    MergeRun.objects.update(status="running")
    run.refresh_from_db()

    assert settle_interrupted(run).status == "failed"


def test_run_that_is_stopped_leaves_the_rest(admin, pairs):
    run = merge_groups(planned(admin), door=DOOR, on_progress=cancel)

    assert (run.status, run.done, live(), run.groups) == ("cancelled", 1, 5, [])


def test_one_undo_brings_all_back(admin, pairs):
    activity = make_activity(pairs[0].high)
    before = list(Contact.objects.order_by("pk").values("pk", "first_name", "last_name", "email", "deleted_at"))
    run = merge_groups(planned(admin), door=DOOR)

    undo(run.change_set, by=admin, door=DOOR)

    after = list(Contact.objects.order_by("pk").values("pk", "first_name", "last_name", "email", "deleted_at"))
    assert after == before
    assert Activity.objects.get().contact_id == activity.contact_id
    assert set(DuplicatePair.objects.values_list("status", flat=True)) == {"open"}


def test_one_contact_is_not_unmerged_by_undoing_the_others(admin, pairs):
    run = merge_groups(planned(admin), door=DOOR)

    with pytest.raises(MergedWithOthers, match=str(run.change_set.pk)):
        unmerge(pairs[0].high, by=admin, door=DOOR)

    assert live() == 3


def test_group_takes_few_queries(admin, pairs, django_assert_max_num_queries):
    run = planned(admin)

    with django_assert_max_num_queries(3 * 80):
        merge_groups(run, door=DOOR)
