from django.db.models import Count, F, Q
from django.utils import timezone

from contacts.models import (
    Activity,
    Company,
    Contact,
    ContactList,
    ContactTag,
    CustomField,
    Deal,
    ExchangeRate,
    ImportRun,
    Tag,
    Task,
)
from crm.models import User
from crm.sample.load import load_sample
from crm.sample.story import LISTS, TAGS
from gdpr.models import ConsentEvent
from tests.factories import make_contact

PEOPLE = 300


def test_base_that_has_contacts_stays_as_it_is(db):
    make_contact()

    load_sample(PEOPLE)

    assert (Contact.objects.count(), Tag.objects.count(), User.objects.count()) == (1, 0, 0)


def test_sample_of_nobody_leaves_the_base_empty(db):
    load_sample(0)

    assert (Contact.objects.count(), Tag.objects.count(), User.objects.count()) == (0, 0, 0)


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
    }
    assert run.warnings == 0
    assert Contact.objects.live().count() == PEOPLE
    assert (steps[0], steps[-1]) == (("colleagues", 0), ("done", 1))


def test_sample_shows_every_kind_of_record(db):
    load_sample(PEOPLE)

    now = timezone.now()
    assert set(Activity.objects.values_list("kind", flat=True)) == set(Activity.Kind.values)
    assert set(Deal.objects.values_list("stage__outcome", flat=True)) == {"open", "won", "lost"}
    assert set(Deal.objects.values_list("currency", flat=True)) > {"EUR", "USD", "GBP"}
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
    assert not Task.objects.filter(done_at__gt=now).exists()
    assert not ConsentEvent.objects.filter(occurred_at__gt=now).exists()


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
