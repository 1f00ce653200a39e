"""Merging contacts, and taking a merge back."""

from http import HTTPStatus

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from contacts.models import ChangeSet, Contact
from tests.contacts.api.client import Api, errors, one
from tests.contacts.history.snapshots import cells, differences
from tests.contacts.merging.merges import merged
from tests.factories import booked, make_activity, make_contact, make_user

pytestmark = pytest.mark.django_db

MISSING = "00000000-0000-7000-8000-000000000000"


@pytest.fixture
def winner() -> Contact:
    return make_contact(email="ada@example.com", first_name="Ada", city="Ulm")


@pytest.fixture
def loser() -> Contact:
    return make_contact(email="ada@home.example", first_name="Augusta", title="Countess")


def merge(api, winner, *losers, dry_run=None, **body):
    query = {} if dry_run is None else {"dry_run": dry_run}
    return api("POST", f"contacts/{winner.pk}/merge/", {"losers": [str(each.pk) for each in losers], **body}, **query)


def unmerge(api, contact, **query):
    return api("POST", f"contacts/{contact.pk}/unmerge/", **query)


def permitted(*codenames: str) -> Api:
    user = make_user()
    user.user_permissions.add(*Permission.objects.filter(codename__in=codenames))
    return Api(user)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, {"losers": "required"}),
        ({"losers": []}, {"losers": "empty"}),
        ({"losers": [MISSING]}, {"losers.0": "does_not_exist"}),
        ({"losers": ["ada"]}, {"losers.0": "invalid"}),
        ({"losers": [MISSING] * 10_000}, {"losers": "max_length"}),
        ({"losers": [MISSING], "winner": MISSING}, {"winner": "unknown_field", "losers.0": "does_not_exist"}),
    ],
)
def test_losers_that_are_none_are_refused(api, winner, body, expected):
    assert errors(api.post(f"contacts/{winner.pk}/merge/", body)) == expected


def test_merge_with_itself_is_refused(api, winner):
    answer = merge(api, winner, winner)

    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.CONFLICT, "cannot_merge")


def test_merge_of_too_many_is_refused(api, winner):
    answer = merge(api, winner, *[make_contact() for _ in range(50)])

    assert answer.json()["detail"] == "Nothing was merged: choose between two and 50 different contacts."


def test_merge_with_one_who_was_merged_into_it_already_is_refused(api, winner, loser):
    merged(winner, loser)

    assert merge(api, winner, loser).json()["code"] == "cannot_merge"


def test_merge_with_somebody_who_was_anonymised_is_refused_with_why(api, winner, loser):
    with booked():
        Contact.objects.filter(pk=loser.pk).update(erased_at=timezone.now(), deleted_at=timezone.now())

    answers = [merge(api, winner, loser), merge(api, loser, winner)]

    assert [answer.json()["code"] for answer in answers] == ["cannot_merge", "erased"]
    assert "one of the people was anonymised" in answers[0].json()["detail"]


def test_choice_that_is_none_is_refused(api, winner, loser):
    answers = [merge(api, winner, loser, choices=choices) for choices in ({"city": "Ulm"}, {"shoe": str(loser.pk)})]

    assert [answer.json()["code"] for answer in answers] == ["invalid", "cannot_merge"]
    assert Contact.objects.live().count() == 2


def test_merge_takes_the_permission_to_merge(winner, loser):
    api = permitted("change_contact", "change_all_records", "see_all_records")

    answers = [merge(api, winner, loser, dry_run=word) for word in ("true", "false")]

    assert [answer.json()["code"] for answer in answers] == ["not_allowed"] * 2


def test_contact_of_others_is_not_merged(winner, loser):
    api = permitted("change_contact", "merge_contact", "see_all_records")

    answers = [merge(api, winner, loser, dry_run=word) for word in ("true", "false")]

    assert [answer.json()["code"] for answer in answers] == ["belongs_to_others"] * 2


