"""Filters of lists."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import pytest

from contacts.models import Contact, ContactList, Stage
from tests.contacts.api.client import errors, ids
from tests.factories import (
    booked,
    make_activity,
    make_company,
    make_contact,
    make_deal,
    make_tag,
    make_task,
    make_user,
)

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
UNKNOWN = "00000000-0000-7000-8000-000000000000"


def at(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize(
    ("path", "refused"),
    [
        ("contacts/?eamil=x", {"eamil": "unknown_parameter"}),
        ("contacts/?email=", {"email": "blank"}),
        (f"contacts/?search={'x' * 256}", {"search": "max_length"}),
        ("contacts/?tag=hot", {"tag": "invalid"}),
        ("contacts/?owner=5", {"owner": "invalid"}),
        ("contacts/?lifecycle_stage=hot", {"lifecycle_stage": "invalid_choice"}),
        ("contacts/?created_after=yesterday", {"created_after": "invalid"}),
        (f"contacts/?owner={UNKNOWN}&owner={UNKNOWN}", {"owner": "repeated"}),
        ("tasks/?done=maybe", {"done": "invalid_choice"}),
        ("deals/?outcome=hot", {"outcome": "invalid_choice"}),
        ("activities/?kind=fax", {"kind": "invalid_choice"}),
        ("lists/?type=red", {"type": "invalid_choice"}),
        ("stages/?name=Won", {"name": "unknown_parameter"}),
    ],
)
def test_filter_that_makes_no_sense_is_refused(api, path, refused):
    answer = api.get(path)

    assert (answer.status_code, errors(answer)) == (HTTPStatus.BAD_REQUEST, refused)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00-14:00", "9999-12-31T23:59:59-14:00", "3000-01-01"])
def test_time_that_is_far_off_is_refused(api, moment):
    assert errors(api.get("contacts/", created_before=moment)) == {"created_before": "out_of_range"}


@pytest.mark.parametrize("moment", ["2026-03-02", "2026-03-02T12:00", "2026-03-02T12:00:00+23:59", "1900-01-01T00:00Z"])
def test_time_is_taken_in_any_zone(api, moment):
    assert api.get("contacts/", created_before=moment).status_code == HTTPStatus.OK


@pytest.fixture
def jane():
    return make_contact(
        email="jane@example.com",
        first_name="Jane",
        company=make_company(name="Élan", domain="elan.example"),
        owner=make_user(),
        lifecycle_stage="lead",
        lead_status="new",
        lead_source="web",
    )


FILTERS = {
    "email": ["JANE@example.com", "jane@home.example"],
    "company": [lambda jane: jane.company_id],
    "owner": [lambda jane: jane.owner_id],
    "lifecycle_stage": ["lead"],
    "lead_status": ["new"],
    "lead_source": ["web"],
    "tag": [lambda jane: jane.tags.get().pk],
    "list": [lambda jane: jane.lists.get().pk],
    "search": ["jan", "elan", "Jane@home"],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in FILTERS.items() for value in values])
def test_contacts_are_filtered(api, jane, name, value):
    other = make_contact(company=make_company(), owner=make_user(), lifecycle_stage="customer", lead_status="open")
    with booked():
        jane.emails.create(email="jane@home.example")
        jane.tags.add(make_tag())
        jane.lists.add(ContactList.objects.create(name="Friends"))
        other.tags.add(make_tag())

    answer = api.get("contacts/", **{name: value(jane) if callable(value) else value})

    assert ids(answer) == [str(jane.pk)]


def test_deleted_tags_and_lists_are_on_nobody(api, jane):
    tag = make_tag()
    with booked():
        friends = ContactList.objects.create(name="Friends")
        jane.tags.add(tag)
        jane.lists.add(friends)
        type(tag).objects.soft_delete()
        ContactList.objects.soft_delete()

    assert [ids(api.get("contacts/", tag=tag.pk)), ids(api.get("contacts/", list=friends.pk))] == [[], []]


@pytest.mark.parametrize("name", ["created", "updated"])
def test_spans_of_time_that_touch_share_no_contact(api, name):
    first, second = make_contact(), make_contact()
    with booked():
        for contact, moment in [(first, MONDAY), (second, TUESDAY)]:
            Contact.objects.filter(pk=contact.pk).update(**{f"{name}_at": moment})

    spans = [ids(api.get("contacts/", **{f"{name}_{side}": at(TUESDAY)})) for side in ("before", "after")]

    assert spans == [[str(first.pk)], [str(second.pk)]]


def test_companies_are_filtered(api):
    owner = make_user()
    elan = make_company(name="Élan Vital", domain="elan.example", owner=owner)
    make_company(name="Other Elan", domain="other.example")

    found = [
        ids(api.get("companies/", **{name: value}))
        for name, value in {"domain": "ELAN.example", "name": "elan v", "owner": owner.pk}.items()
    ]

    assert found == [[str(elan.pk)]] * 3


def test_deals_are_filtered(api):
    won = Stage.objects.get(name="Won")
    deal = make_deal(make_contact(), stage=won, company=make_company(), owner=make_user())
    make_deal(make_contact())
    values = {
        "stage": won.pk,
        "contact": deal.contact_id,
        "company": deal.company_id,
        "owner": deal.owner_id,
        "outcome": "won",
    }

    found = [ids(api.get("deals/", **{name: value})) for name, value in values.items()]

    assert found == [[str(deal.pk)]] * len(values)


def test_tasks_are_filtered(api):
    task = make_task(make_contact(), deal=make_deal(make_contact()), owner=make_user(), due_at=MONDAY, done_at=MONDAY)
    other = make_task(make_contact(), due_at=TUESDAY)
    values = {
        "contact": task.contact_id,
        "deal": task.deal_id,
        "owner": task.owner_id,
        "done": "true",
        "due_before": at(TUESDAY),
    }

    found = [ids(api.get("tasks/", **{name: value})) for name, value in values.items()]

    assert found == [[str(task.pk)]] * len(values)
    assert ids(api.get("tasks/", done="false")) == [str(other.pk)]


def test_activities_are_filtered(api):
    call = make_activity(
        make_contact(), company=make_company(), deal=make_deal(make_contact()), occurred_at=TUESDAY, kind="call"
    )
    note = make_activity(make_contact(), occurred_at=MONDAY, kind="note")
    values = {
        "contact": call.contact_id,
        "company": call.company_id,
        "deal": call.deal_id,
        "kind": "call",
        "occurred_after": at(TUESDAY),
    }

    found = [ids(api.get("activities/", **{name: value})) for name, value in values.items()]

    assert found == [[str(call.pk)]] * len(values)
    assert ids(api.get("activities/", occurred_before=at(TUESDAY))) == [str(note.pk)]


def test_tags_and_lists_are_found_by_their_names(api):
    tag = make_tag(name="Hot")
    make_tag(name="Hotter")
    with booked():
        friends, regulars = (
            ContactList.objects.create(name=name, type=kind)
            for name, kind in [("Friends", "static"), ("Regulars", "dynamic")]
        )

    assert ids(api.get("tags/", name="hot")) == [str(tag.pk)]
    assert ids(api.get("lists/", name="friends")) == [str(friends.pk)]
    assert ids(api.get("lists/", type="dynamic")) == [str(regulars.pk)]
