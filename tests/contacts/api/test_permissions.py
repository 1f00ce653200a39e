"""Every address of the API, with every method: open to those who may, and to nobody else."""

from http import HTTPStatus
from uuid import UUID

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.test import Client

from contacts.api.urls import urlpatterns
from contacts.models import ChangeSet, Stage
from contacts.models.event import Event
from tests.contacts.api.client import ROOT, Api
from tests.contacts.api.test_resource import MODELS, ROWS
from tests.factories import make_user

pytestmark = pytest.mark.django_db

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "LINK")
SECRET = "Lovelace"
# For people, who are asked to log in.
DOCS = f"{ROOT}docs/"


@pytest.fixture
def addresses() -> list[str]:
    """Of each pattern one address that leads to a row which tells of somebody."""
    named = {"contacts": {"last_name": SECRET}, "deals": {"name": SECRET}, "tasks": {"title": SECRET}}
    named |= {"activities": {"subject": SECRET}, "companies": {"name": SECRET}, "tags": {"name": SECRET}}
    named |= {"lists": {"name": SECRET}}
    rows = {kind: make(**named[kind]).pk for kind, make in ROWS.items()} | {"stages": Stage.objects.first().pk}
    return [address(str(pattern.pattern), rows) for pattern in urlpatterns]


def address(pattern: str, rows: dict[str, UUID]) -> str:
    kind = pattern.partition("/")[0]
    path = pattern.replace("<id:pk>", str(rows.get(kind))).replace("<id:contact>", str(rows["contacts"]))
    return ROOT + (path or "nothing/")


def versions() -> int:
    return sum(model.objects.count() for model in apps.get_models() if issubclass(model, Event))


def test_each_resource_is_among_the_addresses(addresses):
    assert len(addresses) == len(urlpatterns) == 2 * (len(MODELS) + 1) + 13


@pytest.mark.parametrize("method", METHODS)
def test_anonymous_reads_and_writes_nothing(addresses, method):
    before, browser = versions(), Client()

    answers = [browser.generic(method, path, b"{}", "application/json") for path in addresses if path != DOCS]

    assert {answer.status_code for answer in answers} == {HTTPStatus.UNAUTHORIZED}
    assert [answer for answer in answers if SECRET in answer.content.decode()] == []
    assert versions() == before


def test_anonymous_is_asked_to_log_in_for_the_docs():
    answer = Client().get(DOCS)

    assert (answer.status_code, answer["Location"]) == (HTTPStatus.FOUND, f"/admin/login/?next={DOCS}")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("is_staff", [True, False])
def test_somebody_without_rights_reads_and_writes_nothing(addresses, method, is_staff):
    api = Api(make_user(is_staff=is_staff))
    before = versions()
    open_to_all = {f"{ROOT}schema/", DOCS}

    answers = [api(method, path, {}) for path in addresses if path not in open_to_all]

    refused = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
    refused |= set() if method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE") else {HTTPStatus.METHOD_NOT_ALLOWED}
    assert {answer.status_code for answer in answers} - refused == set()
    assert [answer for answer in answers if SECRET in answer.content.decode()] == []
    assert (versions(), ChangeSet.objects.filter(door="api").count()) == (before, 0)


@pytest.mark.parametrize("kind", MODELS)
@pytest.mark.parametrize(
    ("verb", "allowed"),
    [
        ("view", {"GET"}),
        ("add", {"POST"}),
        ("change", {"GET", "PUT", "PATCH"}),
        ("delete", set()),
    ],
)
def test_each_permission_opens_its_methods(kind, verb, allowed):
    user = make_user()
    user.user_permissions.add(Permission.objects.get(codename=f"{verb}_{MODELS[kind]._meta.model_name}"))
    api, row = Api(user), ROWS[kind](**({} if kind in ("tags", "lists") else {"owner": user}))
    paths = {"POST": f"{kind}/"}

    answers = {
        method: api(method, paths.get(method, f"{kind}/{row.pk}/"), {}).status_code
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE")
    }

    opened = {
        method for method, status in answers.items() if status not in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
    }
    assert opened == allowed