def test_contact_whom_the_user_may_not_see_is_neither_merged_nor_unmerged(settings, winner, loser):
    settings.REPS_SEE_ALL = False
    api = permitted("change_contact", "merge_contact")
    own = make_contact(owner=api.user)

    answers = [merge(api, winner, own), merge(api, own, loser), unmerge(api, winner)]

    assert [answer.status_code for answer in answers] == [404, 400, 404]
    assert errors(answers[1]) == {"losers.0": "does_not_exist"}


def test_dry_run_shows_the_plan_and_writes_nothing(api, winner, loser):
    make_activity(loser)
    before = cells()

    plan = merge(api, winner, loser, dry_run="true").json()

    [title] = [field for field in plan["fields"] if field["name"] == "title"]
    assert (plan["winner"], plan["losers"], plan["moves"]) == (
        str(winner.pk),
        [str(loser.pk)],
        {"activity": 1, "contactemail": 1},
    )
    assert (title["values"], title["chosen"]) == ([{"contact": str(loser.pk), "value": "Countess"}], str(loser.pk))
    assert differences(before, cells()) == {}


def test_dry_run_is_true_or_false(api, winner, loser):
    assert errors(merge(api, winner, loser, dry_run="yes")) == {"dry_run": "invalid"}
    assert Contact.objects.live().count() == 2


def test_contacts_are_merged_as_they_are_chosen(api, admin, winner, loser):
    answer = merge(api, winner, loser, choices={"first_name": str(loser.pk)})

    told = answer.json()
    assert (answer.status_code, told["id"], told["emails"]) == (HTTPStatus.OK, str(winner.pk), ["ada@home.example"])
    assert (told["first_name"], told["title"], told["city"]) == ("Augusta", "Countess", "Ulm")
    assert [(made.kind, made.actor) for made in ChangeSet.objects.filter(door="api")] == [("merge", admin)]
    assert api.get(one("contacts", loser)).json() == told


def test_old_id_of_the_one_that_stays_means_the_contact_that_it_was_merged_into(api, winner, loser):
    merged(winner, loser)

    answer = merge(api, loser, third := make_contact())

    assert answer["Content-Location"] == f"/api/v1/contacts/{winner.pk}/"
    assert Contact.objects.get(pk=third.pk).merged_into == winner


def test_contact_that_was_never_merged_is_not_unmerged(api, winner):
    assert unmerge(api, winner).json()["code"] == "cannot_unmerge"


def test_second_unmerge_writes_nothing(api, winner, loser):
    merged(winner, loser)
    unmerge(api, loser)

    answer = unmerge(api, loser)

    assert (answer.status_code, answer.json()["undo"]) == (HTTPStatus.OK, None)


def test_merge_of_a_colleague_is_taken_back_by_those_who_may_undo(winner, loser, admin):
    merged(winner, loser, by=admin)
    api = permitted("change_contact", "change_all_records")

    assert unmerge(api, loser).json()["code"] == "not_allowed"


def test_chain_names_the_merge_that_must_be_undone_first(api, winner, loser):
    earlier = make_contact()
    merged(loser, earlier)
    second = merged(winner, loser)

    told = unmerge(api, earlier).json()

    assert (told["code"], str(second.pk) in told["detail"]) == ("merged_again", True)


def test_dry_run_of_an_unmerge_writes_nothing(api, winner, loser):
    merged(winner, loser)
    before = cells()

    told = unmerge(api, loser, dry_run="true").json()

    assert (told["undo"], told["restored"], differences(before, cells())) == (None, 3, {})


@pytest.mark.parametrize("who", ["winner", "loser"])
def test_contacts_are_as_they_were_whichever_of_them_is_named(api, winner, loser, who):
    before = cells()
    merge(api, winner, loser)

    answer = unmerge(api, {"winner": winner, "loser": loser}[who])

    assert (answer.json()["conflicts"], differences(before, cells())) == ([], {})
    assert "Content-Location" not in answer
