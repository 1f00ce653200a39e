"""Every registered admin: its pages open for those who may, and for nobody else."""

from http import HTTPStatus

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.db.models import Q
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from contacts.models import (
    Activity,
    BulkRun,
    ChangeSet,
    Company,
    Contact,
    ContactList,
    CustomField,
    Deal,
    DuplicatePair,
    ExchangeRate,
    ExportRun,
    FieldChoice,
    ImportProblem,
    ImportRun,
    MergeRun,
    SavedView,
    Stage,
    Tag,
    Task,
)
from crm.models import Team, User
from crm.roles import ROLES as OF_ROLES
from gdpr.canonical import digest
from gdpr.consent import publish, record
from gdpr.models import ConsentEvent, Erasure, ErasureNotice, Mention, NoticeText, Purpose, Suppression
from tests.contacts.admin.pages import url
from tests.factories import (
    booked,
    make_activity,
    make_company,
    make_contact,
    make_custom_field,
    make_deal,
    make_pair,
    make_tag,
    make_task,
    make_user,
    make_view,
)

pytestmark = pytest.mark.django_db

IMPORT_PAGES = ("contacts_contact_import", "contacts_contact_export", "contacts_contact_process_import")
RUN_PAGES = ("encoding", "again", "progress", "failed_rows", "change")


def consent_event() -> ConsentEvent:
    return record(make_contact(owner=make_user()), purpose="email_marketing", kind="withdrawn", channel="phone")


def contact_list() -> ContactList:
    with booked():
        return ContactList.objects.create(name=f"List {ContactList.objects.count()}", created_by=make_user())


def problem() -> ImportProblem:
    run = ImportRun.objects.create(file_name="people.csv", status=ImportRun.Status.DONE)
    return ImportProblem.objects.create(run=run, line=2, severity="error", reason="No address.")


def bulk_run() -> BulkRun:
    operation, watermark = {"do": "delete"}, {"snapshot": "1:1:", "own": None}
    return BulkRun.objects.create(title="Delete", operation=operation, watermark=watermark, created_by=make_user())


def export_run() -> ExportRun:
    asked = {"columns": ["email"], "has_all_columns": False, "contacts": "All contacts", "selection": {}}
    return ExportRun.objects.create(kind="csv", door="admin", created_by=make_user(), **asked)


def erasure() -> Erasure:
    return Erasure.objects.create(
        people=1, reason="Test", door="admin", change_set=change_set(), counts={"contacts.contact": 1}
    )


def mention() -> Mention:
    task = make_task(owned_contact())
    place = {"table": "contacts.task", "row": str(task.pk), "column": "title", "digest": digest("text", task.title)}
    return Mention.objects.create(erasure=erasure(), spans=[[0, 4]], **place)


def notice() -> ErasureNotice:
    told = {"exports": 1, "last_export_at": timezone.now()}
    return ErasureNotice.objects.create(erasure=erasure(), recipient=make_user(), **told)


def suppression() -> Suppression:
    number = Suppression.objects.count()
    told = {"kind": "email", "digest": b"%d" % number, "form": 1, "key_print": "print", "reason": "Test"}
    return Suppression.objects.create(erasure=erasure(), **told)


def change_set() -> ChangeSet:
    return ChangeSet.objects.create(kind="edit", door="admin", actor=make_user())


def owned_contact() -> Contact:
    return make_contact(company=make_company(), owner=make_user(), lifecycle_stage="lead")


