"""The roles that every installation has, as groups of Django's; made anew after each migration.

The program keeps them as they stand here. A team that wants others makes groups of its own.
"""

from collections.abc import Iterable
from typing import Any

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db.models import QuerySet

APPS = ("crm", "contacts", "gdpr")
EVERYTHING = ("view", "add", "change", "delete")

DESK = ("contact", "company", "deal", "task", "activity", "contactlist")
# What stands on the page of a contact.
PARTS = ("contactemail", "contactphone", "contacttag", "listmember", "listpin", "externalid")
RECORDS = ("changeset", "importrun", "importproblem", "bulkrun", "mergerun")
CONFIGURATION = ("customfield", "fieldchoice", "stage", "exchangerate")


def _of(app: str, models: Iterable[str], verbs: Iterable[str] = EVERYTHING) -> set[str]:
    return {f"{app}.{verb}_{model}" for model in models for verb in verbs}


_LOOK = _of("contacts", (*DESK, *PARTS, "tag"), ["view"]) | _of(
    "gdpr", ["consentevent", "purpose", "noticetext"], ["view"]
)
_SELL = (
    _LOOK
    | _of("contacts", (*DESK, *PARTS))
    | _of("contacts", ["tag"], ["add", "change"])
    | {f"contacts.{word}_contact" for word in ("merge", "enrich", "export", "bulk_change")}
    | {"gdpr.add_consentevent"}
)
_SEE_ALL = {"contacts.see_all_records"}
_MANAGE = (
    _SELL
    | _SEE_ALL
    | {
        f"contacts.{word}"
        for word in ("change_all_records", "delete_tag", "import_contact", "undo_changeset", "share_savedview")
    }
)

ROLES = {
    "Sales rep": _SELL,
    "Manager": _MANAGE | _of("contacts", RECORDS, ["view"]),
    "Ops admin": _MANAGE | _of("contacts", CONFIGURATION) | _of("contacts", (*RECORDS, "exportrun"), ["view"]),
    "Privacy officer": (
        _LOOK
        | _SEE_ALL
        | _of("contacts", ["changeset", "exportrun"], ["view"])
        | _of("gdpr", ["purpose"])
        | _of("gdpr", ["subjectrequest", "legalhold", "notice"], ["view", "add", "change"])
        | _of("gdpr", ["retentionrule"])
        | _of("gdpr", ["erasure", "retentionrun"], ["view"])
        | _of("gdpr", ["erasurenotice", "mention", "suppression"], ["view", "change"])
        | {
            "contacts.anonymise_contact",
            "contacts.export_contact",
            "gdpr.add_consentevent",
            "gdpr.add_noticetext",
            "gdpr.restrict_contact",
        }
    ),
    "Read-only": _LOOK | _SEE_ALL,
}


def make_roles(*, using: str, **signal: Any) -> None:
    """Make each role, and give it the permissions that it has here, no more and no fewer."""
    for app in APPS:
        # Some apps' permissions are yet to be made at this time.
        create_permissions(installed.get_app_config(app), verbosity=0, using=using)
    for name, words in ROLES.items():
        role, _ = Group.objects.using(using).get_or_create(name=name)
        role.permissions.set(_permissions(words, using))


def _permissions(words: Iterable[str], using: str) -> QuerySet[Permission]:
    codenames = {word.partition(".")[2] for word in words}
    return Permission.objects.using(using).filter(content_type__app_label__in=APPS, codename__in=codenames)
