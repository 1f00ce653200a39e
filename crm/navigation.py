"""The sidebar of the admin, grouped as those who use it think."""

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

GROUPS = {
    "": {
        "contacts.Contact": "person",
        "contacts.Company": "apartment",
        "contacts.Deal": "handshake",
        "contacts.Task": "task_alt",
        "contacts.Activity": "forum",
        "contacts.ContactList": "list_alt",
        "contacts.Tag": "sell",
        "contacts.DuplicatePair": "people_outline",
    },
    "Import and export": {
        "contacts.ImportRun": "upload_file",
        "contacts.ImportMapping": "table_convert",
        "contacts.ImportProblem": "rule",
        "contacts.ExportRun": "download",
        "contacts.BulkRun": "edit_note",
        "contacts.MergeRun": "merge",
    },
    "Privacy": {"gdpr.ConsentEvent": "verified_user", "gdpr.Purpose": "flag"},
    "Settings": {
        "crm.User": "badge",
        "crm.Team": "groups",
        "auth.Group": "key",
        "knox.AuthToken": "api",
        "contacts.CustomField": "tune",
        "contacts.FieldChoice": "checklist",
        "contacts.Stage": "stairs",
        "contacts.ExchangeRate": "currency_exchange",
        "contacts.ChangeSet": "history",
        "procrastinate.ProcrastinateJob": "sync",
    },
}
NAMES = {
    "auth.Group": "Roles",
    "contacts.FieldChoice": "Choices",
    "knox.AuthToken": "API tokens",
    "procrastinate.ProcrastinateJob": "Jobs",
}


def sidebar(request: HttpRequest) -> list[dict]:
    """The groups with the tables that the user may see; groups without any are left out."""
    groups = (
        {"title": title, "separator": bool(title), "items": _items(request, icons)} for title, icons in GROUPS.items()
    )
    return [group for group in groups if group["items"]]


def _items(request: HttpRequest, icons: dict[str, str]) -> list[dict]:
    models = {label: apps.get_model(label) for label in icons}
    return [
        {"title": _title(label, model), "icon": icons[label], "link": _link(model)}
        for label, model in models.items()
        if admin.site.get_model_admin(model).has_view_or_change_permission(request)
    ]


def _title(label: str, model: type) -> str:
    name = str(model._meta.verbose_name_plural)
    return NAMES.get(label, name[:1].upper() + name[1:])


def _link(model: type) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
