"""Mail that came back, noted at the address that it was sent to."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.bouncing import forget_bounces, note_bounces
from contacts.exceptions import BelongsToOthers, NotAllowed
from contacts.history import timeline
from contacts.merging import merge, plan_merge
from contacts.models import ChangeSet, Contact, ContactEmail
from tests.contacts.history.undos import counted, stays, undone
from tests.factories import booked, make_contact, make_user

pytestmark = pytest.mark.django_db

DOOR = ChangeSet.Door.COMMAND
AT = datetime(2026, 3, 14, 9, tzinfo=UTC)
LATER = AT + timedelta(days=1)


@pytest.fixture
def ada():
    return make_contact(email="ada@example.com")


@pytest.fixture
def rep(sales_rep):
    sales_rep.groups.add(Group.objects.get(name="Sales rep"))
    return sales_rep


def note(*addresses, at=AT, by=None):
    return note_bounces(addresses, at=at, by=by, door=DOOR)


def forget(*contacts, by=None):
    return forget_bounces(Contact.objects.filter(pk__in=[each.pk for each in contacts]), by=by, door=DOOR)


def newest():
    return ChangeSet.objects.latest("started_at")


def change(contact, **columns):
    with booked() as made:
        Contact.objects.filter(pk=contact.pk).update(**columns)
    return made


def further(contact, email):
    with booked():
        return contact.emails.create(email=email)


def readdress(row, email):
    with booked() as made:
        ContactEmail.objects.filter(pk=row.pk).update(email=email)
    return made


def marks():
    """When mail came back, by address."""
    return dict(ContactEmail.objects.exclude(bounced_at=None).values_list("email", "bounced_at"))


def test_nothing_is_noted_of_nobody(ada):
    sets = ChangeSet.objects.count()

    assert [note(), note("bob@example.com", "no address", "")] == [0, 0]
    assert (marks(), ChangeSet.objects.count()) == ({}, sets)


def test_who_may_not_change_addresses_is_refused(ada):
    for verb in (lambda by: note(ada.email, by=by), lambda by: forget(ada, by=by)):
        with pytest.raises(NotAllowed):
            verb(make_user(is_staff=True))

    assert marks() == {}


def test_addresses_of_others_are_passed_over_like_unknown_ones(ada, rep):
    own = make_contact(email="bob@example.com", owner=rep)

    assert note(ada.email, own.email, "eve@example.com", by=rep) == 1
    assert marks() == {"bob@example.com": AT}


def test_bounces_of_others_are_not_forgotten(ada, rep):
    note(ada.email)

    with pytest.raises(BelongsToOthers):
        forget(ada, by=rep)
    assert marks() == {"ada@example.com": AT}


def test_deleted_contacts_are_passed_over(ada):
    change(ada, deleted_at=timezone.now())

    assert note(ada.email) == 0


def test_address_is_noted_however_it_is_written(ada):
    further(ada, "ada@home.example")

    assert note(" ADA@Example.com ", "ada@example.com", "Ada@HOME.example") == 2
    assert marks() == {"ada@example.com": AT, "ada@home.example": AT}


def test_same_or_older_time_changes_nothing(ada):
    note(ada.email)
    sets = ChangeSet.objects.count()

    assert [note(ada.email), note(ada.email, at=AT - timedelta(1))] == [0, 0]
    assert (marks(), ChangeSet.objects.count()) == ({"ada@example.com": AT}, sets)
    assert note(ada.email, at=LATER) == 1
    assert marks() == {"ada@example.com": LATER}


def test_time_that_is_yet_to_come_counts_as_now(ada):
    note(ada.email, at=timezone.now() + timedelta(365))

    assert marks()["ada@example.com"] <= timezone.now()


def test_mail_that_arrives_again_is_noted_once(ada):
    note(ada.email)

    assert [forget(ada), forget(ada)] == [1, 0]
    assert marks() == {}


def test_many_are_noted_by_as_many_queries_as_one(ada, django_assert_num_queries):
    many = [make_contact().email for _ in range(20)]
    with CaptureQueriesContext(connection) as one:
        note(ada.email)

    with django_assert_num_queries(len(one)):
        assert note(*many) == 20


def test_mark_stays_behind_when_the_main_address_is_another_one(ada):
    note(ada.email)

    change(ada, email="ada@new.example")

    assert marks() == {"ada@example.com": AT}
    assert ada.emails.get(is_primary=True).bounced_at is None


def test_mark_does_not_go_along_to_who_takes_the_address_over(ada):
    note(ada.email)
    bob = make_contact(email="bob@example.com")

    with booked():
        ada.emails.filter(is_primary=False).delete()
        Contact.objects.filter(pk=ada.pk).update(email="ada@new.example")
        ada.emails.filter(is_primary=False).delete()
        Contact.objects.filter(pk=bob.pk).update(email="ada@example.com")

    assert marks() == {}


def test_mark_goes_when_a_further_address_becomes_another_one(ada):
    row = further(ada, "ada@home.example")
    note(row.email)

    readdress(row, "ada@new.example")

    assert marks() == {}


def test_mark_stays_when_only_the_case_of_letters_changes(ada):
    note(ada.email)

    change(ada, email="Ada@Example.com")

    assert marks() == {"Ada@Example.com": AT}


def test_mark_goes_with_the_address_in_a_merge(ada):
    winner = make_contact(email="lovelace@example.com")
    note(ada.email)

    merge(plan_merge(winner, [ada]), by=None, door=DOOR)

    assert winner.emails.get(email="ada@example.com").bounced_at == AT


def test_undo_takes_the_mark_away_and_brings_it_back(ada):
    note(ada.email, further(ada, "ada@home.example").email)
    noted = newest()
    forget(ada)
    forgotten = newest()

    assert counted(undone(forgotten)) == {"contactemail": (2, 0, 0, 0, 0)}
    assert marks() == {"ada@example.com": AT, "ada@home.example": AT}
    assert counted(undone(noted)) == {"contactemail": (2, 0, 0, 0, 0)}
    assert marks() == {}
    assert ada.emails.get(is_primary=True).email == "ada@example.com"


def test_undo_keeps_a_later_bounce(ada):
    note(ada.email)
    first = newest()
    note(ada.email, at=LATER)

    plan = undone(first)

    assert stays(plan) == [("contactemail", ["Mail came back"], "was edited since", "Command line")]
    assert marks() == {"ada@example.com": LATER}


def test_undo_brings_the_mark_back_with_its_address(ada):
    row = further(ada, "ada@home.example")
    note(row.email)
    changed = readdress(row, "ada@new.example")

    undone(changed)

    assert marks() == {"ada@home.example": AT}


def test_undo_gives_the_mark_to_no_other_address(ada):
    row = further(ada, "ada@home.example")
    note(row.email)
    changed = readdress(row, "ada@new.example")
    readdress(row, "ada@newer.example")

    undone(changed)

    assert marks() == {}


def test_undo_takes_a_new_address_away_though_mail_came_back(ada):
    with booked() as made:
        new = Contact.objects.create(email="new@example.com", source="import")
        ada.emails.create(email="ada@home.example")
    note("new@example.com", "ada@home.example")

    undone(made)

    assert Contact.objects.live().filter(pk=new.pk).count() == 0
    assert list(ada.emails.values_list("email", flat=True)) == ["ada@example.com"]


def test_history_tells_of_it(ada):
    note(ada.email)
    forget(ada)

    assert [entry.sentences for entry in timeline(ada)][:2] == [
        ["noted that mail to ada@example.com arrives again"],
        ["noted that mail to ada@example.com came back on March 14, 2026, 9 a.m."],
    ]


def test_history_tells_of_a_changed_address_alone(ada):
    row = further(ada, "ada@home.example")
    note(row.email)

    readdress(row, "ada@new.example")

    assert timeline(ada)[0].sentences == ["e-mail address: changed E-mail from ada@home.example to ada@new.example"]
