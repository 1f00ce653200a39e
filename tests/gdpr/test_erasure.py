"""Anonymising people: nothing that tells about them is left, in any table or its history."""

import threading

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from contacts.creation import create_contact
from contacts.deletion import delete, restore
from contacts.exceptions import CannotRestore, NotWelcome, TooMany
from contacts.history import timeline
from contacts.merging import merge, plan_merge
from contacts.models import (
    Activity,
    BlockingKeys,
    ChangeSet,
    Contact,
    ContactEmail,
    ContactList,
    ContactPhone,
    Deal,
    ExternalId,
    Task,
)
from gdpr.consent import record
from gdpr.erasure import anonymise, plan_anonymisation
from gdpr.exceptions import NotPermitted, OutOfSight, ReasonMissing
from gdpr.models import ConsentEvent
from tests.concurrency import in_threads, wait_for_waiter
from tests.factories import booked, make_activity, make_company, make_contact, make_deal, make_tag, make_task, make_user
from tests.gdpr.residue import rows_of, tables_with

pytestmark = pytest.mark.django_db

DOOR = ChangeSet.Door.ADMIN
REASON = "The person asked for it"
# One word in every place where something can be told about a person.
WORD = "zanzibar"


def erase(*contacts: Contact, by=None, reason: str = REASON) -> int:
    chosen = Contact.objects.filter(pk__in=[contact.pk for contact in contacts])
    return anonymise(chosen, by=by, door=DOOR, reason=reason)


def make_known(word: str = WORD) -> Contact:
    """A contact of whom every table knows something, now and in its history."""
    contact = make_contact(
        first_name=word,
        last_name=f"Old{word}",
        email=f"{word}@example.com",
        phone=f"030 {word}",
        mobile=f"0151 {word}",
        title=word,
        department=word,
        company=make_company(),
        address_line1=word,
        address_line2=word,
        city=word,
        state=word,
        postal_code=word[:20],
        country=word,
        linkedin_url=f"https://linkedin.com/in/{word}",
        twitter_handle=word,
        birth_date="1980-04-01",
        custom_fields={"colour": word},
    )
    with booked():
        for number in ("first", "second"):
            ContactEmail.objects.create(contact=contact, email=f"{word}.{number}@example.com")
            ContactPhone.objects.create(contact=contact, number=f"{word} {number}")
            ExternalId.objects.create(contact=contact, system="shop", value=f"{word} {number}")
        contact.contact_tags.create(tag=make_tag())
        contact.list_members.create(list=ContactList.objects.create(name=f"List {ContactList.objects.count()}"))
    make_activity(contact, subject=word, body=f"Spoke with {word}")
    make_task(contact, title=f"Call {word}")
    make_deal(contact, name=f"Boat for {word}", closing_reason=word, amount=7)
    record(contact, purpose="email_marketing", kind="granted", channel="phone", evidence=f"{word} said so")
    edit(contact, word)
    contact.refresh_from_db()
    return contact


def edit(contact: Contact, word: str) -> None:
    """Leave former values in the history: of rows that live, and of rows that are gone."""
    with booked():
        Contact.objects.filter(pk=contact.pk).update(last_name=f"New{word}", email=f"new-{word}@example.com")
        ContactPhone.objects.create(contact=contact, number=f"{word} gone").delete()
        ContactEmail.objects.create(contact=contact, email=f"{word}.gone@example.com").delete()
        contact.activities.update(body=f"Met {word}")
        contact.deals.update(name=f"Yacht for {word}")
    make_task(contact, title=f"Visit {word}")
    with booked():
        contact.tasks.filter(title__startswith="Visit").soft_delete()


@pytest.fixture
def jane():
    return make_known()


def test_reason_is_required(jane):
    with pytest.raises(ReasonMissing, match="say why"):
        erase(jane, reason=" ")

    assert Contact.objects.get().erased_at is None


def test_nobody_is_anonymised_without_the_permission(jane):
    rep = make_user()
    rep.groups.add(Group.objects.get(name="Manager"))

    with pytest.raises(NotPermitted, match=r"takes the permission contacts\.anonymise_contact"):
        erase(jane, by=rep)

    assert Contact.objects.get().erased_at is None


def test_people_whom_the_user_may_not_see_are_not_anonymised(jane, settings):
    settings.REPS_SEE_ALL = False
    clerk = make_user()
    clerk.user_permissions.set(Permission.objects.filter(codename__in=["view_contact", "anonymise_contact"]))
    seen = make_contact(owner=clerk)

    with pytest.raises(OutOfSight, match="1 of the contacts are not yours to see"):
        erase(jane, seen, by=clerk)

    assert not Contact.objects.exclude(erased_at=None).exists()


