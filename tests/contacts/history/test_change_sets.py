"""Booking writes on change sets."""

import pytest
from django.db import connection, transaction

from contacts.history import NoTransaction, booked_on, change_set
from contacts.models import ChangeSet, Tag
from tests.factories import booked

Kind, Door = ChangeSet.Kind, ChangeSet.Door
TagEvent = Tag.pgh_event_model


class Interrupted(Exception):
    pass


def create_and_fail(name: str) -> None:
    Tag.objects.create(name=name)
    raise Interrupted


def booked_names() -> list[tuple[str, str | None]]:
    """Which tag was written under which kind of change set."""
    kinds = dict(ChangeSet.objects.values_list("pk", "kind"))
    versions = TagEvent.objects.order_by("pgh_id").values_list("name", "pgh_context_id")
    return [(name, kinds.get(context_id)) for name, context_id in versions]


@pytest.mark.django_db(transaction=True)
def test_booking_outside_a_transaction_is_refused():
    with booked() as made:
        pass

    with pytest.raises(NoTransaction, match="wrap the call in transaction"), booked_on(made):
        Tag.objects.create(name="VIP")

    assert Tag.objects.count() == 0


def test_block_that_writes_nothing_leaves_an_empty_change_set(db):
    with booked():
        pass

    assert (ChangeSet.objects.count(), booked_names()) == (1, [])


def test_change_set_knows_who_why_and_through_which_door(admin):
    with change_set(Kind.IMPORT, door=Door.COMMAND, by=admin, reason="Fair in Hanover") as made:
        running = made.finished_at
    made.refresh_from_db()

    assert (made.kind, made.door, made.actor, made.reason) == ("import", "command", admin, "Fair in Hanover")
    assert (running, made.started_at <= made.finished_at) == (None, True)


def test_writes_are_booked_on_the_change_set(db):
    with change_set(Kind.IMPORT, door=Door.JOB):
        Tag.objects.create(name="VIP")

    assert booked_names() == [("VIP", "import")]


def test_nested_change_set_joins_the_outer(db):
    with change_set(Kind.IMPORT, door=Door.JOB) as outer:
        with change_set(Kind.EDIT, door=Door.ADMIN) as inner:
            Tag.objects.create(name="inner")
        Tag.objects.create(name="outer")

    assert (inner, ChangeSet.objects.count()) == (outer, 1)
    assert booked_names() == [("inner", "import"), ("outer", "import")]


def test_exception_takes_everything_back(db):
    with pytest.raises(Interrupted), change_set(Kind.EDIT, door=Door.ADMIN):
        create_and_fail("VIP")

    assert (Tag.objects.count(), ChangeSet.objects.count(), booked_names()) == (0, 0, [])


def test_exception_of_a_nested_block_that_is_caught_keeps_the_outer_booked(db):
    with change_set(Kind.IMPORT, door=Door.JOB):
        with pytest.raises(Interrupted), transaction.atomic(), change_set(Kind.EDIT, door=Door.ADMIN):
            create_and_fail("lost")
        Tag.objects.create(name="kept")

    assert booked_names() == [("kept", "import")]


@pytest.mark.unbooked
def test_write_after_the_block_is_not_booked(db):
    with change_set(Kind.EDIT, door=Door.ADMIN):
        Tag.objects.create(name="within")
    Tag.objects.create(name="after")

    assert booked_names() == [("within", "edit"), ("after", None)]


@pytest.mark.unbooked
def test_write_after_a_block_that_failed_is_not_booked(db):
    with booked() as made:
        pass

    with pytest.raises(Interrupted), booked_on(made):
        create_and_fail("lost")
    Tag.objects.create(name="after")

    assert booked_names() == [("after", None)]


@pytest.mark.django_db(transaction=True)
def test_next_transaction_is_booked_on_its_own_change_set():
    with change_set(Kind.EDIT, door=Door.ADMIN):
        Tag.objects.create(name="one")
    with change_set(Kind.IMPORT, door=Door.JOB):
        Tag.objects.create(name="two")

    assert booked_names() == [("one", "edit"), ("two", "import")]


@pytest.mark.django_db(transaction=True)
def test_chunks_of_a_long_run_are_booked_on_one_change_set():
    with change_set(Kind.IMPORT, door=Door.JOB) as made:
        pass
    for name in ("one", "two"):
        with transaction.atomic(), booked_on(made):
            Tag.objects.create(name=name)

    assert (ChangeSet.objects.count(), booked_names()) == (1, [("one", "import"), ("two", "import")])


def test_booking_on_another_change_set_gives_the_outer_back(db):
    with change_set(Kind.IMPORT, door=Door.JOB) as run:
        pass

    with change_set(Kind.EDIT, door=Door.ADMIN) as edit:
        with booked_on(run):
            Tag.objects.create(name="run")
        Tag.objects.create(name="edit")
        joined = connection.change_set

    assert (joined, booked_names()) == (edit, [("run", "import"), ("edit", "edit")])
