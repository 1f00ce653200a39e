"""Contacts: what the API says of them, and what is theirs alone."""

from http import HTTPStatus

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from contacts.deletion import delete
from contacts.merging import merge, plan_merge
from contacts.models import ChangeSet, Contact, ContactList, ContactTag
from gdpr.models import ConsentEvent
from tests.contacts.api.client import Api, errors, ids, one
from tests.factories import booked, make_company, make_contact, make_custom_field, make_tag, make_user

pytestmark = pytest.mark.django_db

CONSENT = {"purpose": "email_marketing", "channel": "phone", "evidence": "Call of 3 May"}
JANE = {"email": "jane@example.com"}


def create(api, **fields):
    return api.post("contacts/", JANE | fields)


def merged(*contacts: Contact) -> None:
    winner, *losers = contacts
    merge(plan_merge(winner, losers), by=None, door=ChangeSet.Door.COMMAND)


def erase(contact: Contact) -> None:
    with booked():
        Contact.objects.filter(pk=contact.pk).update(erased_at=timezone.now(), deleted_at=timezone.now())


def test_contact_says_all_that_is_known(api, admin):
    company, tag, gone = make_company(), make_tag(), make_tag()
    make_custom_field(key="size")
    contact = make_contact(
        first_name="Jane",
        last_name="Doe",
        email="jane@example.com",
        phone="030 1",
        company=company,
        owner=admin,
        lifecycle_stage="lead",
        birth_date="1980-02-29",
        custom_fields={"size": "L"},
    )
    with booked():
        contact.tags.set([tag, gone])
        contact.lists.add(friends := ContactList.objects.create(name="Friends"))
        contact.emails.create(email="jane@home.example")
        contact.phones.create(number="+49 30 1234567")
        type(gone).objects.filter(pk=gone.pk).soft_delete()
    contact.refresh_from_db()

    answer = api.get(one("contacts", contact)).json()

    times = {name: answer.pop(name) for name in ("created_at", "updated_at")}
    assert set(map(type, times.values())) == {str}
    assert answer == {
        "id": str(contact.pk),
        "first_name": "Jane",
        "last_name": "Doe",
        "email": "jane@example.com",
        "emails": ["jane@home.example"],
        "phone": "030 1",
        "mobile": "",
        "phones": ["+49 30 1234567"],
        "title": "",
        "department": "",
        "company": str(company.pk),
        "address_line1": "",
        "address_line2": "",
        "city": "",
        "state": "",
        "postal_code": "",
        "country": "",
        "lifecycle_stage": "lead",
        "lead_status": "",
        "lead_source": "",
        "owner": str(admin.pk),
        "linkedin_url": "",
        "twitter_handle": "",
        "birth_date": "1980-02-29",
        "tags": [str(tag.pk)],
        "lists": [str(friends.pk)],
        "custom_fields": {"size": "L"},
        "source": "form",
        "last_contacted_at": None,
        "last_activity_at": None,
        "email_opt_in": True,
        "consent_given": False,
        "consent_date": None,
        "data_processing_consent": False,
        "version": 1,
    }


def test_tags_and_lists_are_shown_to_those_who_may_see_them(rep):
    reader = make_user()
    reader.user_permissions.add(Permission.objects.get(codename="view_contact"))
    contact = make_contact()
    with booked():
        contact.tags.add(make_tag())
        contact.lists.add(ContactList.objects.create(name="Friends"))

    answers = [Api(user).get(one("contacts", contact)).json() for user in (rep, reader)]

    assert [(len(answer["tags"]), len(answer["lists"])) for answer in answers] == [(1, 1), (0, 0)]


def test_address_that_is_none_is_refused(api):
    answer = create(api, email="jane at example")

    assert (answer.status_code, errors(answer)) == (HTTPStatus.BAD_REQUEST, {"email": "invalid"})


