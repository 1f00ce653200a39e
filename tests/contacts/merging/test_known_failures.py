"""What goes wrong elsewhere when contacts are merged, and does not here."""

import pytest

from contacts.creation import owner_of
from contacts.merging import relations, survivor_of, survivors_of
from contacts.merging.relations import moving
from contacts.models import Activity, Contact, Deal, Task
from gdpr.consent import record
from tests.contacts.merging.merges import merged
from tests.factories import make_activity, make_contact, make_deal, make_task
from tests.spreadsheets import bring_in, outcome, write

pytestmark = pytest.mark.django_db


def test_merging_does_not_drop_the_opt_out(winner, loser):
    record(winner, purpose="email_marketing", kind="granted", channel="form", evidence="sign-up")
    record(loser, purpose="email_marketing", kind="withdrawn", channel="phone")

    merged(winner, loser)

    winner.refresh_from_db()
    assert (winner.email_opt_in, winner.consent_given) == (False, False)


def test_older_id_does_not_die(winner, loser):
    earliest, third = make_contact(), make_contact()
    merged(loser, earliest)
    merged(winner, loser)
    merged(third, winner)

    assert survivors_of([earliest.pk, loser.pk, winner.pk]) == dict.fromkeys(
        [earliest.pk, loser.pk, winner.pk], third.pk
    )
    assert survivor_of(third.pk) == third.pk
    assert owner_of(earliest.email) == owner_of(loser.email) == third


def test_no_relation_is_forgotten(winner, loser):
    make_activity(loser), make_task(loser), make_deal(loser)

    merged(winner, loser)

    left = {relation.model for relation in moving() if relation.rows([loser.pk]).exists()}
    assert left == set()
    assert {relation.on_merge for relation in relations()} == {"move", "stay"}


def test_children_of_the_loser_are_not_cascaded_away(winner, loser):
    rows = {make_activity(loser), make_task(loser), make_deal(loser)}

    merged(winner, loser)

    left = {row for model in (Activity, Task, Deal) for row in model.objects.filter(contact=winner, deleted_at=None)}
    assert left == rows
    assert Contact.objects.filter(pk=loser.pk).exists()


def test_import_of_an_old_address_meets_the_one_that_stayed(winner, loser, tmp_path):
    merged(winner, loser)

    run = bring_in(write(tmp_path, "email,title\nlovelace@example.com,Countess\n"))

    winner.refresh_from_db()
    assert (winner.title, winner.email) == ("Countess", "ada@example.com")
    assert outcome(run) == (0, 1, 0, 0, 0)