# One more row of each table, with all it refers to.
ROWS = {
    Activity: lambda: make_activity(owned_contact(), owner=make_user(), company=make_company()),
    BulkRun: bulk_run,
    ChangeSet: change_set,
    Company: lambda: make_company(owner=make_user()),
    ConsentEvent: consent_event,
    Contact: owned_contact,
    ContactList: contact_list,
    CustomField: make_custom_field,
    Deal: lambda: make_deal(owned_contact(), company=make_company(), owner=make_user(), amount=5),
    DuplicatePair: lambda: make_pair(owned_contact(), owned_contact()),
    ExchangeRate: lambda: ExchangeRate.objects.create(
        currency="USD", valid_from=f"2026-01-{ExchangeRate.objects.count() + 1:02}", rate=2
    ),
    Erasure: erasure,
    ErasureNotice: notice,
    ExportRun: export_run,
    FieldChoice: lambda: FieldChoice.objects.create(
        field="lead_status", value=f"word{FieldChoice.objects.count()}", label="Word"
    ),
    ImportProblem: problem,
    ImportRun: lambda: ImportRun.objects.create(
        file_name="people.csv", status=ImportRun.Status.DONE, created_by=make_user()
    ),
    Mention: mention,
    MergeRun: lambda: MergeRun.objects.create(threshold=0.99, created_by=make_user()),
    NoticeText: lambda: publish(Purpose.objects.first(), text=f"Text {NoticeText.objects.count()}", by=None),
    Purpose: lambda: Purpose.objects.create(key=f"purpose{Purpose.objects.count()}", name="Purpose"),
    SavedView: lambda: make_view(name=f"View {SavedView.objects.count()}", is_shared=True),
    Stage: lambda: Stage.objects.create(name=f"Stage {Stage.objects.count()}"),
    Suppression: suppression,
    Tag: make_tag,
    Task: lambda: make_task(owned_contact(), owner=make_user()),
    Team: lambda: Team.objects.create(name=f"Team {Team.objects.count()}"),
    User: lambda: make_user(team=Team.objects.create(name=f"Team {Team.objects.count()}")),
}
REGISTERED = sorted(admin.site._registry, key=lambda model: model._meta.label)
OURS = [model for model in REGISTERED if model in ROWS]
# Of these everybody who makes some sees their own.
OWN_ONLY = [ErasureNotice, ExportRun]
OWNED = [Activity, Company, Contact, Deal, Task]


def status(browser, address: str, **kwargs) -> int:
    return browser.get(address, **kwargs).status_code


def test_every_table_of_ours_is_registered_but_those_shown_on_the_page_of_another():
    within_another = {
        "RequestStep",
        "SubjectPackage",
        "UnconfirmedRequest",
        "ContactEmail",
        "ContactPhone",
        "ContactTag",
        "BlockingKeys",
        "DuplicateMark",
        "DuplicateRun",
        "ExternalId",
        "ListMember",
        "ImportRow",
        "ImportPlanRow",
        "ListBuild",
        "ListPin",
        "ChangedContact",
        "ErasureTrace",
        "LikelyDuplicate",
        "NameFrequency",
        "NameWord",
    }

    missing = {
        model._meta.object_name
        for app in ("contacts", "gdpr", "crm")
        for model in apps.get_app_config(app).get_models()
        if model not in admin.site._registry and not model._meta.object_name.endswith("Event")
    }

    assert missing == within_another


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_list_opens(as_admin, model):
    assert status(as_admin, url(model, "changelist")) == HTTPStatus.OK


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_form_of_a_new_row_opens_where_rows_can_be_added(as_admin, model, rf, admin):
    may_add = as_admin_may_add(model, rf, admin)

    assert status(as_admin, url(model, "add")) == (HTTPStatus.OK if may_add else HTTPStatus.FORBIDDEN)


def as_admin_may_add(model, rf, user) -> bool:
    request = rf.get("/")
    request.user = user
    return admin.site._registry[model].has_add_permission(request)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_page_of_a_row_opens(as_admin, model):
    row = ROWS[model]()

    assert status(as_admin, url(model, "change", row.pk)) == HTTPStatus.OK


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_list_takes_the_same_queries_whatever_the_number_of_rows(as_admin, model):
    ROWS[model]()
    as_admin.get(url(model, "changelist"))
    with CaptureQueriesContext(
        connection,
    ) as with_few:
        as_admin.get(url(model, "changelist"))
    ROWS[model](), ROWS[model]()

    with CaptureQueriesContext(connection) as with_more:
        as_admin.get(url(model, "changelist"))

    assert len(with_more) == len(with_few)


@pytest.mark.parametrize("page", ["changelist", "add"])
@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_pages_are_closed_to_those_without_rights(as_outsider, as_bare_staff, model, page):
    assert status(as_outsider, url(model, page)) == HTTPStatus.FOUND
    assert status(as_bare_staff, url(model, page)) == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("page", ["change", "delete", "history"])
