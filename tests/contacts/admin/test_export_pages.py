"""Exporting through the admin: choose, wait, fetch, and the journal."""

import json
import uuid
from http import HTTPStatus

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job

from contacts.admin import export_pages
from contacts.exporting import run as export_run
from contacts.models import Contact, ContactList, ExportRun, ListMember
from contacts.tasks import delete_expired_exports, export_contacts, note_given_up
from crm.roles import ROLES
from tests.contacts.admin.pages import url
from tests.contacts.admin.test_bulk_page import said, text, work_off
from tests.factories import booked, make_contact, make_custom_field, make_user

pytestmark = pytest.mark.django_db

LIST, EXPORT = url(Contact, "changelist"), url(Contact, "export")
MAY = {"Sales rep", "Manager", "Ops admin", "Privacy officer"}
SEE_ALL = {"Ops admin", "Privacy officer"}
ALL = {"apply": "1", "kind": "csv", "scope": "all"}
SOME = {"apply": "1", "kind": "jsonl", "scope": "some", "columns": ["email"]}


def in_role(role):
    user = make_user(is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.fixture
def as_rep(db):
    return in_role("Sales rep")


@pytest.fixture
def large(monkeypatch):
    """Two contacts are many."""
    monkeypatch.setattr(export_run, "AT_ONCE", 1)
    monkeypatch.setattr(export_pages, "AT_ONCE", 1)
    make_contact(email="ada@example.com"), make_contact(email="bob@example.com")
    yield
    for name in default_storage.listdir("exports")[1] if default_storage.exists("exports") else ():
        default_storage.delete(f"exports/{name}")


def asked(browser, **inputs) -> ExportRun:
    """The run of a large export, which waits for a worker."""
    return ExportRun.objects.get(pk=browser.post(EXPORT, SOME | inputs).url.split("/")[-3])


def export(browser, inputs=ALL) -> None:
    """Have something exported, and its file fetched."""
    browser.post(EXPORT, inputs).getvalue()


def emails(response) -> list[str]:
    return [json.loads(line)["email"] for line in response.getvalue().splitlines()]


@pytest.mark.parametrize(("others", "answer"), [([], 403), (["view_contact"], 200)])
def test_export_takes_the_permission_to_look(client, others, answer):
    clerk = make_user(is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=["export_contact", *others]))
    client.force_login(clerk)

    answers = [client.get(EXPORT), client.post(EXPORT, ALL)]

    answers[1].getvalue()
    assert [each.status_code for each in answers] == [answer] * 2


@pytest.mark.parametrize("role", ROLES)
def test_pages_and_action_are_for_those_who_may_export(role):
    browser, contact = in_role(role), make_contact()

    answers = [browser.get(EXPORT), browser.post(EXPORT, ALL), browser.get(url(ExportRun, "changelist"))]
    action = browser.post(LIST, {"action": "export_selected", "_selected_action": [contact.pk]})

    answers[1].getvalue()
    assert {answer.status_code for answer in answers} == {200 if role in MAY else 403}
    assert ("form" in (action.context or {})) == (role in MAY)


def test_page_asks_for_format_and_columns_and_exports_nothing(as_admin):
    make_custom_field(key="size", label="Size <b>")
    make_contact()

    page = text(as_admin.get(f"{EXPORT}?q=person"))

    assert "Export 1 contact" in page
    assert "Contacts by a search." in page
    assert "Size &lt;b&gt;" in page
    assert not ExportRun.objects.exists()


@pytest.mark.parametrize(("kind", "start"), [("csv", b"\xef\xbb\xbfid,"), ("xlsx", b"PK"), ("jsonl", b'{"id": ')])
def test_small_export_is_sent_at_once_and_journalled(as_admin, admin, kind, start):
    make_contact(first_name="Jane"), make_contact(first_name="Joan")

    response = as_admin.post(f"{EXPORT}?q=Jane", ALL | {"kind": kind})

    run = ExportRun.objects.get()
    assert response.getvalue().startswith(start)
    assert response.headers["Content-Disposition"] == f'attachment; filename="{run.file_name}"'
    assert (run.status, run.rows, run.created_by, run.contacts) == ("done", 1, admin, "Contacts by a search")
    assert "No copy is kept." in text(as_admin.get(run.get_absolute_url()))


