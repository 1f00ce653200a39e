"""Changing contacts in bulk, in one step."""

import pytest
from django.contrib.auth.models import Group

from contacts.bulk import execute, keep, plan_bulk
from contacts.models import ChangeSet
from tests.factories import make_user


@pytest.fixture
def rep(db):
    """A sales rep, who may change what is theirs."""
    user = make_user(username="rep", is_staff=True)
    user.groups.add(Group.objects.get(name="Sales rep"))
    return user


@pytest.fixture
def change(admin):
    """Plan an operation and carry it out; gives the run."""

    def carried_out(selection, operation, by=admin):
        return execute(keep(plan_bulk(selection, operation, by=by)), door=ChangeSet.Door.ADMIN)

    return carried_out
