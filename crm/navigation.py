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
    "Privacy": {
        "gdpr.SubjectRequest": "contact_mail",
        "gdpr.ConsentEvent": "verified_user",
        "gdpr.Notice": "campaign",
        "gdpr.RetentionRule": "auto_delete",
        "gdpr.LegalHold": "gavel",
        "gdpr.Erasure": "person_off",
        "gdpr.Mention": "ink_eraser",
        "gdpr.ErasureNotice": "outgoing_mail",
        "gdpr.Suppression": "block",
        "gdpr.Purpose": "flag",
        "gdpr.NoticeText": "article",
    },
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
# Pages that stand behind a table.
PAGES = {
    "contacts.ContactList": [("Data quality", "cleaning_services", "admin:contacts_contactlist_quality")],
    "gdpr.Notice": [("Notices due", "campaign", "admin:gdpr_notice_due")],
    "gdpr.Purpose": [("Record of processing", "policy", "admin:gdpr_purpose_record")],
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
        item
        for label, model in models.items()
        if admin.site.get_model_admin(model).has_view_or_change_permission(request)
        for item in _of(request, label, model, icons[label])
    ]


def _of(request: HttpRequest, label: str, model: type, icon: str) -> list[dict]:
    """A table and the pages that stand behind it; of several that fit an address, the longest is open."""
    table = (_title(label, model), icon, f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    pages = [(title, icon, reverse(name)) for title, icon, name in (table, *PAGES.get(label, []))]
    fitting = [link for _, _, link in pages if request.path.startswith(link)]
    opened = max(fitting, key=len, default=None)
    return [{"title": title, "icon": icon, "link": link, "active": link == opened} for title, icon, link in pages]


def _title(label: str, model: type) -> str:
    name = str(model._meta.verbose_name_plural)
    return NAMES.get(label, name[:1].upper() + name[1:])
