"""Requests of data subjects: opened once, answered within the month, erasures by two people."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from contacts import normalize
from contacts.merging import merge, plan_merge
from contacts.models import ChangeSet, Contact
from gdpr.exceptions import (
    ExtendedAlready,
    IdentityUnchecked,
    NeedsAnother,
    NotPermitted,
    NotProposed,
    NotReceivedYet,
    OpenAlready,
    PersonUnknown,
    RequestClosed,
    TooLateToExtend,
    WhyMissing,
    WrongKind,
)
from gdpr.models import RequestStep, SubjectRequest
from gdpr.subject_requests import (
    approve_erasure,
    close,
    extend,
    name_contact,
    note,
    note_identity,
    open_request,
    propose_erasure,
    take_reminders,
)
from tests.concurrency import in_threads
from tests.factories import make_contact, make_user

pytestmark = pytest.mark.django_db

DOOR = ChangeSet.Door.ADMIN
ADDRESS = "jane@example.com"


def ask(kind: str = "access", email: str = ADDRESS, **said) -> SubjectRequest:
    return open_request(**{"kind": kind, "channel": "email", "email": email, "by": None} | said)


def received(day: date, **fields) -> SubjectRequest:
    """A request that came in on a day, as the database has it."""
    told = {"kind": "access", "channel": "email", "email": ADDRESS, "person": day.isoformat()}
    return SubjectRequest.objects.create(received_on=day, **told | fields)


def months_later(day: date, months: int) -> date:
    """The reference: the same day of a later month, else the last one of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@pytest.fixture
def officer():
    user = make_user(is_staff=True)
    user.groups.add(Group.objects.get(name="Privacy officer"))
    return user


@pytest.fixture
def other_officer():
    user = make_user(is_staff=True)
    user.groups.add(Group.objects.get(name="Privacy officer"))
    return user


@pytest.fixture
def erasure():
    """A request for erasure by somebody who is known, whose identity was checked."""
    make_contact(email=ADDRESS, first_name="Jane")
    return note_identity(ask("erasure"), how="Called back", by=None)


def test_article_12_due_dates_are_right_for_every_day_of_four_years():
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(366 + 3 * 365)]
    for day in days:
        received(day)
        received(day, kind="erasure", extended_on=day)

    usual = SubjectRequest.objects.filter(kind="access").values_list("received_on", "due_on")
    extended = SubjectRequest.objects.filter(kind="erasure").values_list("received_on", "due_on")

    assert dict(usual) == {day: months_later(day, 1) for day in days}
    assert dict(extended) == {day: months_later(day, 3) for day in days}


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2025, 1, 31), date(2025, 2, 28)),
        (date(2024, 1, 31), date(2024, 2, 29)),
        (date(2025, 8, 31), date(2025, 9, 30)),
        (date(2024, 12, 15), date(2025, 1, 15)),
        # A Saturday: the day is not put off.
        (date(2025, 1, 22), date(2025, 2, 22)),
    ],
)
def test_article_12_month_ends_on_the_same_day_or_the_last_one(day, due):
    assert ask(received_on=day).due_on == due


def test_article_12_day_to_come_is_refused():
    with pytest.raises(NotReceivedYet):
        ask(received_on=date(2999, 1, 1))

    assert not SubjectRequest.objects.exists()


def test_article_12_nobody_opens_a_request_without_the_permission():
    with pytest.raises(NotPermitted, match=r"gdpr\.change_subjectrequest"):
        ask(by=make_user())

    assert not SubjectRequest.objects.exists()


def test_article_12_what_is_no_address_is_refused():
    with pytest.raises(normalize.Unusable):
        ask(email="nobody")

    assert not SubjectRequest.objects.exists()


def test_article_12_second_request_of_the_kind_is_refused_while_one_is_open():
    make_contact(email=ADDRESS)
    ask()

    with pytest.raises(OpenAlready):
        ask(email=ADDRESS.upper())

    assert SubjectRequest.objects.count() == 1


def test_article_12_same_person_under_another_address_is_found():
    contact, loser = make_contact(email=ADDRESS), make_contact(email="doe@example.com")
    merge(plan_merge(contact, [loser]), by=None, door=DOOR)
    ask()

    with pytest.raises(OpenAlready):
        ask(email="doe@example.com")

    assert SubjectRequest.objects.get().contact == contact


def test_article_12_other_kinds_other_people_and_later_ones_are_opened():
    first = note_identity(ask(), how="Called back", by=None)
    ask("erasure")
    ask(email="john@example.com")
    close(first, decision="fulfilled", reason="Sent", by=None)

    ask()

    assert SubjectRequest.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_article_12_race_opens_one_request():
    make_contact(email=ADDRESS)
    refused = []

    def ask_at_once():
        try:
            ask()
        except OpenAlready:
            refused.append(1)

    in_threads(*[ask_at_once] * 6)

    assert (SubjectRequest.objects.count(), len(refused)) == (1, 5)


def test_article_12_address_of_nobody_or_of_an_erased_person_names_no_contact(erasure, officer, other_officer):
    approve_erasure(propose_erasure(erasure, by=officer), by=other_officer, door=DOOR)

    assert ask("access").contact is None


