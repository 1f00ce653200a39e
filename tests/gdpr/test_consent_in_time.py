"""What counted at a point in time, grants that wait for their confirmation, and consent that ends by itself."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from contacts.merging import merge, plan_merge
from contacts.models import ChangeSet, Contact
from gdpr.consent import GRANTS, awaiting, confirm, expire, has_consented, record, standing
from gdpr.consent.choosing import agree, stop
from gdpr.exceptions import LinkLeadsNowhere, Objecting
from gdpr.models import ConsentEvent, Purpose
from tests.factories import booked, make_contact

pytestmark = pytest.mark.django_db

MARKETING, PROCESSING = "email_marketing", "data_processing"
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
DAY = timedelta(days=1)
Kind = ConsentEvent.Kind


@pytest.fixture
def contact():
    return make_contact()


@pytest.fixture
def double(db) -> Purpose:
    """E-mail marketing, which has to be confirmed."""
    Purpose.objects.filter(key=MARKETING).update(needs_double_opt_in=True)
    return Purpose.objects.get(key=MARKETING)


def say(contact: Contact, kind: str, at: datetime | None = None, **fields: object) -> ConsentEvent:
    fields = {"purpose": MARKETING, "channel": "form", "evidence": "newsletter form"} | fields
    return record(contact, kind=kind, occurred_at=at, **fields)


def folded(events: list[ConsentEvent], at: datetime) -> dict:
    """The reference: for each purpose the newest word by then; neither requests nor unconfirmed grants are words."""
    counting = {}
    for event in sorted(events, key=lambda event: (event.occurred_at, event.pk)):
        is_word = event.kind != Kind.REQUESTED and not event.awaits_confirmation
        if is_word and event.occurred_at <= at:
            counting[event.purpose_id] = event.pk
    return counting


def test_article_7_standing_equals_the_fold_at_any_time_for_a_thousand_random_ledgers(double):
    rng, purposes = Random(7), list(Purpose.objects.all())
    with booked():
        people = Contact.objects.bulk_create(
            Contact(email=f"p{number}@example.com", source="import") for number in range(1_000)
        )
        said = ConsentEvent.objects.bulk_create(
            ConsentEvent(
                contact=person,
                purpose=rng.choice(purposes),
                kind=rng.choice(Kind.values),
                channel="form",
                evidence="form",
                occurred_at=MONDAY + rng.randrange(6) * DAY,
            )
            for person in people
            for _ in range(rng.randrange(8))
        )
    ledgers = {person.pk: [] for person in people}
    for event in ConsentEvent.objects.all():
        ledgers[event.contact_id].append(event)
    assert len(said) > 3_000

    for person in Contact.objects.all():
        moment = MONDAY + rng.randrange(-1, 7) * DAY
        expected, finally_ = folded(ledgers[person.pk], moment), folded(ledgers[person.pk], timezone.now())
        assert {word.purpose_id: word.pk for word in standing(person, at=moment)} == expected
        granted = {pk for pk in finally_.values() if next(e.kind for e in ledgers[person.pk] if e.pk == pk) in GRANTS}
        assert person.consent_given == bool(granted)
        assert person.email_opt_in == (finally_.get(double.pk) in {None, *granted})


def test_what_was_said_later_does_not_count_before(contact):
    say(contact, "granted", MONDAY)
    say(contact, "withdrawn", MONDAY + 2 * DAY)

    moments = [MONDAY - DAY, MONDAY, MONDAY + DAY, MONDAY + 2 * DAY, None]
    assert [has_consented(contact, MARKETING, at=at) for at in moments] == [False, True, True, False, False]


def test_standing_of_one_purpose_leaves_out_the_others(contact):
    say(contact, "granted", purpose=PROCESSING)

    assert (standing(contact, MARKETING).count(), standing(contact, PROCESSING).count()) == (0, 1)


def test_grant_that_is_not_confirmed_counts_for_nothing(contact, double):
    grant = say(contact, "granted")

    assert (grant.awaits_confirmation, has_consented(contact, MARKETING)) == (True, False)
    assert list(awaiting(contact)) == [grant]


def test_grant_that_is_not_confirmed_leaves_what_was_said_before(contact, double):
    say(contact, "withdrawn", MONDAY)

    say(contact, "granted")

    assert [word.kind for word in standing(contact)] == ["withdrawn"]


def test_confirmed_grant_counts_and_is_confirmed_once(contact, double):
    grant = say(contact, "granted")

    first, second = confirm(grant, contact), confirm(grant, contact)

    assert has_consented(contact, MARKETING)
    assert (first, first.change_set.door, ConsentEvent.objects.count()) == (second, "public", 2)


def test_article_7_withdrawal_before_the_confirmation_bars_it(contact, double):
    grant = say(contact, "granted")
    stop(contact, double, source="test")

    with pytest.raises(LinkLeadsNowhere):
        confirm(grant, contact)

    assert not has_consented(contact, MARKETING)


def test_switching_double_opt_in_off_loosens_nothing(contact, double):
    say(contact, "granted")

    Purpose.objects.update(needs_double_opt_in=False)

    assert not has_consented(contact, MARKETING)


def test_switching_double_opt_in_on_leaves_earlier_grants(contact):
    say(contact, "granted")

    Purpose.objects.update(needs_double_opt_in=True)

    assert has_consented(contact, MARKETING)


def test_article_21_nobody_else_agrees_for_whoever_objected(contact, admin):
    say(contact, "objected")
    say(contact, "withdrawn")

    for kind in ("requested", "granted", "confirmed"):
        with pytest.raises(Objecting, match="where they can agree themselves"):
            say(contact, kind, by=admin)
    assert not has_consented(contact, MARKETING)


def test_article_21_whoever_objected_can_agree_themselves_and_confirms_it(contact):
    say(contact, "objected")

    grant = agree(contact, Purpose.objects.get(key=MARKETING), source="test")

    assert (grant.awaits_confirmation, has_consented(contact, MARKETING)) == (True, False)
    confirm(grant, contact)
    assert has_consented(contact, MARKETING)


def test_article_21_objection_under_another_name_counts_after_a_merge(contact):
    loser = make_contact()
    say(loser, "objected")
    merge(plan_merge(contact, [loser]), by=None, door="command")

    with pytest.raises(Objecting):
        say(contact, "granted")


@pytest.mark.parametrize("kind", ["refused", "withdrawn", "objected", "expired"])
def test_whoever_objected_can_still_end_consent(contact, kind):
    say(contact, "objected")

    assert say(contact, kind).kind == kind


def test_article_17_database_itself_refuses_grants_of_erased_people(contact):
    with booked():
        Contact.objects.update(erased_at=MONDAY, deleted_at=MONDAY)
    purpose = Purpose.objects.get(key=MARKETING)

    with pytest.raises(DatabaseError, match="an erased person grants nothing"), transaction.atomic():
        ConsentEvent.objects.create(contact=contact, purpose=purpose, kind="granted", channel="form", evidence="x")


def run_out(now: datetime = MONDAY + 30 * DAY) -> int:
    return expire(now=now, door=ChangeSet.Door.JOB)


def valid_for(days: int | None) -> None:
    Purpose.objects.filter(key=MARKETING).update(expires_after_days=days)


def test_nothing_expires_where_the_purpose_does_not_say_so(contact):
    say(contact, "granted", MONDAY)

    assert (run_out(), ChangeSet.objects.filter(door="job").count()) == (0, 0)


@pytest.mark.parametrize("kind", ["requested", "withdrawn", "objected", "refused", "expired"])
def test_only_grants_expire(contact, kind):
    valid_for(10)
    say(contact, kind, MONDAY)

    assert run_out() == 0


def test_article_7_old_consent_expires_once_dated_when_it_ran_out(contact):
    valid_for(10)
    grant = say(contact, "granted", MONDAY)

    assert (run_out(MONDAY + 10 * DAY), run_out(), run_out()) == (0, 1, 0)

    event = ConsentEvent.objects.exclude(pk=grant.pk).get()
    told = (event.kind, event.channel, event.occurred_at, event.evidence)
    assert told == ("expired", "program", MONDAY + 10 * DAY, "Given on 2026-03-02, valid for 10 days")
    assert not has_consented(contact, MARKETING)
    assert has_consented(contact, MARKETING, at=MONDAY + 9 * DAY)


def test_consent_that_was_given_anew_does_not_expire(contact):
    valid_for(10)
    say(contact, "granted", MONDAY)
    say(contact, "confirmed", MONDAY + 25 * DAY)

    assert run_out() == 0


def test_consent_that_was_given_anew_under_another_name_does_not_expire(contact):
    valid_for(10)
    loser = make_contact()
    say(loser, "granted", MONDAY)
    say(contact, "granted", MONDAY + 25 * DAY)
    merge(plan_merge(contact, [loser]), by=None, door="command")

    assert (run_out(), has_consented(contact, MARKETING)) == (0, True)


def test_consent_of_merged_people_expires_for_the_one_who_lives_on(contact):
    valid_for(10)
    loser = make_contact()
    say(loser, "granted", MONDAY)
    merge(plan_merge(contact, [loser]), by=None, door="command")

    assert (run_out(), has_consented(contact, MARKETING)) == (1, False)
    assert ConsentEvent.objects.get(kind="expired").contact == contact


def test_expiry_works_in_chunks(monkeypatch):
    monkeypatch.setattr("gdpr.consent.expiry.CHUNK", 2)
    valid_for(10)
    for _ in range(5):
        say(make_contact(), "granted", MONDAY)

    assert (run_out(), ChangeSet.objects.filter(door="job").count()) == (5, 3)