@pytest.mark.parametrize(
    ("inputs", "errors"),
    [
        ({"scope": "some"}, {"columns": ["Choose at least one column, or all of them."]}),
        ({"kind": "pdf"}, {"kind": ["Select a valid choice. pdf is not one of the available choices."]}),
        ({"scope": "few"}, {"scope": ["Select a valid choice. few is not one of the available choices."]}),
        (
            {"scope": "some", "columns": ["salary"]},
            {"columns": ["Select a valid choice. salary is not one of the available choices."]},
        ),
    ],
)
def test_what_is_missing_or_wrong_is_said(as_admin, inputs, errors):
    response = as_admin.post(EXPORT, ALL | inputs)

    assert response.context["form"].errors == errors
    assert not ExportRun.objects.exists()


def test_refusal_is_said_beside_what_was_chosen(as_admin, monkeypatch):
    full = export_run.FORMATS["xlsx"]
    monkeypatch.setitem(export_run.FORMATS, "xlsx", type(full)(full.label, full.content_type, full.write, most=0))
    make_contact()

    response = as_admin.post(EXPORT, ALL | {"kind": "xlsx"})

    (error,) = response.context["form"].non_field_errors()
    assert error.startswith("Nothing was exported: a worksheet holds 0 contacts at most, and these are 1.")


@pytest.mark.parametrize("query", ["?city=Bonn", "?list=63d3e5c2-0000-4000-8000-000000000000", "?tag=1&tag=2"])
def test_filter_that_is_not_there_leads_back_to_the_list(as_admin, query):
    response = as_admin.post(f"{EXPORT}{query}", ALL)

    assert (response.url, len(said(response))) == (LIST, 1)
    assert not ExportRun.objects.exists()


def test_ticked_contacts_are_exported_and_no_others(as_admin):
    one, two = make_contact(email="ada@example.com"), make_contact(email="bob@example.com")
    make_contact()
    ticked = {"action": "export_selected", "_selected_action": [one.pk, two.pk]}

    page = as_admin.post(LIST, ticked)
    response = as_admin.post(LIST, ticked | SOME)

    assert "Export 2 contacts" in text(page)
    assert f'value="{one.pk}"' in text(page)
    assert sorted(emails(response)) == ["ada@example.com", "bob@example.com"]


def test_all_matches_of_the_filters_are_exported_and_no_others(as_admin):
    one, *_ = [make_contact(email=f"{name}@example.com", lifecycle_stage="lead") for name in ("ada", "bob")]
    make_contact(lifecycle_stage="customer")
    ticked = {"action": "export_selected", "_selected_action": [one.pk], "select_across": "1"}
    address = f"{LIST}?lifecycle_stage=lead&q=&o=1"

    page = as_admin.post(address, ticked)
    response = as_admin.post(address, ticked | SOME)

    assert '<input type="hidden" name="select_across" value="1">' in text(page)
    assert sorted(emails(response)) == ["ada@example.com", "bob@example.com"]


def test_list_leads_to_the_export_of_its_members(as_rep):
    with booked():
        contact_list = ContactList.objects.create(name="VIP")
        ListMember.objects.create(list=contact_list, contact=make_contact(email="ada@example.com"))
    make_contact()

    link = as_rep.get(url(ContactList, "export_members", contact_list.pk))
    response = as_rep.post(link.url, SOME)

    assert emails(response) == ["ada@example.com"]
    assert ExportRun.objects.get().contacts == "Contacts by list “VIP”"


def test_export_of_a_list_is_for_those_who_may_export():
    with booked():
        contact_list = ContactList.objects.create(name="VIP")
    reader = in_role("Read-only")

    answer = reader.get(url(ContactList, "export_members", contact_list.pk))

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "export_members" not in text(reader.get(contact_list.get_absolute_url()))


