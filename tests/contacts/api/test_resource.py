"""What all resources do alike."""

from http import HTTPStatus

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.models import Activity, ChangeSet, Company, Contact, ContactList, Deal, Stage, Tag, Task
from tests.contacts.api.client import Api, errors, ids, one
from tests.factories import (
    booked,
    make_activity,
    make_company,
    make_contact,
    make_custom_field,
    make_deal,
    make_tag,
    make_task,
    make_user,
)

pytestmark = pytest.mark.django_db

MISSING = "00000000-0000-7000-8000-000000000000"


def make_list(**fields):
    with booked():
        return ContactList.objects.create(**{"name": f"List {ContactList.objects.count()}"} | fields)


def full_contact(**fields) -> Contact:
    contact = make_contact(company=make_company(), **{"owner": make_user()} | fields)
    with booked():
        contact.tags.add(make_tag())
        contact.lists.add(make_list())
        contact.emails.create(email=f"second.{contact.email}")
        contact.phones.create(number=f"+49 30 {contact.pk.int % 10**7:07}")
    return contact


ROWS = {
    "activities": lambda **fields: make_activity(make_contact(), company=make_company(), **fields),
    "companies": make_company,
    "contacts": full_contact,
    "deals": lambda **fields: make_deal(make_contact(), company=make_company(), **fields),
    "lists": make_list,
    "tags": make_tag,
    "tasks": lambda **fields: make_task(make_contact(), deal=make_deal(make_contact()), **fields),
}
MODELS = {
    "activities": Activity,
    "companies": Company,
    "contacts": Contact,
    "deals": Deal,
    "lists": ContactList,
    "tags": Tag,
    "tasks": Task,
}
# A column of text, and all that a new row needs beside it.
TEXTS = {
    "activities": "subject",
    "companies": "name",
    "contacts": "first_name",
    "deals": "name",
    "lists": "name",
    "tags": "name",
    "tasks": "title",
}
OWNED = ["activities", "companies", "contacts", "deals", "tasks"]
kinds = pytest.mark.parametrize("kind", ROWS)
# Which other rows a row can name.
NAMED = pytest.mark.parametrize(
    ("kind", "field", "make"),
    [
        ("contacts", "company", make_company),
        ("activities", "contact", make_contact),
        ("activities", "company", make_company),
        ("activities", "deal", lambda **fields: make_deal(make_contact(), **fields)),
        ("tasks", "contact", make_contact),
        ("tasks", "deal", lambda **fields: make_deal(make_contact(), **fields)),
        ("deals", "contact", make_contact),
        ("deals", "company", make_company),
    ],
)


def body(kind: str, text: str = "Something") -> dict[str, object]:
    needed = {
        "activities": lambda: {"kind": "note", "contact": str(make_contact().pk)},
        "contacts": lambda: {"email": "jane@example.com"},
        "deals": lambda: {"stage": str(Stage.objects.first().pk)},
    }
    return {TEXTS[kind]: text, **needed.get(kind, dict)()}


@kinds
def test_row_that_is_not_there_is_not_found(api, kind):
    answers = {
        api(method, f"{kind}/{MISSING}/", body(kind) if method in ("PUT", "PATCH") else None).status_code
        for method in ("GET", "PUT", "PATCH", "DELETE")
    }

    assert answers == {HTTPStatus.NOT_FOUND}


@kinds
def test_row_is_added(api, admin, kind):
    answer = api.post(f"{kind}/", body(kind))

    row = MODELS[kind].objects.get(pk=answer.json()["id"])
    assert (answer.status_code, answer["Location"]) == (HTTPStatus.CREATED, f"/api/v1/{kind}/{row.pk}/")
    assert getattr(row, TEXTS[kind]) == "Something"
    assert api.get(answer["Location"]).json() == answer.json()
    [made] = ChangeSet.objects.filter(door="api")
    assert (made.kind, made.actor) == ("edit", admin)


