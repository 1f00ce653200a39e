"""The ledger of consent, and what the contact's columns say of it."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pgtrigger
import pytest
from django.contrib.auth.models import Permission
from django.core.management.sql import emit_post_migrate_signal
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from contacts.consent import Consent, ledger
from contacts.models import ChangeSet, Contact
from gdpr.consent import ConsentLedger, record, withdraw_marketing
from gdpr.exceptions import ErasedContact, GrantNeedsEvidence, NotPermitted, UnknownChannel, UnknownPurpose
from gdpr.models import ConsentEvent, Purpose
from tests.concurrency import in_threads, wait_for_waiter
from tests.factories import booked, make_contact, make_user

pytestmark = pytest.mark.django_db

MARKETING, PROCESSING = "email_marketing", "data_processing"
MONDAY, TUESDAY = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC)
EVERYONE = "SELECT id FROM contacts_contact"


@pytest.fixture
def contact(db):
    return make_contact()


def add(contact: Contact, kind: str, purpose: str = MARKETING, **fields: object) -> ConsentEvent:
    fields = {"channel": "form", "evidence": "newsletter form"} | fields
    return record(contact, purpose=purpose, kind=kind, **fields)


def standing(contact: Contact) -> tuple[bool, bool, bool]:
    """May mail be sent, did the person consent to anything, and to the processing of data?"""
    contact = Contact.objects.get(pk=contact.pk)
    return contact.email_opt_in, contact.consent_given, contact.data_processing_consent


def execute(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def withdraw(relation: str = EVERYONE) -> list:
    with booked() as made:
        return withdraw_marketing(relation, change_set=made, by=None, evidence="import 7")


def test_contacts_reaches_the_ledger_by_the_settings():
    assert isinstance(ledger(), ConsentLedger)


def test_consent_that_comes_with_a_contact_is_recorded(contact):
    consent = Consent(purpose=MARKETING, channel="api", evidence="sign-up form")

    ledger().record(contact, kind="granted", **vars(consent))

    assert standing(contact) == (True, True, False)


@pytest.mark.parametrize("kind", ["requested", "granted", "confirmed"])
def test_entry_takes_the_permission_to_add_it(contact, kind):
    user = make_user()

    with pytest.raises(NotPermitted, match=r"gdpr\.add_consentevent"):
        add(contact, kind, by=user)

    user.user_permissions.add(Permission.objects.get(codename="add_consentevent"))
    assert add(contact, kind, by=type(user).objects.get()).recorded_by == user


@pytest.mark.parametrize("kind", ["refused", "withdrawn", "objected", "expired"])
def test_anybody_may_pass_on_that_consent_ends(contact, kind):
    user = make_user()

    assert add(contact, kind, by=user).recorded_by == user


def test_database_refuses_a_time_that_no_other_time_zone_has(contact):
    with pytest.raises(IntegrityError, match="consent_time_within_calendar"):
        add(contact, "granted", occurred_at=datetime(1, 1, 1, tzinfo=UTC))


def test_entry_for_an_unknown_purpose_is_refused(contact):
    with pytest.raises(UnknownPurpose, match="add it to the purposes"):
        add(contact, "granted", "profiling")


def test_entry_through_an_unknown_channel_is_refused(contact):
    with pytest.raises(UnknownChannel, match="There is no such channel"):
        add(contact, "granted", channel="telepathy")


@pytest.mark.parametrize("kind", ["granted", "confirmed"])
@pytest.mark.parametrize("evidence", ["", "  "])
def test_grant_without_evidence_is_refused(contact, kind, evidence):
    with pytest.raises(GrantNeedsEvidence, match="say where and how the person gave it"):
        add(contact, kind, evidence=evidence)


@pytest.mark.parametrize("kind", ["granted", "confirmed"])
def test_database_refuses_a_grant_without_evidence(contact, kind):
    purpose = Purpose.objects.get(key=MARKETING)

    with pytest.raises(DatabaseError, match="a grant of consent needs evidence"), transaction.atomic():
        ConsentEvent.objects.create(contact=contact, purpose=purpose, kind=kind, channel="form")


@pytest.mark.parametrize("kind", ["requested", "granted", "confirmed"])
def test_erased_person_grants_nothing(contact, kind):
    with booked():
        Contact.objects.update(erased_at=MONDAY, deleted_at=MONDAY)

    with pytest.raises(ErasedContact, match="The person was erased"):
        add(contact, kind)

    assert (ConsentEvent.objects.count(), ChangeSet.objects.filter(kind="consent").count()) == (0, 0)


@pytest.mark.parametrize("kind", ["refused", "withdrawn", "objected", "expired"])
def test_erased_person_can_still_withdraw(contact, kind):
    with booked():
        Contact.objects.update(erased_at=MONDAY, deleted_at=MONDAY)

    add(contact, kind, evidence="")

    assert standing(contact) == (False, False, False)


def test_entry_says_who_when_how_and_in_which_change_set(contact, admin):
    event = add(contact, "granted", channel="phone", evidence="call of Monday", by=admin, occurred_at=MONDAY)

    event.refresh_from_db()
    assert (event.channel, event.evidence, event.occurred_at) == ("phone", "call of Monday", MONDAY)
    assert (event.recorded_by, event.change_set.actor) == (admin, admin)
    assert (event.change_set.kind, event.change_set.door) == ("consent", "admin")


def test_entry_within_a_change_set_belongs_to_it(contact):
    with booked(kind="import") as made:
        event = add(contact, "granted")

    assert (event.change_set, ChangeSet.objects.filter(kind="consent").count()) == (made, 0)


def test_contact_at_hand_is_brought_up_to_date(contact):
    contact.first_name = "not saved yet"

    add(contact, "withdrawn")

    assert (contact.email_opt_in, contact.first_name) == (False, "not saved yet")


def test_request_alone_changes_nothing(contact):
    add(contact, "requested")

    assert standing(contact) == (True, False, False)


def test_grant_for_marketing_says_nothing_of_processing(contact):
    add(contact, "granted", occurred_at=MONDAY)

    assert standing(contact) == (True, True, False)
    assert Contact.objects.get().consent_date == MONDAY


def test_grant_for_processing(contact):
    add(contact, "granted", PROCESSING)

    assert standing(contact) == (True, True, True)


@pytest.mark.parametrize("kind", ["refused", "withdrawn", "objected", "expired"])
def test_withdrawal_ends_a_grant(contact, kind):
    add(contact, "granted", occurred_at=MONDAY)

    add(contact, kind, occurred_at=TUESDAY)

    assert standing(contact) == (False, False, False)
    assert Contact.objects.get().consent_date is None


def test_grant_ends_a_withdrawal(contact):
    add(contact, "withdrawn", occurred_at=MONDAY)

    add(contact, "confirmed", occurred_at=TUESDAY)

    assert standing(contact) == (True, True, False)


def test_newest_entry_wins_whenever_it_is_recorded(contact):
    add(contact, "withdrawn", occurred_at=TUESDAY)

    add(contact, "granted", occurred_at=MONDAY)

    assert standing(contact) == (False, False, False)


def test_of_two_entries_of_one_time_the_later_recorded_wins(contact):
    add(contact, "granted", occurred_at=MONDAY)

    add(contact, "withdrawn", occurred_at=MONDAY)

    assert standing(contact) == (False, False, False)


def test_entry_dated_ahead_does_not_outrank_a_later_withdrawal(contact):
    add(contact, "granted", occurred_at=timezone.now() + timedelta(days=365))

    add(contact, "withdrawn")

    assert standing(contact) == (False, False, False)


def test_withdrawal_for_one_purpose_leaves_the_other(contact):
    add(contact, "granted")
    add(contact, "granted", PROCESSING)

    add(contact, "withdrawn")

    assert standing(contact) == (False, True, True)


def test_entries_of_others_change_nothing(contact):
    add(make_contact(), "withdrawn")

    assert standing(contact) == (True, False, False)


def test_nobody_withdraws_by_an_empty_query(contact):
    assert withdraw(f"{EVERYONE} WHERE false") == []
    assert standing(contact) == (True, False, False)


def test_who_had_withdrawn_before_does_not_withdraw_again(contact):
    add(contact, "withdrawn")

    assert (withdraw(), ConsentEvent.objects.count()) == ([], 1)


def test_everybody_in_the_query_withdraws_once(contact, admin):
    other, left = make_contact(), make_contact()
    relation = f"{EVERYONE} WHERE id <> '{left.pk}' UNION ALL {EVERYONE} WHERE id <> '{left.pk}'"

    with booked(kind="import") as made:
        withdrawn = withdraw_marketing(relation, change_set=made, by=admin, evidence="import 7")

    assert sorted(withdrawn) == sorted([contact.pk, other.pk])
    assert [standing(each)[0] for each in (contact, other, left)] == [False, False, True]
    fields = ("purpose__key", "kind", "channel", "evidence", "recorded_by", "change_set")
    assert set(ConsentEvent.objects.values_list(*fields)) == {
        (MARKETING, "withdrawn", "import", "import 7", admin.pk, made.pk)
    }


def test_ids_that_are_no_contacts_are_passed_over(contact):
    assert withdraw(f"SELECT '{uuid4()}'::uuid") == []


def test_withdrawals_are_not_lost_when_the_purpose_is_missing(contact):
    Purpose.objects.all().delete()

    with pytest.raises(UnknownPurpose):
        withdraw()


def test_withdrawal_makes_no_new_version_of_the_contact(contact):
    withdraw()

    contact.refresh_from_db()
    assert (contact.version, contact.pgh_event_model.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        ("UPDATE gdpr_consentevent SET kind = 'granted'", "kind can only be blanked"),
        ("UPDATE gdpr_consentevent SET kind = ''", "kind can only be blanked"),
        ("UPDATE gdpr_consentevent SET occurred_at = now()", "occurred_at can only be blanked"),
        ("UPDATE gdpr_consentevent SET recorded_by_id = contact_id", "recorded_by_id can only be blanked"),
        ("UPDATE gdpr_consentevent SET evidence = 'another'", "evidence can only be blanked"),
        ("DELETE FROM gdpr_consentevent", "its rows cannot be deleted"),
        ("TRUNCATE gdpr_consentevent", "it cannot be truncated"),
    ],
)
def test_ledger_is_append_only(contact, statement, refusal):
    add(contact, "withdrawn", occurred_at=MONDAY)
    # Else TRUNCATE would be refused for the sake of keys that wait to be checked.
    execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(DatabaseError, match=refusal):
        execute(statement)
    with pytest.raises(DatabaseError, match=refusal), pgtrigger.ignore():
        execute(statement)


def test_evidence_can_be_blanked(contact):
    add(contact, "granted")

    execute("UPDATE gdpr_consentevent SET evidence = ''")

    assert ConsentEvent.objects.get().evidence == ""
    assert standing(contact) == (True, True, False)


def test_consent_that_is_refused_to_the_contact_s_columns_is_refused_without_triggers_too(contact):
    with pytest.raises(DatabaseError, match="consent is written by the consent ledger alone"), pgtrigger.ignore():
        execute("UPDATE contacts_contact SET consent_given = true")


def test_purposes_are_not_made_twice():
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")

    assert list(Purpose.objects.values_list("key", "name")) == [
        (PROCESSING, "Data processing"),
        (MARKETING, "E-mail marketing"),
    ]


def test_name_of_a_purpose_that_an_admin_changed_stays():
    Purpose.objects.filter(key=MARKETING).update(name="Newsletter")

    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")

    assert Purpose.objects.get(key=MARKETING).name == "Newsletter"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["before", "after"])
def test_purposes_survive_a_flush(time):
    assert Purpose.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_ledger_is_still_append_only_after_a_flush():
    with pytest.raises(DatabaseError, match="it cannot be truncated"):
        execute("TRUNCATE gdpr_consentevent")


@pytest.mark.django_db(transaction=True)
def test_two_withdrawals_at_once_both_count():
    contact = make_contact()
    add(contact, "granted")
    add(contact, "granted", PROCESSING)
    recorded = threading.Event()

    def by_mail():
        with transaction.atomic():
            add(Contact.objects.get(pk=contact.pk), "withdrawn")
            recorded.set()
            wait_for_waiter()

    def by_phone():
        recorded.wait(10)
        add(Contact.objects.get(pk=contact.pk), "withdrawn", PROCESSING)

    in_threads(by_mail, by_phone)

    assert standing(contact) == (False, False, False)


def test_entry_dated_ahead_by_plain_sql_counts_as_now(contact):
    with booked():
        execute(f"""
            INSERT INTO gdpr_consentevent (contact_id, purpose_id, kind, channel, evidence, occurred_at)
            SELECT '{contact.pk}', id, 'granted', 'form', 'by hand', '2999-01-01'
            FROM gdpr_purpose WHERE key = '{MARKETING}'
        """)
    add(contact, "withdrawn")

    assert standing(contact) == (False, False, False)


@pytest.mark.parametrize(
    ("channel", "evidence", "complaint"),
    [("pigeon", "a ring", "consent_channel_known"), ("form", " \t", "a grant of consent needs evidence")],
)
def test_database_itself_refuses_unknown_channels_and_blank_evidence(contact, channel, evidence, complaint):
    purpose = Purpose.objects.get(key=MARKETING)

    with pytest.raises(DatabaseError, match=complaint), booked():
        ConsentEvent.objects.create(
            contact=contact, purpose=purpose, kind="granted", channel=channel, evidence=evidence
        )


def test_key_of_a_purpose_stays():
    with pytest.raises(DatabaseError, match="it stays"):
        execute(f"UPDATE gdpr_purpose SET key = 'other' WHERE key = '{MARKETING}'")


def test_standing_follows_even_where_triggers_are_ignored(contact):
    with pgtrigger.ignore():
        add(contact, "withdrawn")

    assert standing(contact) == (False, False, False)
