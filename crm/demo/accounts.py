"""The three people who log in to a demo."""

import json
import secrets
from pathlib import Path

from django.contrib.auth.models import Group
from django.db import transaction

from crm.embedded.files import write_private
from crm.models import Team, User

PASSWORDS = "demo_passwords.json"
ROLES = {"admin": [], "sales": ["Sales rep"], "privacy": ["Privacy officer"]}
ACCOUNTS = {
    "admin": {"first_name": "Ada", "last_name": "Berg", "team": "Operations", "is_superuser": True},
    "sales": {"first_name": "Sam", "last_name": "Keller", "team": "Sales"},
    "privacy": {"first_name": "Priya", "last_name": "Nair", "team": "Privacy"},
}


@transaction.atomic
def prepare_accounts(folder: Path) -> None:
    """Make the accounts that are missing, with passwords to be; nobody can log in to a new one yet."""
    if made := [username for username in ACCOUNTS if _make(username)]:
        _keep(folder, _kept(folder) | {username: secrets.token_urlsafe(9) for username in made})


@transaction.atomic
def give_passwords(folder: Path, password: str = "") -> dict[str, str | None]:
    """Give the accounts of the demo `password`, or keep those they have, and return these by name.

    Nothing for an account that was not made here, or whose password a person has changed: it is left alone.
    """
    kept = _kept(folder)
    given = {username: _give(username, kept.get(username), password) for username in ACCOUNTS}
    if changed := {name: given[name] for name in kept if given.get(name) not in (None, kept[name])}:
        _keep(folder, kept | changed)
    return given


def _give(username: str, kept: str | None, wanted: str) -> str | None:
    user = User.objects.get(username=username)
    is_new = not user.has_usable_password()
    if kept is None or not (is_new or user.check_password(kept)):
        return None
    # A password that stays keeps its sessions.
    if is_new or wanted not in ("", kept):
        user.set_password(wanted or kept)
        user.save(update_fields=["password"])
    return wanted or kept


def _kept(folder: Path) -> dict[str, str]:
    """The passwords that were given by name of the account; whoever finds another one there keeps off it."""
    try:
        return json.loads((folder / PASSWORDS).read_text())
    except FileNotFoundError:
        return {}


def _keep(folder: Path, passwords: dict[str, str]) -> None:
    write_private(folder / PASSWORDS, json.dumps(passwords))


def _make(username: str) -> bool:
    """Whether the account was missing."""
    fields = ACCOUNTS[username]
    team, _ = Team.objects.get_or_create(name=fields["team"])
    given = fields | {"team": team, "is_staff": True, "email": f"{username}@crm.example"}
    user, made = User.objects.get_or_create(username=username, defaults=given)
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
        user.groups.set(Group.objects.filter(name__in=ROLES[username]))
    return made