@pytest.mark.parametrize("change", [lambda api, other: create(api), lambda api, other: api.patch(other, JANE)])
def test_known_address_names_the_contact_who_has_it(api, change):
    jane, other = make_contact(email="first@example.com"), make_contact()
    with booked():
        jane.emails.create(email="jane@example.com")

    answer = change(api, one("contacts", other))

    assert answer.status_code == HTTPStatus.CONFLICT
    assert (answer.json()["code"], answer.json()["contact"]) == ("email_taken", str(jane.pk))
    assert not ChangeSet.objects.filter(door="api").exists()


def test_known_address_names_nobody_whom_the_user_may_not_see(as_rep, settings):
    settings.REPS_SEE_ALL = False
    make_contact(email="jane@example.com", owner=make_user())

    answer = create(as_rep)

    assert (answer.json()["code"], "contact" in answer.json()) == ("email_taken", False)


def test_values_are_brought_into_their_canonical_form(api):
    make_custom_field(key="size", type="number")

    answer = create(api, email=" Jane@EXAMPLE.com", country="Germany", custom_fields={"size": 42})

    found = answer.json()
    assert (found["email"], found["country"], found["source"]) == ("jane@example.com", "DE", "api")
    assert found["custom_fields"] == {"size": 42}


@pytest.mark.parametrize("field", ["lifecycle_stage", "lead_status", "lead_source"])
def test_word_that_is_none_of_the_choices_is_refused(api, field):
    contact = make_contact()

    assert errors(create(api, **{field: "blue"})) == {field: "invalid_choice"}
    assert errors(api.patch(one("contacts", contact), {field: "Web"})) == {field: "invalid_choice"}


def test_old_rows_can_be_changed_though_they_break_a_new_rule(api):
    contact = make_contact(linkedin_url="no address at all", lifecycle_stage="abolished")

    answer = api.patch(one("contacts", contact), {"city": "Berlin"})

    assert (answer.status_code, answer.json()["city"]) == (HTTPStatus.OK, "Berlin")


def test_tags_are_set_as_they_are_given(api):
    kept, old, new = make_tag(), make_tag(), make_tag()
    contact = make_contact()
    with booked():
        contact.tags.set([kept, old])

    answer = api.patch(one("contacts", contact), {"tags": [str(kept.pk), str(new.pk)]})

    assert set(answer.json()["tags"]) == {str(kept.pk), str(new.pk)}
    [made] = ChangeSet.objects.filter(door="api")
    events = ContactTag.pgh_event_model.objects.filter(pgh_context_id=made.pk)
    assert set(events.values_list("pgh_label", "tag")) == {("insert", new.pk), ("delete", old.pk)}


def test_new_contact_bears_its_tags_in_the_same_change_set(api):
    tag = make_tag()

    answer = create(api, tags=[str(tag.pk), str(tag.pk)])

    [made] = ChangeSet.objects.filter(door="api")
    assert answer.json()["tags"] == [str(tag.pk)]
    assert ContactTag.pgh_event_model.objects.get().pgh_context_id == made.pk


def test_tag_that_is_gone_is_refused_by_its_place(api):
    tag, gone = make_tag(), make_tag()
    delete(type(gone).objects.filter(pk=gone.pk), by=None, door=ChangeSet.Door.COMMAND)

    answer = create(api, tags=[str(tag.pk), str(gone.pk), "hot"])

    assert errors(answer) == {"tags.2": "invalid"}
    assert errors(create(api, tags=[str(tag.pk), str(gone.pk)])) == {"tags.1": "does_not_exist"}


def test_consent_is_recorded_in_the_change_set_of_the_contact(api, admin):
    answer = create(api, consent=CONSENT)

    event = ConsentEvent.objects.get()
    [made] = ChangeSet.objects.filter(door="api")
    assert answer.json()["consent_given"] is True
    assert (event.change_set, event.recorded_by, event.evidence) == (made, admin, "Call of 3 May")
    assert (made.kind, made.actor) == ("edit", admin)
    assert Contact.pgh_event_model.objects.get().pgh_context_id == made.pk


