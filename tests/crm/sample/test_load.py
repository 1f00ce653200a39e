from collections import Counter

import pytest
from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from contacts.models import (
    Activity,
    ChangeSet,
    Company,
    Contact,
    ContactList,
    ContactTag,
    CustomField,
    Deal,
    ExchangeRate,
    ImportRun,
    ListMember,
    Tag,
    Task,
)
from crm.models import User
from crm.sample import load
from crm.sample.load import load_sample
from crm.sample.story import LISTS, TAGS
from gdpr.models import ConsentEvent
from tests.factories import make_contact, make_custom_field, make_tag

PEOPLE = 300
COUNTED = (
    Contact,
    Company,
    Tag,
    ContactTag,
    ContactList,
    ListMember,
    CustomField,
    ExchangeRate,
    User,
    Deal,
    Task,
    Activity,
    ConsentEvent,
)
BY_COUNTRY = {"US": "USD", "GB": "GBP", "JP": "JPY", "PL": "PLN", "TR": "TRY", "BR": "BRL", "UA": "UAH"}


def load_until(step: str, time: int = 1) -> None:
    """Load the sample, and be interrupted as often as it has come to the step."""
    steps = []

    def interrupt(reached: str, share: float) -> None:
        steps.append(reached)
        if steps.count(step) == time:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_sample(PEOPLE, progress=interrupt)


def count_all() -> dict[str, int]:
    counts = {model.__name__: model.objects.count() for model in COUNTED}
    return counts | {"of companies": Company.objects.exclude(industry="").count()}


def count_uninterrupted() -> dict[str, int]:
    """The counts of a sample that nothing came between; the base stays empty."""
    with transaction.atomic():
        load_sample(PEOPLE)
        counts = count_all()
        transaction.set_rollback(True)
    return counts


def test_base_that_has_contacts_stays_as_it_is(db):
    make_contact()

    load_sample(PEOPLE)

    assert (Contact.objects.count(), Tag.objects.count(), User.objects.count()) == (1, 0, 0)


def test_sample_of_nobody_leaves_the_base_empty(db):
    load_sample(0)

    assert (Contact.objects.count(), Tag.objects.count(), User.objects.count()) == (0, 0, 0)


def test_vocabulary_of_the_team_stays_as_it_is(db):
    make_tag(name="vip", colour="#000000")
    make_custom_field(key="vip", label="Very important", type="boolean")

    load_sample(1)

    assert Tag.objects.get(name__iexact="VIP").colour == "#000000"
    assert Tag.objects.count() == len(TAGS)
    assert CustomField.objects.get(key="vip").label == "Very important"


# At "contacts" none is there, the second time all are.
@pytest.mark.parametrize(
    ("step", "time"),
    [("colleagues", 1), ("contacts", 1), ("contacts", 2), ("deals and activities", 1), ("companies", 1), ("done", 1)],
)
def test_interrupted_sample_is_completed(db, step, time):
    expected = count_uninterrupted()
    load_until(step, time)

    load_sample(PEOPLE)

    assert count_all() == expected
    assert not ChangeSet.objects.filter(finished_at=None).exists()


def test_sample_interrupted_between_two_batches_is_completed(db, monkeypatch):
    monkeypatch.setattr(load, "BATCH", 100)
    expected = count_uninterrupted()
    load_until("deals and activities", time=2)

    assert Contact.objects.filter(source="sample").count() == 200
    load_sample(PEOPLE)

    assert count_all() == expected


def test_interrupted_sample_keeps_its_size(db):
    load_until("contacts")

    load_sample(PEOPLE + 100)

    assert Contact.objects.count() == PEOPLE


def test_interrupted_sample_of_nobody_waits(db):
    load_until("contacts")

    load_sample(0)

    assert Deal.objects.count() == 0


def test_interrupted_sample_leaves_alone_whom_a_user_has_entered(db):
    load_until("contacts")
    mine = make_contact(country="DE", lifecycle_stage="customer")

    load_sample(PEOPLE)

    mine.refresh_from_db()
    assert (mine.source, mine.owner, mine.version) == ("form", None, 1)
    assert (mine.deals.count(), mine.activities.count(), mine.tasks.count()) == (0, 0, 0)
    assert (mine.lists.count(), mine.consent_events.count()) == (0, 0)
    assert Contact.objects.filter(source="sample").count() == PEOPLE


def test_complete_sample_is_not_loaded_again(db):
    load_sample(PEOPLE)
    expected, steps = count_all(), []

    load_sample(PEOPLE, progress=lambda step, share: steps.append(step))

    assert (count_all(), steps) == (expected, [])


def test_everybody_is_imported_without_a_doubt(db):
    steps = []

    load_sample(PEOPLE, progress=lambda step, share: steps.append((step, share)))

    run = ImportRun.objects.get()
    assert run.counts() == {
        "rows": PEOPLE,
        "created": PEOPLE,
        "updated": 0,
        "unchanged": 0,
        "skipped": 0,
        "failed": 0,
        "unprocessed": 0,
    }
    assert run.warnings == 0
    assert Contact.objects.live().count() == PEOPLE
    assert (steps[0], steps[-1]) == (("colleagues", 0), ("done", 1))


