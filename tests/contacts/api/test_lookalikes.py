"""People who are here already."""

from http import HTTPStatus

import pytest
from django.contrib.auth.models import Permission

from contacts.models import ChangeSet, Contact
from tests.contacts.api.client import Api, errors, one
from tests.contacts.merging.merges import merged
from tests.factories import booked, make_contact, make_tag, make_user

pytestmark = pytest.mark.django_db

ADA = {"first_name": "Ada", "last_name": "Fitzgibbon", "phone": "+49 171 2222222", "city": "Ulm"}
CONSENT = {"purpose": "email_marketing", "channel": "phone", "evidence": "Call of 3 May"}


@pytest.fixture
def ada() -> Contact:
    return make_contact(email="ada@example.com", owner=make_user(), **ADA)


@pytest.fixture
def stranger() -> Contact:
    return make_contact(email="ada.private@example.org", first_name="A.", last_name="Unknown", phone=ADA["phone"])


def upsert(api, **fields):
    return api.post("contacts/?on_duplicate=update", fields)


def test_somebody_who_is_likely_here_already_is_refused_with_why(api, ada):
    response = api.post("contacts/", {"email": "ada.private@example.org", **ADA})

    told = response.json()
    assert (response.status_code, told["code"]) == (HTTPStatus.CONFLICT, "likely_duplicate")
    assert [each["contact"] for each in told["candidates"]] == [str(ada.pk)]
    assert told["candidates"][0]["probability"] > 0.9
    assert "same phone" in [reason["text"] for reason in told["candidates"][0]["reasons"]]
    assert Contact.objects.count() == 1


def test_somebody_who_is_likely_here_already_is_created_where_that_is_wanted(api, ada):
    response = api.post("contacts/?on_duplicate=create", {"email": "ada.private@example.org", **ADA})

    assert (response.status_code, Contact.objects.count()) == (HTTPStatus.CREATED, 2)


@pytest.mark.parametrize(("method", "word"), [("POST", "guess"), ("PATCH", "update"), ("PUT", "update")])
def test_another_word_for_what_is_to_happen_to_duplicates_is_refused(api, ada, method, word):
    path = "contacts/" if method == "POST" else one("contacts", ada)

    response = api(method, path, {"email": "jane@example.com"}, on_duplicate=word)

    assert errors(response) == {"on_duplicate": "invalid"}
    assert Contact.objects.get().email == "ada@example.com"


def test_address_that_is_taken_is_told_first(api, ada):
    told = api.post("contacts/", {"email": "ADA@example.com", **ADA}).json()

    assert (told["code"], told["contact"]) == ("email_taken", str(ada.pk))


def test_known_address_changes_nothing_of_a_contact_of_others(ada):
    user = make_user()
    user.user_permissions.add(*Permission.objects.filter(codename__in=["add_contact", "change_contact"]))

    answer = upsert(Api(user), email="ada@example.com", city="London")

    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.FORBIDDEN, "belongs_to_others")
    assert Contact.objects.get().city == "Ulm"


def test_contact_with_a_known_address_who_is_so_already_stays(api, ada):
    answer = upsert(api, email="Ada@Example.com", **ADA)

    assert (answer.status_code, answer.json()["version"]) == (HTTPStatus.OK, 1)
    assert not ChangeSet.objects.filter(door="api").exists()


def test_contact_with_a_known_address_is_changed(api, ada):
    owner, tags = str(ada.owner_id), [make_tag(), make_tag()]
    with booked():
        ada.tags.add(tags[0])

    answer = upsert(api, email="ada@example.com", city="London", first_name="", tags=[tags[1].pk.hex], consent=CONSENT)

    told = answer.json()
    address = f"/api/v1/contacts/{ada.pk}/"
    assert (answer.status_code, answer["Content-Location"], "Location" in answer) == (HTTPStatus.OK, address, False)
    assert (told["city"], told["first_name"], told["owner"]) == ("London", "Ada", owner)
    assert (sorted(told["tags"]), told["consent_given"]) == (sorted(str(tag.pk) for tag in tags), True)
    assert [made.kind for made in ChangeSet.objects.filter(door="api")] == ["edit"]


def test_contact_with_a_known_address_gets_the_owner_that_is_named(api, admin, ada):
    assert upsert(api, email="ada@example.com", owner=str(admin.pk)).json()["owner"] == str(admin.pk)


def test_address_of_somebody_who_was_merged_means_the_one_that_stayed(api, ada):
    merged(ada, make_contact(email="lovelace@example.com"))

    told = upsert(api, email="lovelace@example.com", department="Analysis").json()

    assert (told["id"], told["email"], told["department"]) == (str(ada.pk), "ada@example.com", "Analysis")


def test_unknown_address_is_a_new_contact_of_whoever_adds_it(api, admin, ada):
    answer = upsert(api, email="mary@example.com", first_name="Mary")

    told = answer.json()
    assert (answer.status_code, answer["Location"]) == (HTTPStatus.CREATED, f"/api/v1/contacts/{told['id']}/")
    assert (told["first_name"], told["owner"], told["source"]) == ("Mary", str(admin.pk), "api")


def test_unknown_address_of_somebody_who_is_likely_here_is_refused(api, ada):
    answer = upsert(api, email="ada.private@example.org", **ADA)

    assert (answer.json()["code"], Contact.objects.count()) == ("likely_duplicate", 1)


@pytest.mark.parametrize("change", [{"city": "Ulm"}, {"first_name": "A.", "last_name": "Unknown"}])
def test_change_that_tells_nothing_new_is_made(api, ada, stranger, change):
    assert api.patch(one("contacts", stranger), change).status_code == HTTPStatus.OK


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_change_that_makes_a_contact_likely_another_one_is_refused_with_why(api, ada, stranger, method):
    answer = api(method, one("contacts", stranger), {"email": "ada.private@example.org", **ADA})

    told = answer.json()
    assert (answer.status_code, told["code"]) == (HTTPStatus.CONFLICT, "likely_duplicate")
    assert [each["contact"] for each in told["candidates"]] == [str(ada.pk)]
    assert Contact.objects.get(pk=stranger.pk).last_name == "Unknown"


def test_change_that_makes_a_contact_likely_another_one_is_made_where_that_is_wanted(api, ada, stranger):
    answer = api("PATCH", one("contacts", stranger), ADA, on_duplicate="create")

    assert (answer.status_code, answer.json()["last_name"]) == (HTTPStatus.OK, "Fitzgibbon")


def test_change_to_an_address_that_is_taken_is_told_first(api, ada, stranger):
    told = api.patch(one("contacts", stranger), {"email": "ada@example.com", **ADA}).json()

    assert (told["code"], told["contact"]) == ("email_taken", str(ada.pk))


def test_change_tells_nothing_of_others_to_those_who_may_not_make_it(as_rep, ada, stranger):
    told = as_rep.patch(one("contacts", stranger), ADA).json()

    assert (told["code"], "candidates" in told) == ("belongs_to_others", False)
