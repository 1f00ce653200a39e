"""Planning and filling what is blank in contacts."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.deletion import delete
from contacts.enrichment import enrich, plan_enrichment
from contacts.enrichment.base import Proposal
from contacts.exceptions import BelongsToOthers, TooMany
from contacts.models import ChangeSet, Contact
from tests.factories import booked, make_company, make_contact, make_user

pytestmark = pytest.mark.django_db

DOOR = ChangeSet.Door.ADMIN


class Directory:
    """A source that knows everybody's job, and claims much more."""

    name = "directory"
    known = (("title", "CEO", 0.6), ("title", "CTO", 0.7), ("department", "", 1), ("lead_status", "won", 1))

    def propose(self, contacts):
        at = datetime(2026, 3, 2, tzinfo=UTC)
        proposals = [Proposal(*known, source=self.name, fetched_at=at) for known in self.known]
        return {contact.pk: proposals for contact in contacts}


class Rival(Directory):
    """A source that is as sure as another one."""

    name = "rival"
    known = (("title", "CFO", 0.7), ("email", "ceo@example.com", 1))


@pytest.fixture
def acme():
    return make_company(name="Acme", domain="acme.com")


@pytest.fixture
def jane(acme):
    return make_contact(email="jane.doe@acme.com", phone="+49 30 12345678")


def plan(*contacts: Contact, by=None):
    return plan_enrichment(Contact.objects.filter(pk__in=[contact.pk for contact in contacts]), by=by)


def gains(contact: Contact, by=None) -> dict:
    return {name: gain.new for row in plan(contact, by=by).rows for name, gain in row.gains.items()}


def update(contact: Contact, **fields) -> None:
    with booked():
        Contact.objects.filter(pk=contact.pk).update(**fields)
    contact.refresh_from_db()


def rep():
    user = make_user()
    user.groups.add(Group.objects.get(name="Sales rep"))
    return user


def test_nothing_is_planned_for_a_contact_that_gives_nothing_away():
    assert plan(make_contact(email="info@gmail.com")).rows == ()


def test_more_than_a_thousand_at_once_are_refused_and_not_read(django_assert_num_queries):
    with booked():
        Contact.objects.bulk_create(Contact(email=f"p{n}@example.com", source="import") for n in range(1_001))

    with pytest.raises(TooMany, match="at most 1,000 contacts"), django_assert_num_queries(1):
        plan_enrichment(Contact.objects.all(), by=None)


def test_contacts_of_others_are_refused(jane):
    with pytest.raises(BelongsToOthers):
        plan(jane, by=rep())


def test_contacts_of_others_are_not_filled(jane):
    made = plan(jane)

    with pytest.raises(BelongsToOthers):
        enrich(made, by=rep(), door=DOOR)

    jane.refresh_from_db()
    assert jane.company is None


@pytest.mark.parametrize("state", ["restricted", "deleted", "erased"])
def test_who_is_not_to_be_looked_at_gains_nothing(jane, state):
    now = timezone.now()
    update(jane, **{"erased": {"deleted_at": now}}.get(state, {}), **{f"{state}_at": now})

    assert plan(jane).rows == ()


def test_what_is_said_already_stays(jane):
    update(jane, company=make_company(), country="FR", first_name="Jane", last_name="Doe")

    assert plan(jane).rows == ()


def test_company_is_found_by_the_domain(jane, acme):
    make_company(name="Acme too", domain="mail.acme.com")

    assert gains(jane)["company"] == acme


def test_company_of_the_exact_domain_is_preferred(acme):
    mail = make_company(domain="mail.acme.com")

    assert gains(make_contact(email="info@mail.acme.com"))["company"] == mail
    assert gains(make_contact(email="info@www.acme.com"))["company"] == acme


def test_deleted_company_is_not_found(jane, acme):
    delete(type(acme).objects.all(), by=None, door=DOOR)

    assert "company" not in gains(jane)