@kinds
def test_row_is_changed_where_it_differs(api, admin, kind):
    row = ROWS[kind]()

    answer = api.patch(one(kind, row), {TEXTS[kind]: "Another"})

    assert (answer.status_code, answer.json()[TEXTS[kind]]) == (HTTPStatus.OK, "Another")
    assert api.get(one(kind, row)).json() == answer.json()
    assert [made.actor for made in ChangeSet.objects.filter(door="api", kind="edit")] == [admin]


@kinds
def test_change_to_what_is_there_already_writes_nothing(api, kind):
    row = ROWS[kind]()
    before = api.get(one(kind, row)).json()

    answer = api.patch(one(kind, row), {TEXTS[kind]: getattr(row, TEXTS[kind])})

    assert answer.json() == before
    assert not ChangeSet.objects.filter(door="api").exists()


@kinds
def test_replaced_row_is_like_a_new_one(api, kind):
    row, new = ROWS[kind](), api.post(f"{kind}/", body(kind, "First")).json()
    api.delete(f"{kind}/{new['id']}/")

    answer = api.put(one(kind, row), body(kind, "First"))

    follow = {"id", "contact", "created_at", "updated_at", "version", "source", "emails", "lists", "phones", "type"}
    follow |= {"created_by", "occurred_at", "owner"}
    assert answer.status_code == HTTPStatus.OK
    assert {name: value for name, value in answer.json().items() if name not in follow} == {
        name: value for name, value in new.items() if name not in follow
    }


@kinds
def test_deleted_row_is_gone_and_kept(api, admin, kind):
    row = ROWS[kind]()

    answers = [api.delete(one(kind, row)).status_code for _ in range(2)]

    assert answers == [HTTPStatus.NO_CONTENT, HTTPStatus.NOT_FOUND]
    assert MODELS[kind].objects.deleted().get() == row
    assert api.get(one(kind, row)).status_code == HTTPStatus.NOT_FOUND
    assert str(row.pk) not in ids(api.get(f"{kind}/"))
    assert [made.actor for made in ChangeSet.objects.filter(door="api", kind="delete")] == [admin]


@kinds
def test_list_holds_the_rows_as_they_are_read_one_by_one(api, kind):
    row = ROWS[kind]()

    page = api.get(f"{kind}/").json()

    assert (page["next"], page["previous"]) == (None, None)
    assert [found for found in page["results"] if found["id"] == str(row.pk)] == [api.get(one(kind, row)).json()]


@pytest.mark.parametrize("kind", [*ROWS, "stages"])
def test_list_takes_the_same_queries_whatever_the_number_of_rows(as_rep, kind):
    make = ROWS.get(kind, lambda: Stage.objects.create(name=f"Stage {Stage.objects.count()}"))
    if kind != "stages":
        make()

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert as_rep.get(f"{kind}/").status_code == HTTPStatus.OK
        return len(captured)

    with_one = queries()
    make(), make()

    # The token, and others of the user that may have expired; the permissions of the user, and of the roles; the rows.
    assert (with_one, queries()) == (5, 5)


@kinds
def test_what_is_no_field_and_what_cannot_be_written_is_refused(api, kind):
    row = ROWS[kind]()
    unasked = {"id": MISSING, "created_at": "2026-01-01T00:00:00Z", "deleted_at": None, "colours": "red"}
    expected = {"id": "read_only", "created_at": "read_only", "deleted_at": "unknown_field", "colours": "unknown_field"}

    answers = [
        api.post(f"{kind}/", body(kind) | unasked),
        api.put(one(kind, row), body(kind) | unasked),
        api.patch(one(kind, row), unasked),
    ]

    assert [(answer.status_code, errors(answer)) for answer in answers] == [(HTTPStatus.BAD_REQUEST, expected)] * 3
    assert not ChangeSet.objects.filter(door="api").exists()


