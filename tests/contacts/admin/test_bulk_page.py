"""Changing contacts in bulk through the admin: choose, see, confirm, and what became of it."""

from http import HTTPStatus
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.messages import get_messages
from django.test import Client
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job

from contacts.lists import SEGMENTS, TO_CLEAN
from contacts.models import (
    BulkRun,
    ChangeSet,
    Contact,
    ContactList,
    ContactTag,
    CustomField,
    ListMember,
    Task,
)
from contacts.selection import MOST
from contacts.tasks import change_contacts, forget_bulk_plans, note_given_up
from crm.roles import ROLES
from tests.contacts.admin.pages import url
from tests.factories import booked, make_company, make_contact, make_custom_field, make_list, make_tag, make_user

pytestmark = pytest.mark.django_db

LIST = url(Contact, "changelist")
MAY = {"Sales rep", "Manager", "Ops admin"}
BERLIN = {"what": "set", "field": "city", "value_city": "Berlin"}


@pytest.fixture
def rep(db):
    user = make_user(username="rep", is_staff=True)
    user.groups.add(Group.objects.get(name="Sales rep"))
    return user


@pytest.fixture
def as_rep(rep):
    browser = Client()
    browser.force_login(rep)
    return browser


def act(browser, *contacts, action="edit_selected", query="", **inputs):
    chosen = {"action": action, "_selected_action": [contact.pk for contact in contacts]}
    return browser.post(f"{LIST}{query}", chosen | inputs)


def proposed(browser, *contacts, query="", **inputs) -> BulkRun:
    """The run that the choices lead to."""
    response = act(browser, *contacts, query=query, apply="1", **inputs)
    assert response.status_code == HTTPStatus.FOUND, response.context["form"].errors
    return BulkRun.objects.get(pk=response.url.split("/")[-3])


def step(browser, run, name):
    return browser.post(url(BulkRun, name, run.pk), follow=True)


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def work_off() -> None:
    """Let a worker do what is queued, over the connection that workers have."""
    with app.replace_connector(app.connector.get_worker_connector()):
        app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def text(response) -> str:
    return " ".join(response.content.decode().split())


def many(**fields):
    with booked():
        made = [Contact(email=f"p{n}@example.com", source="import", **fields) for n in range(MOST + 1)]
        return Contact.objects.bulk_create(made)


def test_page_offers_what_can_be_done_and_changes_nothing(as_admin):
    contact = make_contact()

    response = act(as_admin, contact)

    assert "Edit 1 contact" in text(response)
    assert [label for _, label in response.context["form"].fields["what"].choices] == [
        "—",
        "Change the owner",
        "Change the lifecycle stage",
        "Set a field",
        "Clear a field",
        "Add a tag",
        "Remove a tag",
        "Add to a list",
        "Remove from a list",
        "Plan a task",
    ]
    assert not BulkRun.objects.exists()


def test_page_offers_only_what_the_user_may_do(client):
    user = make_user(is_staff=True)
    rights = ("view_contact", "change_contact", "bulk_change_contact", "add_contacttag")
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client.force_login(user)

    offered = [name for name, _ in act(client, make_contact(owner=user)).context["form"].fields["what"].choices]

    assert offered == ["", "owner", "lifecycle_stage", "set", "clear", "add_tag"]


def test_preview_counts_and_shows_old_and_new_and_writes_nothing(as_admin):
    bonn, berlin = make_contact(city="Bonn", first_name="Ada"), make_contact(city="Berlin")

    run = proposed(as_admin, bonn, berlin, **BERLIN)
    page = text(as_admin.get(run.get_absolute_url()))

    assert (run.title, run.status, run.matched, run.changing) == ("Set city to “Berlin”", "planned", 2, 1)
    assert '<strong class="font-semibold text-important">1</strong> of the 2 contacts' in page
    assert "1 stays as they are: it is so already." in page
    assert 'Bonn →</span> <span class="font-semibold text-important">Berlin</span>' in page
    assert "Change 1 contact" in page
    assert Contact.objects.get(pk=bonn.pk).city == "Bonn"


