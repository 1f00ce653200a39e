"""The desk of requests: opened, worked on, closed; nothing for whoever does not answer them."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.utils import timezone

from contacts.models import Contact
from gdpr.models import SubjectRequest
from gdpr.subject_requests import note_identity, open_request
from gdpr.tasks import remind_of_requests
from tests.contacts.admin.pages import url
from tests.factories import make_contact, make_user
from tests.gdpr.admin.actions import said

pytestmark = pytest.mark.django_db

LIST = url(SubjectRequest, "changelist")
ADDRESS = "jane@example.com"


def ask(kind="access", days=0, **fields):
    received_on = timezone.localdate() - timedelta(days=days)
    told = {"channel": "email", "email": ADDRESS, "received_on": received_on, "by": None}
    return open_request(kind=kind, **told | fields)


def step(browser, request, name, **inputs):
    return browser.post(f"{request.get_absolute_url().removesuffix('change/')}{name}/", inputs)


@pytest.fixture
def jane():
    return make_contact(email=ADDRESS, first_name="Jane")


@pytest.mark.parametrize("role", ["Sales rep", "Manager", "Ops admin", "Read-only"])
def test_article_12_desk_is_for_officers(as_role, jane, role):
    browser, request = as_role(role), ask()

    pages = [browser.get(LIST), browser.get(request.get_absolute_url()), browser.get(f"{LIST}add/")]

    assert [page.status_code for page in pages] == [403] * 3
    assert step(browser, request, "note", text="x").status_code == 403


def test_article_12_request_is_opened_at_the_desk(as_officer, jane):
    told = {"kind": "access", "channel": "paper", "email": ADDRESS, "received_on": "2025-01-31", "message": ""}

    response = as_officer.post(f"{LIST}add/", told)

    request = SubjectRequest.objects.get()
    assert response.headers["Location"] == request.get_absolute_url()
    assert (request.contact, f"{request.due_on}") == (jane, "2025-02-28")


def test_article_12_form_says_why_it_cannot_be_opened(as_officer, jane):
    ask()

    response = as_officer.post(
        f"{LIST}add/", {"kind": "access", "channel": "paper", "email": ADDRESS, "received_on": "2025-01-31"}
    )

    assert "has an open request of this kind already" in response.content.decode()


def test_article_12_list_shows_what_is_overdue_first(as_officer, jane):
    ask("access", days=3)
    ask("erasure", days=40)

    page = as_officer.get(LIST)

    assert [row.kind for row in page.context["cl"].result_list] == ["erasure", "access"]
    assert "overdue" in page.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_article_12_list_asks_as_often_for_one_as_for_three(as_officer, rows, django_assert_num_queries):
    for n in range(rows):
        make_contact(email=f"p{n}@example.com")
        ask(email=f"p{n}@example.com")
    as_officer.get(LIST)

    with django_assert_num_queries(6):
        as_officer.get(LIST)


def test_article_12_home_page_tells_officers_what_is_overdue(as_officer, as_role, jane):
    ask(days=40)

    assert "1 overdue" in as_officer.get("/admin/").content.decode()
    assert "Requests of data subjects" not in as_role("Sales rep").get("/admin/").content.decode()


def test_article_12_steps_are_taken_on_the_page(as_officer, jane):
    request = ask()

    step(as_officer, request, "identity", how="Called back")
    step(as_officer, request, "note", text="Looked through the archive")
    step(as_officer, request, "extend", reason="Many files", told_on=f"{timezone.localdate()}")
    step(as_officer, request, "close", decision="fulfilled", reason="Sent")

    request.refresh_from_db()
    assert (request.decision, request.extended_on) == ("fulfilled", timezone.localdate())
    page = as_officer.get(request.get_absolute_url()).content.decode()
    assert [word in page for word in ("Called back", "Looked through the archive", "Many files")] == [True] * 3


def test_article_12_refusal_is_told_on_the_page(as_officer, jane):
    request = ask()

    response = step(as_officer, request, "close", decision="fulfilled", reason="Sent")

    assert said(response) == [
        "Nothing was done: first check that it is the person who asks, and note how.",
    ]


def test_article_12_contact_is_named_by_another_address(as_officer):
    request, jane = ask(email="new@example.com"), make_contact(email="old@example.com")

    step(as_officer, request, "contact", email="old@example.com")

    request.refresh_from_db()
    assert request.contact == jane


def test_article_15_package_is_prepared_and_fetched_by_the_officer_once(as_officer, jane):
    request = note_identity(ask(), how="Called back", by=None)
    step(as_officer, request, "prepare")

    page = as_officer.get(request.get_absolute_url()).content.decode()
    fetched, again = step(as_officer, request, "package"), step(as_officer, request, "package")

    assert "/privacy/package/" in page
    assert b"".join(fetched.streaming_content)[:2] == b"PK"
    assert said(again) == ["There is no package that waits: prepare one first."]


def test_article_17_two_officers_erase_a_person(as_role, jane):
    request = note_identity(ask("erasure"), how="Called back", by=None)
    one, other = as_role("Privacy officer"), as_role("Privacy officer")

    step(one, request, "propose")
    step(one, request, "approve")
    before = Contact.objects.get().erased_at
    step(other, request, "approve")

    assert (before, Contact.objects.get().first_name) == (None, "DELETED")


def test_article_18_restriction_is_set_by_the_request(as_officer, jane):
    request = note_identity(ask("restriction"), how="Called back", by=None)

    step(as_officer, request, "restrict")

    jane.refresh_from_db()
    assert jane.restricted_at is not None


def test_article_21_objection_is_noted_by_the_request(as_officer, jane):
    request = note_identity(ask("objection"), how="Called back", by=None)

    step(as_officer, request, "object", purpose="email_marketing")

    jane.refresh_from_db()
    assert jane.email_opt_in is False


@pytest.mark.parametrize("kind", SubjectRequest.Kind.values)
def test_article_12_page_of_every_kind_opens_in_every_state(as_officer, jane, kind):
    request = ask(kind)
    pages = [as_officer.get(request.get_absolute_url())]
    note_identity(request, how="Called back", by=None)
    pages.append(as_officer.get(request.get_absolute_url()))
    step(as_officer, request, "close", decision="refused", reason="Unfounded")
    pages.append(as_officer.get(request.get_absolute_url()))

    assert [page.status_code for page in pages] == [200] * 3
    assert f"refused on {timezone.localdate():%-d %B %Y}" in pages[2].content.decode().replace("Refused", "refused")


@pytest.mark.django_db(transaction=True)
def test_article_12_officers_are_reminded_by_mail_without_names(jane):
    officer = make_user(email="officer@example.com", is_staff=True)
    officer.groups.set(Group.objects.filter(name="Privacy officer"))
    ask(days=25)

    remind_of_requests(timestamp=0)
    remind_of_requests(timestamp=0)

    assert [message.to for message in mail.outbox] == [["officer@example.com"]]
    assert [word for word in ("Jane", ADDRESS) if word in mail.outbox[0].body] == []
