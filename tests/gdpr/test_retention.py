"""Rules of retention: looked at, activated, applied; holds; nobody is taken unseen."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from contacts.exceptions import UnusableFilter
from contacts.models import ChangeSet, Contact
from gdpr.exceptions import CannotActivate, NotPermitted, OnHold, WhyMissing
from gdpr.models import RetentionRule, RetentionRun
from gdpr.restriction import restrict
from gdpr.retention import activate, apply_rules, deactivate, lift_hold, place_hold, plan_retention
from gdpr.subject_requests import approve_erasure, note_identity, open_request, propose_erasure
from tests.factories import booked, make_activity, make_contact, make_user

pytestmark = pytest.mark.django_db

DOOR = ChangeSet.Door.JOB
NOW = datetime(2030, 1, 1, tzinfo=UTC)
YEAR = timedelta(days=365)


def make_rule(**fields) -> RetentionRule:
    fields = {"name": "Old ones", "starts": "created_at", "days": 365, "action": "anonymise"} | fields
    return RetentionRule.objects.create(**fields)


def old(age: timedelta = 2 * YEAR, **fields) -> Contact:
    contact = make_contact(**fields)
    with booked():
        Contact.objects.filter(pk=contact.pk).update(created_at=NOW - age)
    return contact


def due(rule: RetentionRule) -> int:
    return plan_retention(rule, now=NOW).due


def applied(rule: RetentionRule) -> RetentionRun:
    RetentionRule.objects.filter(pk=rule.pk).update(is_active=True)
    (run,) = apply_rules(now=NOW, door=DOOR)
    return run


@pytest.fixture
def officer():
    user = make_user(is_staff=True)
    user.groups.add(Group.objects.get(name="Privacy officer"))
    return user


@pytest.mark.parametrize(("age", "count"), [(YEAR, 1), (YEAR - timedelta(seconds=1), 0)])
def test_article_5_period_is_over_to_the_second(age, count):
    old(age)

    assert due(make_rule()) == count


def test_article_5_period_begins_with_the_last_activity_or_the_creation():
    called, silent = old(), old()
    make_activity(called, occurred_at=NOW - timedelta(days=30))

    plan = plan_retention(make_rule(starts="last_activity_at"), now=NOW)

    assert plan.sample == (silent,)


def test_article_5_rule_means_the_contacts_of_its_filter():
    old(city="Bonn")
    ulm = old(city="Ulm")

    rule = make_rule(filters={"all": [{"field": "city", "operator": "equals", "value": "Ulm"}]})

    assert plan_retention(rule, now=NOW).sample == (ulm,)


def test_article_5_restricted_contacts_are_kept():
    old()
    restrict(Contact.objects.all(), reason="Needed for a claim", by=None, door=DOOR)

    assert due(make_rule()) == 0


def test_article_5_looking_writes_nothing():
    old()

    due(make_rule())

    assert (Contact.objects.get().erased_at, RetentionRun.objects.count()) == (None, 0)


def test_article_5_rule_that_nobody_activated_is_not_applied():
    old()
    make_rule()

    assert apply_rules(now=NOW, door=DOOR) == []
    assert Contact.objects.get().erased_at is None


def test_article_5_nobody_activates_without_the_permission():
    with pytest.raises(NotPermitted):
        activate(make_rule(), by=make_user(), due=0, now=NOW)

    assert RetentionRule.objects.get().is_active is False


def test_article_5_nobody_activates_what_means_more_than_was_shown(officer):
    rule = make_rule()
    old()

    with pytest.raises(CannotActivate, match="1 contacts are meant now, and you were shown 0"):
        activate(rule, by=officer, due=0, now=NOW)

    assert RetentionRule.objects.get().is_active is False


def test_article_5_active_rule_is_applied_until_it_is_deactivated(officer):
    rule = make_rule()
    activate(rule, by=officer, due=0, now=NOW)
    first = len(apply_rules(now=NOW, door=DOOR))
    deactivate(rule, by=officer)

    assert (first, apply_rules(now=NOW, door=DOOR)) == (1, [])


@pytest.mark.parametrize(
    ("action", "outcome"),
    [("review", (0, None, None)), ("delete", (1, "deleted", None)), ("anonymise", (1, "deleted", "erased"))],
)
def test_article_5_action_is_carried_out_and_logged(action, outcome):
    old()

    run = applied(make_rule(action=action))

    contact = Contact.objects.get()
    assert (run.done, contact.deleted_at and "deleted", contact.erased_at and "erased") == outcome
    assert (run.due, run.held, run.message) == (1, 0, "")


def test_article_5_second_application_changes_nothing():
    old()
    rule = make_rule()
    applied(rule)

    assert applied(rule).done == 0


def test_article_5_more_than_a_thousand_are_taken_a_thousand_at_a_time():
    with booked():
        people = (Contact(email=f"p{n}@example.com", source="import") for n in range(1_003))
        Contact.objects.bulk_create(people)
        Contact.objects.update(created_at=NOW - 2 * YEAR)

    assert applied(make_rule(action="delete")).done == 1_003


def test_article_5_rule_that_cannot_be_used_says_why_and_the_others_are_applied():
    old()
    make_rule(name="A", filters={"all": [{"field": "no_such", "operator": "equals", "value": 1}]}, is_active=True)
    make_rule(name="B", is_active=True)

    broken, sound = apply_rules(now=NOW, door=DOOR)

    assert (bool(broken.message), broken.done, sound.done) == (True, 0, 1)
    with pytest.raises(UnusableFilter):
        due(broken.rule)


def test_legal_hold_needs_a_reason_and_the_permission():
    contact = make_contact()

    with pytest.raises(WhyMissing):
        place_hold(contact, reason=" ", by=None)
    with pytest.raises(NotPermitted):
        place_hold(contact, reason="Dispute", by=make_user())

    assert contact.legal_holds.count() == 0


def test_legal_hold_keeps_a_contact_until_it_is_lifted(officer):
    hold, rule = place_hold(old(), reason="Dispute", by=officer), make_rule()

    kept = applied(rule)
    lift_hold(hold, by=officer)

    assert (kept.due, kept.held, kept.done) == (0, 1, 0)
    assert applied(rule).done == 1


def test_article_17_person_on_hold_is_not_erased_by_a_request(officer):
    contact = make_contact(email="jane@example.com")
    place_hold(contact, reason="Dispute", by=officer)
    request = open_request(kind="erasure", channel="email", email=contact.email, by=None)
    propose_erasure(note_identity(request, how="Called back", by=None), by=officer)

    with pytest.raises(OnHold):
        approve_erasure(request, by=None, door=DOOR)

    assert Contact.objects.get().erased_at is None


def test_article_5_command_tells_and_applies(capsys):
    with booked():
        Contact.objects.filter(pk=make_contact().pk).update(created_at=datetime(2000, 1, 1, tzinfo=UTC))
    make_rule(is_active=True)

    call_command("apply_retention", "--dry-run", "--json", stderr=StringIO())
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    before = Contact.objects.get().erased_at
    call_command("apply_retention", "--json", stderr=StringIO())
    done = json.loads(capsys.readouterr().out.splitlines()[-1])

    rule = {"rule": "Old ones", "action": "anonymise", "due": 1, "held": 0, "message": ""}
    assert told == {"dry_run": True, "rules": [rule | {"done": 0}]}
    assert done == {"dry_run": False, "rules": [rule | {"done": 1}]}
    assert before is None