def test_confirmed_change_is_made_at_once_where_it_is_small(as_admin, admin):
    contact = make_contact(city="Bonn")
    run = proposed(as_admin, contact, **BERLIN)

    page = text(step(as_admin, run, "start"))

    run.refresh_from_db()
    assert (run.status, run.changed, run.change_set.door, run.change_set.actor) == ("done", 1, "admin", admin)
    assert Contact.objects.get().city == "Berlin"
    assert "asked for by Ada." in page
    assert run.change_set.get_absolute_url() in page


def test_change_that_was_cancelled_is_gone_and_leads_back_to_the_list(as_admin):
    contact = make_contact(first_name="Ada")
    run = proposed(as_admin, contact, query="?q=ada", select_across="1", **BERLIN)

    response = as_admin.post(url(BulkRun, "stop", run.pk))

    assert response.url == f"{LIST}?q=ada"
    assert not BulkRun.objects.exists()


def test_second_confirmation_changes_nothing_more(as_admin):
    run = proposed(as_admin, make_contact(), **BERLIN)
    step(as_admin, run, "start")

    step(as_admin, run, "start")

    assert ChangeSet.objects.filter(reason__startswith="Bulk").count() == 1


def test_all_matches_of_the_filters_are_meant_and_no_others(as_admin):
    one, two = make_contact(lifecycle_stage="lead"), make_contact(lifecycle_stage="lead")
    make_contact(lifecycle_stage="customer")
    query = "?lifecycle_stage=lead&lead_status=&tag=&owner__id__exact=&q=&o=1&p=1"

    page = text(act(as_admin, one, query=query, select_across="1"))
    run = proposed(as_admin, one, query=query, select_across="1", **BERLIN)
    step(as_admin, run, "start")

    assert "Edit 2 contacts" in page
    assert '<input type="hidden" name="select_across" value="1">' in page
    assert run.selection == {"filters": {"lifecycle_stage": "lead"}}
    assert set(Contact.objects.filter(city="Berlin")) == {one, two}


def test_ticked_contacts_are_meant_and_no_others(as_admin):
    one, two = make_contact(), make_contact()
    make_contact()

    run = proposed(as_admin, one, two, **BERLIN)

    assert run.selection == {"ids": sorted([str(one.pk), str(two.pk)])}


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("?city=Bonn", "Nothing was done: the list is narrowed by “city”"),
        ("?first_name__startswith=A", "Nothing was done: the list is narrowed by “first_name__startswith”"),
        ("?lifecycle_stage=lead&lifecycle_stage=customer", "Nothing was done: what the list is filtered by"),
    ],
)
def test_list_that_is_narrowed_otherwise_is_refused(as_admin, query, message):
    contact = make_contact(city="Bonn", first_name="Ada", lifecycle_stage="customer")

    response = act(as_admin, contact, query=query, select_across="1", apply="1", **BERLIN)

    assert [line[: len(message)] for line in said(response)] == [message]
    assert not BulkRun.objects.exists()