def test_article_12_request_is_linked_to_a_contact_later():
    contact = make_contact()
    request = ask()

    name_contact(request, contact, by=None)

    assert SubjectRequest.objects.get().contact == contact
    with pytest.raises(OpenAlready):
        ask(contact=contact)


def test_article_12_extension_needs_a_reason():
    request = ask()

    with pytest.raises(WhyMissing):
        extend(request, reason=" ", by=None)

    assert SubjectRequest.objects.get().extended_on is None


def test_article_12_extension_is_refused_after_the_month():
    request = ask(received_on=date(2025, 1, 31))

    with pytest.raises(TooLateToExtend, match="2025-02-28"):
        extend(request, reason="Many files", by=None)

    assert SubjectRequest.objects.get().due_on == date(2025, 2, 28)


def test_article_12_extension_takes_two_further_months_once():
    request = ask(received_on=date(2025, 1, 31))

    extended = extend(request, reason="Many files", told_on=date(2025, 2, 28), by=None)

    assert extended.due_on == date(2025, 4, 30)
    with pytest.raises(ExtendedAlready):
        extend(request, reason="Still many files", told_on=date(2025, 2, 28), by=None)


@pytest.mark.parametrize("wrong", [{"extended_on": date(2025, 3, 1)}, {"closed_on": date(2025, 3, 1)}])
def test_article_12_database_refuses_what_must_not_be(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        received(date(2025, 1, 31), **wrong)

    assert not SubjectRequest.objects.exists()


def test_article_12_closed_request_is_not_changed():
    request = close(ask(), decision="refused", reason="Not the person", by=None)

    with pytest.raises(RequestClosed):
        note_identity(request, how="Called back", by=None)

    assert SubjectRequest.objects.get().identity_checked_on is None


def test_article_12_nothing_is_given_to_whom_nobody_has_checked():
    request = ask()

    with pytest.raises(IdentityUnchecked):
        close(request, decision="fulfilled", reason="Sent", by=None)

    assert SubjectRequest.objects.get().is_open


def test_article_12_every_step_is_noted_and_stays(officer):
    request = ask(by=officer)
    note_identity(request, how="Called back", by=officer)
    note(request, "Asked the archive", by=officer)
    close(request, decision="fulfilled", reason="Sent", by=officer)

    steps = RequestStep.objects.values_list("kind", "note", "by")

    assert list(steps) == [
        ("received", "", officer.pk),
        ("identity", "Called back", officer.pk),
        ("note", "Asked the archive", officer.pk),
        ("closed", "Sent", officer.pk),
    ]
    with pytest.raises(ProtectedError):
        request.delete()


def test_article_12_reminders_come_two_weeks_one_week_and_one_day_before():
    ask(received_on=date(2025, 1, 10))
    days = [date(2025, 1, 10) + timedelta(days=n) for n in range(40)]

    reminded = [day for day in days for _ in range(2) if take_reminders(today=day)]

    assert reminded == [date(2025, 1, 27), date(2025, 2, 3), date(2025, 2, 9)]


def test_article_12_reminder_that_was_missed_comes_once():
    ask(received_on=date(2025, 1, 10))

    reminded = [len(take_reminders(today=day)) for day in (date(2025, 2, 8), date(2025, 2, 8), date(2025, 2, 9))]

    assert reminded == [1, 0, 1]


def test_article_12_nobody_is_reminded_of_what_is_closed():
    close(ask(received_on=date(2025, 1, 10)), decision="withdrawn", reason="They called", by=None)

    assert take_reminders(today=date(2025, 2, 9)) == []


def test_article_17_other_kinds_are_not_erased(officer):
    request = ask("access")

    with pytest.raises(WrongKind):
        propose_erasure(request, by=officer)


def test_article_17_nobody_is_erased_without_a_check_of_identity(officer):
    make_contact(email=ADDRESS)
    request = ask("erasure")

    with pytest.raises(IdentityUnchecked):
        propose_erasure(request, by=officer)


def test_article_17_request_of_somebody_unknown_erases_nobody(officer):
    request = note_identity(ask("erasure"), how="Called back", by=None)

    with pytest.raises(PersonUnknown):
        propose_erasure(request, by=officer)


def test_article_17_erasure_is_not_fulfilled_by_closing(erasure):
    with pytest.raises(WrongKind):
        close(erasure, decision="fulfilled", reason="Sent", by=None)

    assert SubjectRequest.objects.get().is_open


def test_article_17_erasure_is_approved_after_it_was_proposed(erasure, officer):
    with pytest.raises(NotProposed):
        approve_erasure(erasure, by=officer, door=DOOR)

    assert Contact.objects.get().erased_at is None


def test_article_17_nobody_approves_what_they_have_proposed(erasure, officer):
    propose_erasure(erasure, by=officer)

    with pytest.raises(NeedsAnother):
        approve_erasure(erasure, by=officer, door=DOOR)

    assert Contact.objects.get().erased_at is None


def test_article_17_two_people_erase_a_person(erasure, officer, other_officer):
    propose_erasure(erasure, by=officer)

    approve_erasure(erasure, by=other_officer, door=DOOR)

    request = SubjectRequest.objects.get()
    assert Contact.objects.get().first_name == "DELETED"
    assert (request.decision, request.approved_by) == ("fulfilled", other_officer)
    assert request.email == f"deleted_{request.pk}@deleted.invalid"
    assert set(request.steps.values_list("note", flat=True)) == {""}
