"""The roles that every installation has."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management.sql import emit_post_migrate_signal

from crm.roles import ROLES

pytestmark = pytest.mark.django_db


def held(role: str) -> set[str]:
    permissions = Group.objects.get(name=role).permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in permissions}


@pytest.mark.parametrize("role", ROLES)
def test_role_has_its_permissions_and_no_others(role):
    assert held(role) == ROLES[role]


def test_role_that_was_changed_is_set_right_by_the_next_migration():
    role = Group.objects.get(name="Read-only")
    role.permissions.set(Permission.objects.filter(codename="delete_contact"))

    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")

    assert held("Read-only") == ROLES["Read-only"]


def test_nobody_but_a_superuser_manages_users():
    assert {word for words in ROLES.values() for word in words if word.startswith("crm.")} == set()