def test_each_choice_leads_to_its_operation(as_admin, admin):
    make_custom_field(key="topics", label="Topics", type=CustomField.Type.MULTIPLE_CHOICE, choices=["a", "b"])
    make_custom_field(key="vip", label="VIP", type=CustomField.Type.BOOLEAN)
    contact, tag, company = make_contact(city="Bonn", custom_fields={"vip": True}), make_tag(), make_company()
    with booked():
        contact_list = ContactList.objects.create(name="Spring")
        ContactTag.objects.create(contact=contact, tag=tag)
        ListMember.objects.create(contact=contact, list=contact_list)
    other, another = make_contact(), str(admin.pk)
    choices = [
        ({"what": "owner", "value_owner": another}, {"do": "set_field", "name": "owner", "value": another}),
        (
            {"what": "lifecycle_stage", "value_lifecycle_stage": "lead"},
            {"do": "set_field", "name": "lifecycle_stage", "value": "lead"},
        ),
        (
            {"what": "set", "field": "company", "value_company": str(company.pk)},
            {"do": "set_field", "name": "company", "value": str(company.pk)},
        ),
        (
            {"what": "set", "field": "country", "value_country": "FR"},
            {"do": "set_field", "name": "country", "value": "FR"},
        ),
        (
            {"what": "set", "field": "custom_topics", "value_custom_topics": ["a", "b"]},
            {"do": "set_custom_field", "field": "topics", "value": ["a", "b"]},
        ),
        (
            {"what": "set", "field": "custom_vip", "value_custom_vip": "false"},
            {"do": "set_custom_field", "field": "vip", "value": False},
        ),
        ({"what": "clear", "cleared": "city"}, {"do": "set_field", "name": "city", "value": None}),
        ({"what": "clear", "cleared": "custom_vip"}, {"do": "set_custom_field", "field": "vip", "value": None}),
        ({"what": "add_tag", "tag": tag.pk}, {"do": "add_tag", "to": str(tag.pk)}),
        ({"what": "remove_tag", "tag": tag.pk}, {"do": "remove_tag", "to": str(tag.pk)}),
        ({"what": "add_to_list", "list": contact_list.pk}, {"do": "add_to_list", "to": str(contact_list.pk)}),
        ({"what": "remove_from_list", "list": contact_list.pk}, {"do": "remove_from_list", "to": str(contact_list.pk)}),
        ({"what": "add_task", "title": " Call "}, {"do": "add_task", "title": "Call", "due_at": None, "owner": None}),
        (
            {"what": "add_task", "title": "Call", "due_at": "2027-03-01T09:00", "task_owner": another},
            {"do": "add_task", "title": "Call", "due_at": "2027-03-01T09:00:00+00:00", "owner": another},
        ),
    ]  # fmt: skip

    operations = [proposed(as_admin, contact, other, **given).operation for given, _ in choices]

    assert operations == [operation for _, operation in choices]


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({}, {"what": ["This field is required."]}),
        ({"what": "erase"}, {"what": ["Select a valid choice. erase is not one of the available choices."]}),
        ({"what": "set"}, {"field": ["This field is required."]}),
        ({"what": "set", "field": "city"}, {"value_city": ["This field is required."]}),
        ({"what": "set", "field": "email"}, None),
        ({"what": "set", "field": "city", "value_city": "x" * 101}, None),
        ({"what": "set", "field": "custom_size", "value_custom_size": "x"}, {"value_custom_size": ["Enter a number."]}),
        ({"what": "clear"}, {"cleared": ["This field is required."]}),
        ({"what": "clear", "cleared": "custom_needed"}, None),
        ({"what": "owner"}, {"value_owner": ["This field is required."]}),
        ({"what": "add_tag"}, {"tag": ["This field is required."]}),
        ({"what": "add_tag", "tag": "63d3e5c2-0000-4000-8000-000000000000"}, None),
        ({"what": "add_to_list", "list": "x"}, None),
        ({"what": "add_task"}, {"title": ["This field is required."]}),
        ({"what": "add_task", "title": "Call", "due_at": "soon"}, {"due_at": ["Enter a valid date/time."]}),
    ],
)  # fmt: skip
def test_what_is_missing_or_wrong_is_said_and_nothing_is_lost(as_admin, given, errors):
    make_custom_field(key="size", type=CustomField.Type.NUMBER), make_custom_field(key="needed", required=True)
    contact = make_contact()

    response = act(as_admin, contact, apply="1", **given)

    form = response.context["form"]
    assert form.errors == (errors or form.errors) != {}
    assert {name: form[name].value() for name in given} == given
    assert f'value="{contact.pk}"' in text(response)
    assert not BulkRun.objects.exists()


def test_change_that_changes_nothing_is_said_beside_what_was_chosen(as_admin):
    response = act(as_admin, make_contact(city="Berlin"), apply="1", **BERLIN)

    assert response.context["form"].non_field_errors() == [
        "Nothing to change: it is so already, or cannot be so, for every contact that is selected."
    ]
    assert response.context["form"]["value_city"].value() == "Berlin"


def test_contacts_of_colleagues_are_left_out_and_that_is_said(as_rep, rep):
    own, theirs = make_contact(owner=rep), make_contact(owner=make_user())

    run = proposed(as_rep, own, theirs, **BERLIN)
    page = text(as_rep.get(run.get_absolute_url()))
    step(as_rep, run, "start")

    assert "1 belongs to colleagues of another team and is left out." in page
    assert list(Contact.objects.filter(city="Berlin")) == [own]


@pytest.mark.parametrize("role", ROLES)
def test_action_is_for_those_who_may_change_contacts_in_bulk(client, role):
    user = make_user(is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)

    response = act(client, make_contact(owner=user))

    assert ("form" in (response.context or {})) == (role in MAY)