def test_sample_shows_every_kind_of_record(db):
    load_sample(PEOPLE)

    now = timezone.now()
    assert set(Activity.objects.values_list("kind", flat=True)) == set(Activity.Kind.values)
    assert set(Deal.objects.values_list("stage__outcome", flat=True)) == {"open", "won", "lost"}
    assert Task.objects.filter(done_at=None, due_at__lt=now).exists()
    assert Task.objects.filter(done_at=None, due_at__gt=now).exists()
    assert Task.objects.exclude(done_at=None).exists()
    assert set(ConsentEvent.objects.values_list("kind", flat=True)) == {"granted", "withdrawn"}
    assert {tag.name: tag.colour for tag in Tag.objects.all()} == dict(TAGS)
    assert ContactTag.objects.exists()
    assert CustomField.objects.filter(subject="company").count() == 3
    assert Contact.objects.exclude(custom_fields={}).exists()
    assert Company.objects.exclude(custom_fields={}).exclude(industry="").exclude(city="").exists()
    members = ContactList.objects.annotate(size=Count("members")).values_list("name", "size")
    assert {name for name, size in members if size} == {name for name, _ in LISTS}
    assert Contact.objects.values("owner").distinct().count() > 3


def test_nothing_happens_before_its_time(db):
    load_sample(PEOPLE)

    now = timezone.now()
    assert not Contact.objects.filter(created_at__gt=now).exists()
    assert not Activity.objects.filter(Q(occurred_at__gt=now) | Q(occurred_at__lt=F("contact__created_at"))).exists()
    assert not Deal.objects.filter(Q(closed_at__gt=now) | Q(closed_at__lt=F("created_at"))).exists()
    assert not Task.objects.filter(Q(done_at__gt=now) | Q(done_at__lt=F("created_at"))).exists()
    assert not Task.objects.filter(due_at__lte=F("created_at")).exists()
    assert not Task.objects.filter(created_at__lt=F("contact__created_at")).exists()
    assert not Task.objects.filter(created_at__lt=F("deal__created_at")).exists()
    assert not ConsentEvent.objects.filter(occurred_at__gt=now).exists()


def test_most_tasks_are_done_on_time_and_some_late(db):
    load_sample(2 * PEOPLE)

    done = Task.objects.exclude(done_at=None)
    late = done.filter(done_at__gt=F("due_at")).count()
    assert 0.05 < late / done.count() < 0.4


def test_deals_are_in_the_currency_of_the_country(db):
    load_sample(2 * PEOPLE)

    deals = set(Deal.objects.values_list("contact__country", "currency"))
    assert {currency for _, currency in deals} == {"EUR", *BY_COUNTRY.values()}
    assert [pair for pair in deals if pair[1] != BY_COUNTRY.get(pair[0], "EUR")] == []
    assert not any(amount % 1 for (amount,) in Deal.objects.filter(currency="JPY").values_list("amount"))


def test_lifecycle_agrees_with_deals(db):
    load_sample(PEOPLE)

    outcomes = Counter(Contact.objects.values_list("lifecycle_stage", "deals__stage__outcome"))
    customers = {"customer", "evangelist"}
    assert {outcome for stage, outcome in outcomes if stage in customers} == {"won"}
    assert {outcome for stage, outcome in outcomes if stage == "opportunity"} == {"open"}
    assert {stage for stage, outcome in outcomes if outcome == "won"} == customers
    assert {outcome for stage, outcome in outcomes if stage == "subscriber"} == {None}
    assert {outcome for stage, outcome in outcomes if stage == "lead"} == {"open", "lost", None}


def test_nobody_has_two_deals(db):
    load_sample(PEOPLE)

    assert not Contact.objects.annotate(number=Count("deals")).filter(number__gt=1).exists()


def test_vip_is_who_is_tagged_so(db):
    load_sample(PEOPLE)

    tagged = set(Contact.objects.filter(tags__name="VIP").values_list("email", flat=True))
    marked = set(Contact.objects.filter(custom_fields__vip=True).values_list("email", flat=True))
    assert tagged == marked
    assert len(tagged) > 10


def test_newsletter_goes_to_those_who_have_agreed(db):
    load_sample(PEOPLE)

    readers = Contact.objects.filter(lists__name="Spring newsletter")
    agreed = readers.filter(
        email_opt_in=True, consent_events__purpose__key="email_marketing", consent_events__kind="granted"
    )
    assert Contact.objects.filter(email_opt_in=False).exists()
    assert readers.count() > 20
    assert agreed.distinct().count() == readers.count()


def test_websites_are_of_domains_that_nobody_can_own(db):
    load_sample(PEOPLE)

    assert Company.objects.exclude(website="").exists()
    assert not Company.objects.exclude(website="").exclude(website__endswith=".example").exists()


def test_closed_deals_have_a_reason_and_all_have_an_amount_in_base_currency(db):
    load_sample(PEOPLE)

    is_open = Q(stage__outcome="open")
    assert not Deal.objects.filter(is_open).exclude(closed_at=None, closing_reason="").exists()
    assert not Deal.objects.exclude(is_open).filter(Q(closed_at=None) | Q(closing_reason="")).exists()
    assert not Deal.objects.filter(amount_base=None).exists()
    assert ExchangeRate.objects.filter(currency="USD").count() == 36


def test_nobody_can_log_in_as_a_colleague(db):
    load_sample(1)

    assert [user.has_usable_password() for user in User.objects.all()] == [False] * 6