@pytest.mark.parametrize(
    ("consent", "expected"),
    [
        (CONSENT | {"purpose": "world_peace"}, {"consent": "unknown_purpose"}),
        (CONSENT | {"channel": "telepathy"}, {"consent": "unknown_channel"}),
        (CONSENT | {"evidence": " "}, {"consent.evidence": "blank"}),
        (CONSENT | {"kind": "granted"}, {"consent.kind": "unknown_field"}),
        ({"purpose": "email_marketing"}, {"consent.channel": "required", "consent.evidence": "required"}),
        ("yes", {"consent": "invalid"}),
        (None, {"consent": "null"}),
    ],
)
def test_consent_that_is_not_sound_is_refused_with_the_contact(api, consent, expected):
    assert errors(create(api, consent=consent)) == expected
    assert not Contact.objects.exists()


def test_consent_takes_the_permission_to_record_it(outsider):
    outsider.user_permissions.add(Permission.objects.get(codename="add_contact"))

    answer = create(Api(outsider), consent=CONSENT)

    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.FORBIDDEN, "not_permitted")
    assert not Contact.objects.exists()


def test_new_contact_bears_tags_if_the_user_may_add_them(outsider):
    outsider.user_permissions.set(Permission.objects.filter(codename__in=["add_contact", "view_tag"]))

    answer = create(Api(outsider), tags=[str(make_tag().pk)])

    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.FORBIDDEN, "not_allowed")
    assert not Contact.objects.exists()


def test_new_contact_of_a_colleague_bears_its_tags(as_rep):
    tag = make_tag()

    answer = create(as_rep, tags=[str(tag.pk)], owner=str(make_user().pk))

    assert (answer.status_code, answer.json()["tags"]) == (HTTPStatus.CREATED, [str(tag.pk)])


@pytest.mark.parametrize("tags", ["new", "none"])
def test_tags_are_changed_by_those_who_may_add_and_delete_them(outsider, tags):
    outsider.user_permissions.set(Permission.objects.filter(codename__in=["change_contact", "view_tag"]))
    contact, old, new = make_contact(owner=outsider), make_tag(), make_tag()
    with booked():
        contact.tags.add(old)
    given = {"new": [str(old.pk), str(new.pk)], "none": []}[tags]

    answer = Api(outsider).patch(one("contacts", contact), {"city": "Berlin", "tags": given})

    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.FORBIDDEN, "not_allowed")
    assert (Contact.objects.get().city, list(contact.tags.all())) == ("", [old])


def test_replaced_contact_keeps_the_tags_that_the_user_may_not_see(outsider):
    outsider.user_permissions.set(Permission.objects.filter(codename="change_contact"))
    contact, tag = make_contact(owner=outsider), make_tag()
    with booked():
        contact.tags.add(tag)

    answer = Api(outsider).put(one("contacts", contact), JANE)

    assert (answer.status_code, list(contact.tags.all())) == (HTTPStatus.OK, [tag])


def test_tag_that_was_deleted_meanwhile_can_be_given_back(api):
    contact, tag = make_contact(), make_tag()
    with booked():
        contact.tags.add(tag)
        type(tag).objects.soft_delete()

    answer = api.patch(one("contacts", contact), {"tags": [str(tag.pk)]})

    assert (answer.status_code, list(contact.tags.all())) == (HTTPStatus.OK, [tag])
    assert not ChangeSet.objects.filter(door="api").exists()


def test_what_is_older_than_a_rule_can_be_given_back(api):
    contact = make_contact(lifecycle_stage="abolished", custom_fields={"shade": "dark"})

    answer = api.put(
        one("contacts", contact), JANE | {"lifecycle_stage": "abolished", "custom_fields": {"shade": "dark"}}
    )

    found = answer.json()
    assert (found["lifecycle_stage"], found["custom_fields"]) == ("abolished", {"shade": "dark"})