def test_run_is_closed_to_others_but_to_those_who_see_all_of_them(as_admin, as_rep, as_bare_staff, as_outsider):
    run = proposed(as_admin, make_contact(), **BERLIN)

    for page in ("change", "progress"):
        answers = [browser.get(url(BulkRun, page, run.pk)).status_code for browser in (as_rep, as_bare_staff)]
        assert answers == [HTTPStatus.FORBIDDEN] * 2
        assert as_outsider.get(url(BulkRun, page, run.pk)).status_code == HTTPStatus.FOUND
    for page in ("start", "stop"):
        assert as_rep.post(url(BulkRun, page, run.pk)).status_code == HTTPStatus.FORBIDDEN
        assert as_admin.get(url(BulkRun, page, run.pk)).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert BulkRun.objects.get().status == "planned"


def test_run_of_somebody_else_can_be_stopped_but_not_started(as_rep, rep, as_admin):
    run = proposed(as_rep, make_contact(owner=rep), **BERLIN)
    BulkRun.objects.update(status="queued")

    started = as_admin.post(url(BulkRun, "start", run.pk))
    stopped = step(as_admin, run, "stop")

    assert (started.status_code, stopped.status_code) == (HTTPStatus.FORBIDDEN, HTTPStatus.OK)
    assert BulkRun.objects.get().status == "cancelled"
    assert "Stopped" in text(stopped)


def test_large_change_is_queued_once_and_shows_how_far_it_is(as_admin):
    first, *_ = many()
    run = proposed(as_admin, first, select_across="1", **BERLIN)

    page = step(as_admin, run, "start")
    step(as_admin, run, "start")
    BulkRun.objects.update(changed=501)
    part = as_admin.get(url(BulkRun, "progress", run.pk))

    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.args) == ("contacts.tasks.change_contacts", {"run_id": str(run.pk)})
    assert "Waiting for a worker" in text(page)
    assert "50 %" in text(part)


@pytest.mark.django_db(transaction=True)
def test_worker_carries_the_change_out_and_the_page_shows_the_result(as_admin):
    first, *_ = many()
    run = proposed(as_admin, first, select_across="1", **BERLIN)
    step(as_admin, run, "start")

    work_off()
    part = as_admin.get(url(BulkRun, "progress", run.pk))
    page = text(as_admin.get(run.get_absolute_url()))

    assert part.headers["HX-Refresh"] == "true"
    assert Contact.objects.filter(city="Berlin").count() == MOST + 1
    assert "1,001" in page


def test_change_that_is_refused_when_it_is_made_says_why(as_admin):
    tag = make_tag()
    run = proposed(as_admin, make_contact(), what="add_tag", tag=tag.pk)
    with booked():
        type(tag).objects.soft_delete()

    page = text(step(as_admin, run, "start"))

    assert "the tag is not there any more" in page
    assert "Do the rest" not in page
    assert not ContactTag.objects.exists()


def test_interrupted_change_can_be_gone_on_with(as_admin):
    run = proposed(as_admin, make_contact(), **BERLIN)
    made = ChangeSet.objects.create(kind="edit", door="job")
    BulkRun.objects.update(status="running", change_set=made)

    shown = text(as_admin.get(run.get_absolute_url()))
    step(as_admin, run, "start")

    run.refresh_from_db()
    assert "Do the rest" in shown
    assert (run.status, run.changed, run.change_set) == ("done", 1, made)


def test_interrupted_change_can_be_left_as_it_is(as_admin):
    run = proposed(as_admin, make_contact(), **BERLIN)
    BulkRun.objects.update(status="failed", change_set=ChangeSet.objects.create(kind="edit", door="job"))

    page = text(step(as_admin, run, "stop"))

    run.refresh_from_db()
    assert "What was changed until then stays changed." in page
    assert (run.status, run.selection, run.change_set.finished_at is not None) == ("cancelled", {}, True)


def test_job_that_was_given_up_leaves_the_run_interrupted(as_admin):
    run = proposed(as_admin, make_contact(), **BERLIN)
    BulkRun.objects.update(status="running")

    arguments = {"run_id": str(run.pk)}
    note_given_up(
        job=Job(id=1, queue="", lock=None, queueing_lock=None, task_name=change_contacts.name, task_kwargs=arguments)
    )

    assert BulkRun.objects.get().status == "failed"