def test_last_choice_is_proposed_to_each_user(as_admin, as_rep):
    export(as_admin, SOME | {"columns": ["email", "tags"]})

    own, of_another = (browser.get(EXPORT).context["form"] for browser in (as_admin, as_rep))

    assert [own[name].value() for name in ("kind", "scope", "columns")] == ["jsonl", "some", ["email", "tags"]]
    assert [of_another[name].value() for name in ("kind", "scope", "columns")] == ["csv", "all", []]


def test_large_export_waits_for_a_worker_and_two_clicks_are_one(as_admin, large):
    run, again = asked(as_admin), asked(as_admin)

    page = text(as_admin.get(run.get_absolute_url()))
    ExportRun.objects.update(rows=1)
    part = text(as_admin.get(url(ExportRun, "progress", run.pk)))

    job = ProcrastinateJob.objects.get()
    assert (again, job.task_name, job.args) == (run, "contacts.tasks.export_contacts", {"run_id": str(run.pk)})
    assert "Waiting for a worker" in page
    assert "50 %" in part


@pytest.mark.django_db(transaction=True)
def test_worker_makes_the_file_and_its_page_offers_it(as_admin, large):
    run = asked(as_admin)

    work_off()
    part = as_admin.get(url(ExportRun, "progress", run.pk))
    page = text(as_admin.get(run.get_absolute_url()))
    file = as_admin.get(url(ExportRun, "file", run.pk))

    run.refresh_from_db()
    assert part.headers["HX-Refresh"] == "true"
    assert "2 contacts in 1 column" in page
    assert f"Download {run.file_name}" in page
    assert sorted(emails(file)) == ["ada@example.com", "bob@example.com"]
    assert file.headers["Content-Disposition"] == f'attachment; filename="{run.file_name}"'
    assert file.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")


@pytest.mark.django_db(transaction=True)
def test_file_is_given_to_nobody_else(as_admin, as_rep, as_bare_staff, as_outsider, large):
    officer, run = in_role("Privacy officer"), asked(as_admin)
    work_off()
    page, file = run.get_absolute_url(), url(ExportRun, "file", run.pk)
    guessed = url(ExportRun, "file", uuid.uuid4())

    assert "Only Ada can download it." in text(officer.get(page))
    assert officer.get(file).status_code == HTTPStatus.FORBIDDEN
    assert [as_bare_staff.get(address).status_code for address in (page, file, guessed)] == [HTTPStatus.FORBIDDEN] * 3
    # Those of others are as little there for a colleague as those that never were.
    assert [as_rep.get(address).url for address in (page, file, guessed)] == ["/admin/"] * 3
    assert as_outsider.get(file).url.startswith("/admin/login/")


@pytest.mark.django_db(transaction=True)
def test_file_is_not_given_to_whoever_may_not_export_any_more(as_rep, large):
    run = asked(as_rep)
    work_off()
    run.created_by.groups.clear()

    assert as_rep.get(run.get_absolute_url()).status_code == HTTPStatus.OK
    assert as_rep.get(url(ExportRun, "file", run.pk)).status_code == HTTPStatus.FORBIDDEN


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_deleted", [False, True])
def test_file_whose_time_is_over_is_gone_and_that_is_said(as_admin, large, is_deleted):
    run = asked(as_admin)
    work_off()
    ExportRun.objects.update(expires_at=timezone.now())
    if is_deleted:
        delete_expired_exports.defer(timestamp=0)
        work_off()

    page, file = as_admin.get(run.get_absolute_url()), as_admin.get(url(ExportRun, "file", run.pk))

    run.refresh_from_db()
    assert (file.status_code, bool(run.file)) == (HTTPStatus.GONE, not is_deleted)
    assert ["The file has been deleted" in text(answer) for answer in (page, file)] == [True, True]


@pytest.mark.django_db(transaction=True)
def test_file_that_somebody_has_removed_is_gone(as_admin, large):
    run = asked(as_admin)
    work_off()
    run.refresh_from_db()
    default_storage.delete(run.file.name)

    answers = [as_admin.get(address) for address in (run.get_absolute_url(), url(ExportRun, "file", run.pk))]

    assert [answer.status_code for answer in answers] == [HTTPStatus.OK, HTTPStatus.GONE]