@kinds
def test_all_that_is_wrong_is_said_at_once(api, kind):
    answer = api.post(f"{kind}/", {TEXTS[kind]: 5, "colours": "red"})

    found = errors(answer)
    assert {name: found[name] for name in (TEXTS[kind], "colours")} == {
        TEXTS[kind]: "invalid",
        "colours": "unknown_field",
    }


@pytest.mark.parametrize("kind", OWNED)
def test_owner_is_whoever_adds_a_row_unless_somebody_is_named(api, admin, kind):
    mate = make_user()

    answers = [api.post(f"{kind}/", body(kind, "Mine"))]
    api.delete(f"{kind}/{answers[0].json()['id']}/")
    answers.append(api.post(f"{kind}/", body(kind, "Theirs") | {"owner": str(mate.pk)}))
    api.delete(f"{kind}/{answers[1].json()['id']}/")
    answers.append(api.post(f"{kind}/", body(kind, "Nobody's") | {"owner": None}))

    assert [answer.json()["owner"] for answer in answers] == [str(admin.pk), str(mate.pk), None]


@pytest.mark.parametrize("kind", OWNED)
def test_replaced_row_keeps_its_owner_unless_somebody_else_is_named(api, kind):
    mate = make_user()
    row = ROWS[kind](owner=mate)

    answers = [api.put(one(kind, row), body(kind) | named) for named in ({}, {"owner": None}, {})]

    assert [answer.json()["owner"] for answer in answers] == [str(mate.pk), None, None]


@pytest.mark.parametrize("kind", OWNED)
def test_owner_whose_account_is_closed_stays(api, kind):
    gone = make_user(is_active=False)
    row = ROWS[kind](owner=gone)

    answer = api.put(one(kind, row), body(kind) | {"owner": str(gone.pk)})

    assert (answer.status_code, answer.json()["owner"]) == (HTTPStatus.OK, str(gone.pk))


@pytest.mark.parametrize("kind", OWNED)
def test_owner_has_an_account_that_is_active(api, kind):
    gone = make_user(is_active=False)

    answer = api.post(f"{kind}/", body(kind) | {"owner": str(gone.pk)})

    assert (answer.status_code, errors(answer)) == (HTTPStatus.BAD_REQUEST, {"owner": "does_not_exist"})


@pytest.mark.parametrize("kind", OWNED)
def test_row_of_another_team_can_be_read_and_not_changed(rep, as_rep, kind):
    row = ROWS[kind](owner=make_user())

    assert as_rep.get(one(kind, row)).status_code == HTTPStatus.OK
    answers = [
        as_rep.patch(one(kind, row), {TEXTS[kind]: "Mine"}),
        as_rep.put(one(kind, row), body(kind)),
        as_rep.delete(one(kind, row)),
    ]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [
        (HTTPStatus.FORBIDDEN, "belongs_to_others")
    ] * 3
    assert not ChangeSet.objects.filter(door="api").exists()


@pytest.mark.parametrize("kind", OWNED)
def test_row_of_another_team_is_not_there_where_reps_see_only_their_own(rep, as_rep, settings, kind):
    settings.REPS_SEE_ALL = False
    row = ROWS[kind](owner=make_user())

    answers = {
        as_rep(method, one(kind, row), body(kind) if method in ("PUT", "PATCH") else None).status_code
        for method in ("GET", "PUT", "PATCH", "DELETE")
    }

    assert answers == {HTTPStatus.NOT_FOUND}
    assert str(row.pk) not in ids(as_rep.get(f"{kind}/"))
    assert not ChangeSet.objects.filter(door="api").exists()


@pytest.mark.parametrize("sees_all", [True, False])
@pytest.mark.parametrize("kind", OWNED)
def test_own_rows_and_those_of_the_team_can_be_changed(rep, as_rep, settings, kind, sees_all):
    settings.REPS_SEE_ALL = sees_all
    rows = [ROWS[kind](owner=rep), ROWS[kind](owner=make_user(team=rep.team))]

    answers = [as_rep.patch(one(kind, row), {TEXTS[kind]: f"Text {row.pk}"}) for row in rows]

    assert [answer.status_code for answer in answers] == [HTTPStatus.OK] * 2
    assert {str(row.pk) for row in rows} - set(ids(as_rep.get(f"{kind}/"))) == set()


