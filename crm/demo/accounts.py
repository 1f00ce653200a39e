"""The three people who log in to a demo."""

import secrets
from collections.abc import Collection

from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import Q, QuerySet

from crm.models import Team, User

STAFF_WORDS = ("view", "add", "change", "import", "export")
ACCOUNTS = {
    "admin": {"first_name": "Ada", "last_name": "Berg", "team": "Operations", "is_superuser": True},
    "sales": {"first_name": "Sam", "last_name": "Keller", "team": "Sales"},
    "privacy": {"first_name": "Priya", "last_name": "Nair", "team": "Privacy"},
}


@transaction.atomic
def prepare_accounts() -> None:
    """Make the accounts that are missing; nobody can log in to a new one yet."""
    for username in ACCOUNTS:
        _account(username)


def give_passwords(password: str = "") -> dict[str, str]:
    """Give each account `password`, or a random one of its own, and return these by name."""
    passwords = {username: password or secrets.token_urlsafe(9) for username in ACCOUNTS}
    for username, chosen in passwords.items():
        user = User.objects.get(username=username)
        # A password that stays keeps its sessions.
        if not password or not user.check_password(password):
            user.set_password(chosen)
            user.save(update_fields=["password"])
    return passwords


def _account(username: str) -> None:
    fields = ACCOUNTS[username]
    team, _ = Team.objects.get_or_create(name=fields["team"])
    given = fields | {"team": team, "is_staff": True, "email": f"{username}@crm.example"}
    user, made = User.objects.get_or_create(username=username, defaults=given)
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
        user.user_permissions.set(_MAY[username]())


def _permissions(words: Collection[str], *apps: str) -> QuerySet[Permission]:
    verbs = Q()
    for word in words:
        verbs |= Q(codename__startswith=f"{word}_")
    return Permission.objects.filter(verbs, content_type__app_label__in=apps)


_MAY = {
    "admin": Permission.objects.none,
    "sales": lambda: _permissions(STAFF_WORDS, "contacts"),
    "privacy": lambda: _permissions(["view"], "contacts") | _permissions(STAFF_WORDS, "gdpr"),
}
