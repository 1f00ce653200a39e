"""What would happen: counted exactly, and nothing written."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.bulk import BulkPlan, keep, plan_bulk
from contacts.bulk.belongings import AddTag
from contacts.bulk.columns import SetField, set_field
from contacts.bulk.deletion import Delete
from contacts.bulk.tasks import AddTask
from contacts.exceptions import NotAllowed, NothingToChange, UnknownFilter, UnusableValue
from contacts.models import BulkRun, ChangeSet, Contact
from contacts.selection import Selection
from crm.roles import ROLES
from tests.factories import booked, make_contact, make_tag, make_user

pytestmark = pytest.mark.django_db

MAY = {"Sales rep", "Manager", "Ops admin"}
BERLIN = set_field("city", "Berlin")


def user_with(*permissions):
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


def test_a_plan_counts_and_writes_nothing(admin):
    make_contact(city="Berlin"), make_contact(city="Bonn"), make_contact()
    before = ChangeSet.objects.count()

    plan = plan_bulk(Selection(), BERLIN, by=admin)

    assert (plan.matched, plan.changing, plan.not_permitted) == (3, 2, 0)
    assert (ChangeSet.objects.count(), BulkRun.objects.count()) == (before, 0)
    assert Contact.objects.filter(city="Berlin").count() == 1


def test_contacts_of_other_teams_are_counted_and_left_out(rep):
    own, theirs = make_contact(owner=rep), make_contact(owner=make_user())
    make_contact(owner=rep, city="Berlin"), make_contact(owner=make_user(), city="Berlin")

    plan = plan_bulk(Selection(), BERLIN, by=rep)

    assert (plan.matched, plan.changing, plan.not_permitted) == (4, 1, 2)
    assert [sample.contact for sample in plan.samples()] == [own]
    assert list(plan_bulk(Selection(ids=(theirs.pk,)), BERLIN, by=rep).samples()) == []


def test_contacts_that_are_not_seen_are_not_counted(rep, settings):
    settings.REPS_SEE_ALL = False
    make_contact(owner=rep), make_contact(owner=make_user())

    plan = plan_bulk(Selection(), BERLIN, by=rep)

    assert (plan.matched, plan.changing, plan.not_permitted) == (1, 1, 0)


def test_samples_are_the_first_ten(admin):
    with booked():
        Contact.objects.bulk_create(Contact(email=f"p{number}@example.com", source="form") for number in range(12))

    samples = plan_bulk(Selection(), BERLIN, by=admin).samples()

    assert [sample.contact for sample in samples] == list(Contact.objects.order_by("pk")[:10])


@pytest.mark.parametrize("role", ROLES)
def test_planning_is_for_those_who_may_change_contacts_in_bulk(role):
    user = make_user()
    user.groups.add(Group.objects.get(name=role))
    make_contact(owner=user)

    if role in MAY:
        assert plan_bulk(Selection(), BERLIN, by=user).changing == 1
    else:
        with pytest.raises(NotAllowed):
            plan_bulk(Selection(), BERLIN, by=user)


def test_each_operation_needs_its_permission():
    user, tag = user_with("bulk_change_contact", "change_contact"), make_tag()
    make_contact(owner=user)

    assert plan_bulk(Selection(), BERLIN, by=user).changing == 1
    for operation in (AddTag(str(tag.pk)), AddTask("Call"), Delete()):
        with pytest.raises(NotAllowed) as refusal:
            plan_bulk(Selection(), operation, by=user)
        assert refusal.value.facts == {"permission": operation.permission}


def test_the_permission_to_change_contacts_alone_is_not_enough():
    with pytest.raises(NotAllowed):
        plan_bulk(Selection(), BERLIN, by=user_with("change_contact"))


def test_an_unknown_filter_is_refused(admin):
    with pytest.raises(UnknownFilter):
        plan_bulk(Selection(filters={"city": "Bonn"}), BERLIN, by=admin)


def test_the_number_of_queries_does_not_grow_with_the_contacts(admin):
    make_contact()
    with CaptureQueriesContext(connection) as with_one:
        plan_bulk(Selection(), set_field("city", "Berlin"), by=admin).samples()
    for number in range(3):
        make_contact(owner=make_user(), city=f"City {number}")

    with CaptureQueriesContext(connection) as with_more:
        plan_bulk(Selection(), set_field("city", "Berlin"), by=admin).samples()

    assert len(with_more) == len(with_one)


def test_a_kept_plan_is_who_is_meant_and_what_was_known(admin):
    contact = make_contact()
    plan = plan_bulk(Selection(filters={"q": contact.email}), BERLIN, by=admin)

    run = BulkRun.objects.get(pk=keep(plan).pk)

    assert BulkPlan.of(run) == plan
    assert (run.title, run.status, run.matched, run.changing, run.unchanged) == (
        "Set city to “Berlin”",
        "planned",
        1,
        1,
        0,
    )


@pytest.mark.parametrize(
    ("owner", "city", "reason"),
    [(None, "", "colleagues of another team"), ("rep", "Berlin", "it is so already"), (None, None, "no contact is")],
)
def test_a_plan_that_changes_nothing_is_not_kept(rep, owner, city, reason):
    if city is not None:
        make_contact(owner=rep if owner else make_user(), city=city)

    with pytest.raises(NothingToChange, match=reason):
        keep(plan_bulk(Selection(), BERLIN, by=rep))

    assert not BulkRun.objects.exists()


def test_text_that_is_too_long_is_refused_before_it_is_looked_for(admin):
    with pytest.raises(UnusableValue):
        plan_bulk(Selection(), SetField("postal_code", "1" * 21), by=admin)