def test_consent_of_a_contact_who_is_there_is_not_changed_by_the_way(api):
    contact = make_contact()

    assert errors(api.patch(one("contacts", contact), {"consent": CONSENT})) == {"consent": "unknown_field"}
    assert errors(api.patch(one("contacts", contact), {"email_opt_in": False})) == {"email_opt_in": "read_only"}


def test_old_id_leads_to_the_contact_that_it_was_merged_into(api):
    first, second, third = make_contact(), make_contact(), make_contact()
    merged(second, first)
    second.refresh_from_db()
    merged(third, second)

    answers = [api.get(one("contacts", contact)) for contact in (first, second, third)]

    address = f"/api/v1/contacts/{third.pk}/"
    assert [(answer.status_code, answer.json()["id"]) for answer in answers] == [(HTTPStatus.OK, str(third.pk))] * 3
    assert [answer.get("Content-Location") for answer in answers] == [address, address, None]


def test_old_id_in_a_body_and_in_a_filter_means_the_contact_that_it_was_merged_into(api):
    winner, loser = make_contact(), make_contact()
    merged(winner, loser)
    with booked():
        friends = ContactList.objects.create(name="Friends")

    task = api.post("tasks/", {"title": "Call", "contact": str(loser.pk)}).json()
    counted = api.post(f"lists/{friends.pk}/members/", {"contacts": [str(loser.pk), str(winner.pk)]}).json()

    assert (task["contact"], ids(api.get("tasks/", contact=loser.pk))) == (str(winner.pk), [task["id"]])
    assert (counted, list(friends.members.all())) == ({"changed": 1}, [winner])


def test_id_can_be_written_in_upper_case(api):
    contact = make_contact()

    assert api.get(f"contacts/{str(contact.pk).upper()}/").json()["id"] == str(contact.pk)


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_change_of_an_old_id_changes_the_contact_that_it_was_merged_into(api, method):
    winner, loser = make_contact(email="jane@example.com"), make_contact()
    merged(winner, loser)

    answer = api(method, one("contacts", loser), JANE | {"city": "Berlin"})

    assert answer["Content-Location"] == f"/api/v1/contacts/{winner.pk}/"
    assert dict(Contact.objects.values_list("pk", "city")) == {winner.pk: "Berlin", loser.pk: ""}


def test_old_id_deletes_nobody(api):
    winner, loser = make_contact(), make_contact()
    merged(winner, loser)

    answer = api.delete(one("contacts", loser))

    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.CONFLICT, "merged")
    assert answer.json()["contact"] == str(winner.pk)
    assert Contact.objects.live().get() == winner


def test_old_id_of_a_contact_that_is_deleted_by_now_is_not_found(api):
    winner, loser = make_contact(), make_contact()
    merged(winner, loser)
    api.delete(one("contacts", winner))

    assert api.get(one("contacts", loser)).status_code == HTTPStatus.NOT_FOUND


def test_old_id_says_nothing_of_a_contact_whom_the_user_may_not_see(rep, as_rep, settings):
    settings.REPS_SEE_ALL = False
    winner, loser = make_contact(owner=make_user()), make_contact(owner=rep)
    merged(winner, loser)

    answers = [as_rep(method, one("contacts", loser)) for method in ("GET", "DELETE")]

    assert [answer.status_code for answer in answers] == [HTTPStatus.NOT_FOUND] * 2


@pytest.mark.parametrize("method", ["GET", "PATCH", "PUT", "DELETE"])
def test_erased_contact_is_gone_for_good(api, method):
    contact, loser = make_contact(), make_contact()
    merged(contact, loser)
    erase(contact)

    answers = [api(method, one("contacts", row), JANE if method[0] == "P" else None) for row in (contact, loser)]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(HTTPStatus.GONE, "erased")] * 2
    assert ids(api.get("contacts/")) == []


def test_erased_contact_is_not_found_by_those_who_may_not_see_it(as_rep, settings):
    settings.REPS_SEE_ALL = False
    contact = make_contact(owner=make_user())
    erase(contact)

    assert as_rep.get(one("contacts", contact)).status_code == HTTPStatus.NOT_FOUND