def test_more_than_a_thousand_at_once_are_refused_and_not_read(django_assert_num_queries):
    with booked():
        Contact.objects.bulk_create(Contact(email=f"p{n}@example.com", source="import") for n in range(1_001))

    with pytest.raises(TooMany, match="at most 1,000 contacts"), django_assert_num_queries(2):
        anonymise(Contact.objects.all(), by=None, door=DOOR, reason=REASON)

    assert not Contact.objects.exclude(erased_at=None).exists()


def test_who_is_anonymised_already_stays_as_they_are(jane):
    erase(jane)
    before = rows_of(jane.pk)

    assert erase(jane) == 0
    assert rows_of(jane.pk) == before
    assert ChangeSet.objects.filter(kind="anonymise").count() == 1


def test_word_is_planted_wherever_it_could_be(jane):
    tables = {"contact", "contactemail", "contactphone", "externalid", "activity", "task", "deal"}

    expected = {f"contacts_{table}" for table in tables} | {f"contacts_{table}event" for table in tables}
    assert set(tables_with(WORD)) == expected | {"contacts_nameword", "gdpr_consentevent"}


def test_nothing_is_left_in_any_table(jane):
    assert erase(jane) == 1

    assert tables_with(WORD) == []
    assert tables_with("1980-04-01") == []


def test_rows_of_others_are_untouched(jane):
    other = make_known("alexandria")
    before = rows_of(other.pk)

    erase(jane)

    assert rows_of(other.pk) == before


def test_contact_says_that_it_was_deleted(jane):
    erase(jane)

    jane.refresh_from_db()
    assert (jane.first_name, jane.last_name, jane.name_key) == ("DELETED", "DELETED", "deleted deleted")
    assert jane.email == f"deleted_{jane.pk}@deleted.invalid"
    assert (jane.company, jane.custom_fields, jane.birth_date) == (None, {}, None)
    assert jane.erased_at == jane.deleted_at


def test_primary_address_is_the_same_in_both_tables_and_the_only_one(jane):
    erase(jane)

    addresses = ContactEmail.objects.values_list("contact", "email", "is_primary", "live")
    assert list(addresses) == [(jane.pk, f"deleted_{jane.pk}@deleted.invalid", True, False)]


def test_what_counts_stays(jane):
    erase(jane)

    assert list(Deal.objects.values_list("name", "closing_reason", "amount")) == [("DELETED", "", 7)]
    assert list(Activity.objects.values_list("subject", "body", "kind")) == [("", "", "call")]
    assert set(Task.objects.values_list("title", flat=True)) == {"DELETED"}
    assert (jane.contact_tags.count(), jane.list_members.count()) == (1, 1)
    assert list(ConsentEvent.objects.values_list("kind", "channel", "evidence")) == [("granted", "phone", "")]


def test_history_keeps_that_something_happened(jane, admin):
    with booked(by=admin):
        Contact.objects.filter(pk=jane.pk).update(city="Stone Town")
    versions = Contact.pgh_event_model.objects.count()

    erase(jane, by=admin)

    assert Contact.pgh_event_model.objects.count() == versions + 1
    assert tables_with("Stone Town") == []
    told = " ".join(sentence for entry in timeline(jane) for sentence in entry.sentences)
    assert "created the contact" in told


def test_change_set_says_who_and_why(jane):
    officer = make_user()
    officer.groups.add(Group.objects.get(name="Privacy officer"))

    erase(jane, by=officer)

    made = ChangeSet.objects.get(kind="anonymise")
    assert (made.actor, made.door, made.reason) == (officer, "admin", REASON)


def test_contact_merged_into_the_person_goes_too(jane):
    loser = make_known("samarkand")
    merge(plan_merge(jane, [loser]), by=None, door=DOOR)

    assert erase(jane) == 1

    assert tables_with(WORD) + tables_with("samarkand") == []
    loser.refresh_from_db()
    assert (loser.email, loser.merged_into) == (f"deleted_{loser.pk}@deleted.invalid", jane)


def test_contact_into_which_the_person_was_merged_goes_too(jane):
    first, second = make_known("samarkand"), make_known("alexandria")
    merge(plan_merge(first, [jane, second]), by=None, door=DOOR)

    assert erase(jane) == 1

    assert tables_with(WORD) + tables_with("samarkand") + tables_with("alexandria") == []
    assert not Contact.objects.filter(erased_at=None).exists()


def test_activity_that_was_somebody_else_s_before_is_blanked_from_its_beginning(jane):
    activity = make_activity(make_contact(), subject="samarkand")
    with booked():
        Activity.objects.filter(pk=activity.pk).update(contact=jane)

    erase(jane)

    assert tables_with("samarkand") == []