@NAMED
def test_record_that_is_named_is_there_and_visible(as_rep, rep, settings, kind, field, make):
    settings.REPS_SEE_ALL = False
    deleted, hidden, own = make(owner=rep), make(owner=make_user()), make(owner=rep)
    with booked():
        type(deleted).objects.filter(pk=deleted.pk).soft_delete()

    refused = [as_rep.post(f"{kind}/", body(kind) | {field: str(row.pk)}) for row in (deleted, hidden)]
    needed = {"contact": str(make_contact(owner=rep).pk)} if kind == "activities" else {}
    taken = as_rep.post(f"{kind}/", body(kind) | needed | {field: str(own.pk)})

    assert [errors(answer)[field] for answer in refused] == ["does_not_exist"] * 2
    assert (taken.status_code, taken.json()[field]) == (HTTPStatus.CREATED, str(own.pk))


@NAMED
@pytest.mark.parametrize("fate", ["deleted", "hidden"])
def test_record_that_is_named_already_can_be_given_back(as_rep, rep, settings, kind, field, make, fate):
    settings.REPS_SEE_ALL = False
    named = make(owner=rep if fate == "deleted" else make_user())
    row = ROWS[kind](owner=rep)
    with booked():
        MODELS[kind].objects.filter(pk=row.pk).update(**{field: named})
        type(named).objects.filter(pk=named.pk).update(deleted_at=timezone.now() if fate == "deleted" else None)
    needed = {"contact": str(make_contact(owner=rep).pk)} if kind == "activities" else {}

    answer = as_rep.put(one(kind, row), body(kind) | needed | {field: str(named.pk)})

    assert (answer.status_code, answer.json()[field]) == (HTTPStatus.OK, str(named.pk))


@pytest.mark.parametrize("kind", ["companies", "contacts"])
def test_custom_fields_are_changed_one_by_one_and_replaced_together(api, kind):
    for key in ("size", "colour"):
        make_custom_field(key=key, subject=MODELS[kind]._meta.model_name)
    row = ROWS[kind](custom_fields={"size": "L", "colour": "red"})

    patched = [
        api.patch(one(kind, row), {"custom_fields": {"size": "XL"}}),
        api.patch(one(kind, row), {"custom_fields": {"size": None}}),
    ]
    replaced = api.put(one(kind, row), body(kind) | {"custom_fields": {"size": "S"}})

    assert [answer.json()["custom_fields"] for answer in patched] == [
        {"size": "XL", "colour": "red"},
        {"colour": "red"},
    ]
    assert replaced.json()["custom_fields"] == {"size": "S"}


def test_answers_are_kept_by_nobody(api):
    answer = api.get(one("tags", make_tag()))

    assert (answer["Cache-Control"], answer["X-Content-Type-Options"]) == ("no-store", "nosniff")


@pytest.mark.parametrize("path", ["tags/", "members", "one"])
def test_parameter_that_nobody_knows_is_refused(api, path):
    tag = make_tag()
    path = {"members": f"lists/{make_list().pk}/members/", "one": one("tags", tag)}.get(path, path)

    answer = api.get(path, nmae="x", format="xml")

    assert errors(answer) == {"nmae": "unknown_parameter", "format": "unknown_parameter"}


def test_somebody_who_may_add_but_not_look_is_shown_what_they_added(outsider):
    outsider.user_permissions.add(Permission.objects.get(codename="add_tag"))
    api = Api(outsider)

    assert api.post("tags/", {"name": "Hot"}).status_code == HTTPStatus.CREATED
    assert api.get("tags/").status_code == HTTPStatus.FORBIDDEN
