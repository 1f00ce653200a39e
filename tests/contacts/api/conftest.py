"""People who use the API."""

import pytest
from django.contrib.auth.models import Group

from crm.models import Team, User
from tests.contacts.api.client import Api
from tests.factories import make_user


@pytest.fixture(autouse=True)
def _static_files_are_not_listed(settings) -> None:
    """Each client would list all of them when it is made."""
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture
def api(admin) -> Api:
    """The API in the name of somebody who may do everything."""
    return Api(admin)


@pytest.fixture
def rep(db) -> User:
    user = make_user(team=Team.objects.create(name="North"))
    user.groups.add(Group.objects.get(name="Sales rep"))
    return user


@pytest.fixture
def as_rep(rep) -> Api:
    return Api(rep)