def test_activity_that_is_somebody_else_s_now_is_theirs(jane):
    activity = make_activity(jane, subject="samarkand")
    with booked():
        Activity.objects.filter(pk=activity.pk).update(contact=make_contact())

    erase(jane)

    assert tables_with("samarkand") == ["contacts_activity", "contacts_activityevent"]


def test_deleted_person_is_anonymised_and_stays_deleted_when_they_were(jane):
    delete(Contact.objects.all(), by=None, door=DOOR)
    jane.refresh_from_db()
    deleted_at = jane.deleted_at

    erase(jane)

    jane.refresh_from_db()
    assert (jane.deleted_at, tables_with(WORD)) == (deleted_at, [])


def test_nobody_brings_an_anonymised_person_back(jane):
    erase(jane)

    with pytest.raises(CannotRestore, match="The person was anonymised for good"):
        restore(Contact.objects.all(), by=None, door=DOOR)


def test_database_itself_keeps_the_anonymised_deleted(jane):
    erase(jane)

    with pytest.raises(IntegrityError, match="contact_erased_is_deleted"), booked():
        Contact.objects.update(deleted_at=None)


@pytest.mark.parametrize("email", [f"{WORD}@example.com", f"new-{WORD}@example.com", f"{WORD}.gone@example.com"])
def test_article_17_no_address_that_the_person_ever_had_comes_back(jane, email):
    erase(jane)

    with pytest.raises(NotWelcome):
        create_contact({"email": email}, by=None, door=DOOR, source=Contact.Source.API)

    assert not Contact.objects.live().exists()


def test_number_of_queries_does_not_grow_with_the_number_of_people():
    one, others = make_known(), [make_known(word) for word in ("samarkand", "alexandria", "timbuktu")]
    make_activity(others[0]), make_deal(others[1])
    with CaptureQueriesContext(connection) as of_one:
        erase(one)

    with CaptureQueriesContext(connection) as of_three:
        assert erase(*others) == 3

    assert len(of_three) == len(of_one)
    assert [tables_with(word) for word in ("samarkand", "alexandria", "timbuktu")] == [[], [], []]


def test_plan_names_what_each_table_loses_and_writes_nothing(jane):
    loser = make_contact()
    merge(plan_merge(jane, [loser]), by=None, door=DOOR)

    plan = plan_anonymisation(Contact.objects.live(), by=None)

    assert (plan.people, plan.merged) == ((jane,), 1)
    losses = {loss.model: (loss.count, loss.goes) for loss in plan.losses}
    assert losses == {
        Contact: (2, False),
        ContactEmail: (5, True),
        ContactPhone: (2, True),
        ExternalId: (2, True),
        Activity: (1, False),
        Task: (2, False),
        Deal: (1, False),
        ConsentEvent: (1, False),
        BlockingKeys: (1, False),
    }
    assert next(loss.columns for loss in plan.losses if loss.model is Deal) == ["name", "won or lost reason"]
    assert Contact.objects.filter(erased_at=None).count() == 2


def test_plan_leaves_out_who_is_anonymised_already(jane):
    erase(jane)

    assert plan_anonymisation(Contact.objects.all(), by=None).people == ()


@pytest.mark.django_db(transaction=True)
def test_merge_that_was_under_way_is_followed():
    winner, loser = make_known(), make_known("samarkand")
    merged = threading.Event()

    def fold():
        with transaction.atomic():
            merge(plan_merge(winner, [loser]), by=None, door=DOOR)
            merged.set()
            wait_for_waiter()

    def forget():
        merged.wait(10)
        erase(loser)

    in_threads(fold, forget)

    assert tables_with(WORD) + tables_with("samarkand") == []


@pytest.mark.django_db(transaction=True)
def test_person_anonymised_twice_at_once_is_anonymised_once():
    contact = make_known()
    begun = threading.Event()
    counts = []

    def first():
        with transaction.atomic():
            counts.append(erase(contact))
            begun.set()
            wait_for_waiter()

    def second():
        begun.wait(10)
        counts.append(erase(contact))

    in_threads(first, second)

    assert counts == [1, 0]
    assert list(ContactEmail.objects.values_list("email", flat=True)) == [f"deleted_{contact.pk}@deleted.invalid"]


def test_history_takes_no_other_change_than_blanking_even_from_erasure(jane):
    erase(jane)

    with pytest.raises(DatabaseError, match="can only be blanked"), booked():
        Contact.pgh_event_model.objects.update(first_name="DELETED")