@pytest.mark.django_db(transaction=True)
def test_job_forgets_old_plans(as_admin):
    proposed(as_admin, make_contact(), **BERLIN)
    BulkRun.objects.update(created_at="2026-01-01T00:00:00Z")
    forget_bulk_plans.defer(timestamp=0)

    work_off()

    assert not BulkRun.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_contacts_are_deleted_and_restored_after_a_preview(as_admin):
    first, *_ = many()

    deletion = act(as_admin, first, action="delete_selected", select_across="1")
    page = text(as_admin.get(deletion.url))
    gone = BulkRun.objects.get()
    step(as_admin, gone, "start")
    work_off()
    left = Contact.objects.live().count()
    restoring = act(as_admin, first, action="restore_selected", select_across="1", query="?deleted=yes")
    back = BulkRun.objects.get(status="planned")
    step(as_admin, back, "start")
    work_off()

    assert "Delete 1,001 contacts" in page
    assert left == 0
    assert urlsplit(restoring.url).path == back.get_absolute_url()
    assert Contact.objects.live().count() == MOST + 1
    assert set(ChangeSet.objects.filter(reason__startswith="Bulk").values_list("kind", flat=True)) == {
        "delete",
        "restore",
    }


def test_few_contacts_are_deleted_and_restored_as_ever(as_admin):
    contact = make_contact()

    question = act(as_admin, contact, action="delete_selected", select_across="1")
    act(as_admin, contact, action="delete_selected", select_across="1", post="yes")
    gone = not Contact.objects.live().exists()
    act(as_admin, contact, action="restore_selected", select_across="1", query="?deleted=yes")

    assert "Delete 1 contact?" in text(question)
    assert (gone, Contact.objects.live().count(), BulkRun.objects.count()) == (True, 1, 0)


def test_edit_is_not_offered_for_deleted_contacts_that_are_meant(as_admin):
    contact = make_contact()
    with booked():
        Contact.objects.soft_delete()

    response = act(as_admin, contact, query="?deleted=yes", apply="1", **BERLIN)

    assert response.context["form"].non_field_errors() == ["Nothing to change: no contact is selected."]


def test_task_is_planned_for_each_contact(as_admin, admin):
    one, two = make_contact(owner=admin), make_contact()
    run = proposed(as_admin, one, two, what="add_task", title="Call", due_at="2027-03-01T09:00")

    step(as_admin, run, "start")

    assert set(Task.objects.values_list("contact", "owner", "title")) == {
        (one.pk, admin.pk, "Call"),
        (two.pk, None, "Call"),
    }


@pytest.mark.parametrize(
    ("filters", "begins"),
    [
        (TO_CLEAN["Bounced"][1], {}),
        (TO_CLEAN["Unknown country"][1], {"what": "set", "field": "country"}),
        (TO_CLEAN["Unreadable telephone number"][1], {"what": "clear", "cleared": "phone"}),
        (SEGMENTS["Customers without owner"], {"what": "owner"}),
        ({"all": [{"field": "custom.nps", "operator": "is_empty"}]}, {"what": "set", "field": "custom_nps"}),
    ],
)
def test_form_for_what_wants_cleaning_begins_with_the_field_in_question(as_admin, filters, begins):
    make_custom_field(key="nps", type="number")
    check, other = make_list(filters=filters, wants_cleaning=True), make_list(filters=filters)

    posted = {"_selected_action": check.pk, "select_across": "1"}

    forms = [act(as_admin, query=f"?list={each.pk}", **posted).context["form"] for each in (check, other)]

    assert [form.initial for form in forms] == [begins, {}]
    assert [forms[0][name].value() for name in begins] == list(begins.values())


def test_form_that_was_filled_in_is_not_begun_anew(as_admin):
    check = make_list(filters=TO_CLEAN["Unknown country"][1], wants_cleaning=True)
    contact = make_contact()
    with booked():
        ListMember.objects.create(list=check, contact=contact)

    form = act(as_admin, contact, query=f"?list={check.pk}", apply="1", what="clear").context["form"]

    assert (form["what"].value(), form["field"].value()) == ("clear", None)
