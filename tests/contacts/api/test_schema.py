"""The description of the API."""

import json
from http import HTTPStatus

import pytest
from django.core.management import call_command

from contacts.api.problems import MEDIA_TYPE
from tests.contacts.api.client import Api
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def schema():
    return Api(make_user()).get("schema/").json()


def test_description_is_sound(tmp_path):
    path = tmp_path / "schema.json"

    call_command("spectacular", validate=True, fail_on_warn=True, format="openapi-json", file=str(path))

    assert json.loads(path.read_text())["openapi"] == "3.1.0"


def test_every_operation_says_what_it_does_and_how_it_fails(schema):
    operations = [operation for methods in schema["paths"].values() for operation in methods.values()]

    assert len({operation["operationId"] for operation in operations}) == len(operations) == 62
    assert [one for one in operations if not (one["summary"] and one["description"] and one["tags"])] == []
    assert [one for one in operations if {"400", "401", "403"} - one["responses"].keys()] == []


def test_every_error_is_a_problem(schema):
    errors = schema["components"]["responses"].values()

    assert {tuple(error["content"]) for error in errors} == {(MEDIA_TYPE,)}


def test_bodies_are_closed(schema):
    bodies = {name: body for name, body in schema["components"]["schemas"].items() if name.endswith("Request")}

    assert [name for name, body in bodies.items() if body["additionalProperties"]] == []
    assert "id" not in bodies["ContactRequest"]["properties"]


def test_members_to_take_off_a_list_are_described(schema):
    bodies = [schema["paths"][f"/api/v1/lists/{{id}}/{name}/"]["delete"]["requestBody"] for name in ("members", "pins")]

    described = {"schema": {"$ref": "#/components/schemas/MembersRequest"}}
    assert bodies == [{"content": {"application/json": described}, "required": True}] * 2


def test_docs_load_nothing_from_elsewhere(client):
    client.force_login(make_user())

    page = client.get("/api/v1/docs/")

    assert page.status_code == HTTPStatus.OK
    assert "/static/drf_spectacular_sidecar/swagger-ui-dist/swagger-ui-bundle.js" in page.content.decode()
    assert "https://" not in page.content.decode()