def test_export_that_was_killed_is_interrupted_and_can_be_started_again_once(as_admin, large):
    run = asked(as_admin)
    ProcrastinateJob.objects.all()._raw_delete("default")
    ExportRun.objects.update(status="running", rows=1)

    page = text(as_admin.get(run.get_absolute_url()))
    for _ in range(2):
        as_admin.post(url(ExportRun, "start", run.pk))

    run.refresh_from_db()
    assert "It was interrupted, and there is no file." in page
    assert "Start again" in page
    assert (run.status, run.message, ProcrastinateJob.objects.count()) == ("queued", "", 1)


def test_export_that_a_worker_takes_up_again_is_not_queued_beside(as_admin, large):
    run = asked(as_admin)
    ExportRun.objects.update(status="failed")

    answer = as_admin.post(url(ExportRun, "start", run.pk))

    assert (answer.url, ProcrastinateJob.objects.count()) == (run.get_absolute_url(), 1)


def test_job_that_was_given_up_leaves_the_run_interrupted(as_admin, large):
    run = asked(as_admin)
    ExportRun.objects.update(status="running")
    arguments = {"run_id": str(run.pk)}

    note_given_up(
        job=Job(id=1, queue="", lock=None, queueing_lock=None, task_name=export_contacts.name, task_kwargs=arguments)
    )

    assert ExportRun.objects.get().status == "failed"


@pytest.mark.django_db(transaction=True)
def test_stopped_export_leaves_no_file(as_admin, large):
    run = asked(as_admin)

    page = text(as_admin.post(url(ExportRun, "stop", run.pk), follow=True))
    work_off()

    run.refresh_from_db()
    assert "The export was stopped." in page
    assert (run.status, run.file, run.selection) == ("cancelled", "", {"filters": {}})


@pytest.mark.django_db(transaction=True)
def test_export_whose_list_is_gone_says_so(as_admin, large):
    with booked():
        contact_list = ContactList.objects.create(name="VIP")
        ListMember.objects.bulk_create(ListMember(list=contact_list, contact=each) for each in Contact.objects.all())
    run = ExportRun.objects.get(pk=as_admin.post(f"{EXPORT}?list={contact_list.pk}", SOME).url.split("/")[-3])
    with booked():
        ContactList.objects.all().soft_delete()

    work_off()
    page = text(as_admin.get(run.get_absolute_url()))

    assert "what the list is filtered by (list) is not there any more" in page


def test_runs_of_others_are_neither_started_nor_stopped(as_admin, as_rep, large):
    run, officer = asked(as_rep), in_role("Ops admin")
    ExportRun.objects.update(status="failed")

    answers = [officer.post(url(ExportRun, step, run.pk)).status_code for step in ("start", "stop")]
    looks = [as_rep.get(url(ExportRun, step, run.pk)).status_code for step in ("start", "stop")]

    assert answers == [HTTPStatus.FORBIDDEN] * 2
    assert looks == [HTTPStatus.METHOD_NOT_ALLOWED] * 2
    assert ExportRun.objects.get().status == "failed"


@pytest.mark.parametrize("role", sorted(MAY))
def test_journal_shows_everybodys_to_those_who_look_after_them_and_their_own_to_others(as_admin, role):
    browser = in_role(role)
    export(as_admin), export(browser)

    shown = browser.get(url(ExportRun, "changelist")).context["cl"].result_count

    assert shown == (2 if role in SEE_ALL else 1)


def test_journal_can_be_changed_by_nobody(as_admin):
    export(as_admin)
    run = ExportRun.objects.get()

    answers = [as_admin.get(url(ExportRun, "add")), as_admin.post(url(ExportRun, "delete", run.pk), {"post": "yes"})]

    assert [answer.status_code for answer in answers] == [HTTPStatus.FORBIDDEN] * 2
    assert ExportRun.objects.exists()