def test_company_that_the_user_may_not_see_is_not_found(jane, settings):
    settings.REPS_SEE_ALL = False
    user = rep()
    update(jane, owner=user)

    assert "company" not in gains(jane, by=user)
    assert "company" in gains(jane)


def test_plan_writes_nothing_and_chooses_what_is_sure(jane, acme):
    made = plan(jane)

    assert gains(jane) == {"company": acme, "country": "DE", "first_name": "Jane", "last_name": "Doe"}
    assert made.chosen() == {jane: {"company": acme, "country": "DE"}}
    assert made.has_guesses
    assert not ChangeSet.objects.filter(kind="enrich").exists()


def test_most_certain_proposal_counts_and_of_equal_ones_the_first_source(jane, settings):
    settings.ENRICHMENT_PROVIDERS = [f"{__name__}.Directory", f"{__name__}.Rival"]

    (row,) = plan(jane).rows

    assert {name: (gain.new, gain.proposal.source) for name, gain in row.gains.items()} == {
        "title": ("CTO", "directory")
    }


def test_fingerprint_tells_another_plan(jane):
    before = plan(jane).fingerprint
    assert plan(jane).fingerprint == before

    update(jane, title="CEO")

    assert plan(jane).fingerprint != before


def test_nothing_chosen_writes_nothing():
    contact = make_contact(email="jane.doe@gmail.com")

    assert enrich(plan(contact), by=None, door=DOOR) == 0
    assert not ChangeSet.objects.filter(kind="enrich").exists()


@pytest.mark.parametrize("change", [{"title": "CEO"}, {"restricted_at": datetime(2026, 3, 2, tzinfo=UTC)}])
def test_contact_that_changed_since_the_plan_is_left_alone(jane, change):
    other = make_contact(email="info@acme.com")
    made = plan(jane, other)
    update(jane, **change)

    assert enrich(made, by=None, door=DOOR) == 1

    jane.refresh_from_db(), other.refresh_from_db()
    assert (jane.company, other.company.name) == (None, "Acme")


def test_blanks_are_filled_in_one_change_set(jane, acme, admin):
    assert enrich(plan(jane), by=admin, door=DOOR) == 1

    made = ChangeSet.objects.get(kind="enrich")
    versions = Contact.pgh_event_model.objects.filter(pgh_context_id=made.pk)
    jane.refresh_from_db()
    assert (jane.company, jane.country, jane.first_name, jane.version) == (acme, "DE", "", 2)
    assert (made.actor, list(versions.values_list("country", flat=True))) == (admin, ["DE"])


def test_guesses_are_filled_where_they_are_asked_for(jane):
    enrich(plan(jane), by=None, door=DOOR, at_least=0)

    jane.refresh_from_db()
    assert jane.full_name == "Jane Doe"


def test_numbers_are_read_by_the_country_that_was_found(jane):
    update(jane, phone="+49 30 12345678", mobile="0151 23456789")

    enrich(plan(jane), by=None, door=DOOR)

    jane.refresh_from_db()
    assert (jane.phone_e164, jane.mobile_e164) == ("+493012345678", "+4915123456789")


def test_each_contact_gains_its_own(jane, acme):
    other = make_contact(email="info@acme.com", phone="+33 1 23456789", country="BE")

    enrich(plan(jane, other), by=None, door=DOOR)

    jane.refresh_from_db(), other.refresh_from_db()
    assert [(contact.company, contact.country) for contact in (jane, other)] == [(acme, "DE"), (acme, "BE")]


def test_number_of_queries_does_not_grow_with_the_number_of_contacts(jane):
    others = [make_contact(email=f"info{n}@acme.com", phone=f"+33 1 2345678{n}") for n in range(3)]
    with CaptureQueriesContext(connection) as of_one:
        enrich(plan(jane, by=None), by=None, door=DOOR)

    with CaptureQueriesContext(connection) as of_three:
        assert enrich(plan(*others), by=None, door=DOOR) == 3

    assert len(of_three) == len(of_one)