@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_rows_are_closed_to_those_without_rights(as_outsider, as_bare_staff, model, page):
    address = url(model, page, ROWS[model]().pk)

    assert status(as_outsider, address) == HTTPStatus.FOUND
    assert status(as_bare_staff, address) == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("role", OF_ROLES)
@pytest.mark.parametrize(
    "model", [model for model in OURS if model not in OWN_ONLY], ids=lambda model: model._meta.label
)
def test_pages_answer_each_role_as_its_permissions_say(client, model, role):
    user = make_user(is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    row = ROWS[model]()
    may_look = admin.site._registry[model].has_view_or_change_permission(asking(user))

    answers = {status(client, url(model, "changelist")), status(client, url(model, "change", row.pk))}

    assert answers == {HTTPStatus.OK if may_look else HTTPStatus.FORBIDDEN}
    assert status(client, url(model, "add")) in (HTTPStatus.OK, HTTPStatus.FORBIDDEN)


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model._meta.label)
def test_row_of_another_team_opens_for_a_rep_but_takes_nothing(client, model):
    rep = make_user(is_staff=True)
    rep.groups.add(Group.objects.get(name="Sales rep"))
    client.force_login(rep)
    row = ROWS[model]()

    assert status(client, url(model, "change", row.pk)) == HTTPStatus.OK
    assert client.post(url(model, "change", row.pk), {}).status_code == HTTPStatus.FORBIDDEN
    assert client.post(url(model, "delete", row.pk), {"post": "yes"}).status_code == HTTPStatus.FORBIDDEN
    assert not ChangeSet.objects.filter(actor=rep).exists()


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model._meta.label)
def test_row_of_another_team_is_not_there_where_reps_see_only_their_own(client, model, settings):
    settings.REPS_SEE_ALL = False
    rep = make_user(is_staff=True)
    rep.groups.add(Group.objects.get(name="Sales rep"))
    client.force_login(rep)
    row = ROWS[model]()

    assert client.get(url(model, "changelist")).context["cl"].result_count == 0
    assert status(client, url(model, "change", row.pk)) == HTTPStatus.FOUND
    assert status(client, url(model, "delete", row.pk)) == HTTPStatus.FOUND
    assert client.get(reverse("admin:autocomplete"), autocomplete_of(model)).content.count(b'"id"') == 0


def asking(user):
    request = RequestFactory().get("/")
    request.user = user
    return request


def autocomplete_of(model) -> dict[str, str]:
    """What the drop-down of deals and the like asks for."""
    source = {Contact: "contact", Company: "company", Deal: "deal"}.get(model, "contact")
    return {"app_label": "contacts", "model_name": "activity", "field_name": source, "term": ""}


@pytest.mark.parametrize("name", IMPORT_PAGES)
def test_import_and_export_are_closed_to_those_without_rights(as_outsider, as_bare_staff, name):
    address = reverse(f"admin:{name}")

    assert as_outsider.post(address).status_code == HTTPStatus.FOUND
    assert as_bare_staff.post(address).status_code in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)


@pytest.mark.parametrize("page", RUN_PAGES)
def test_pages_of_an_import_are_closed_to_those_without_rights(as_outsider, as_bare_staff, page):
    address = url(ImportRun, page, ROWS[ImportRun]().pk)

    assert status(as_outsider, address) == HTTPStatus.FOUND
    assert status(as_bare_staff, address) == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_pages_of_rows_open_for_those_who_may_only_look(client, model):
    reader = make_user(is_staff=True)
    reader.user_permissions.set(
        Permission.objects.filter(Q(codename__startswith="view_") | Q(codename="import_contact"))
    )
    client.force_login(reader)
    address = url(model, "change", ROWS[model]().pk)

    assert status(client, address) == HTTPStatus.OK
    assert client.post(address, {}).status_code in (HTTPStatus.FORBIDDEN, HTTPStatus.OK)
    assert not ChangeSet.objects.filter(actor=reader).exists()


def test_home_shows_the_groups_of_the_sidebar(as_admin):
    groups = [group["title"] for group in as_admin.get("/admin/").context["sidebar_navigation"]]

    assert groups == ["", "Import and export", "Privacy", "Settings"]


def test_home_of_somebody_without_rights_is_empty(as_bare_staff):
    assert as_bare_staff.get("/admin/").context["sidebar_navigation"] == []
