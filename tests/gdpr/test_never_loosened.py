"""Whoever said no stays with that, whatever comes through whichever door."""

import pytest
from django.db import DatabaseError, transaction

from contacts.consent import Consent
from contacts.deletion import delete, restore
from contacts.editing import edit
from contacts.exceptions import CannotUndo
from contacts.history import undo
from contacts.merging import merge, plan_merge, unmerge
from contacts.models import ChangeSet, Contact
from contacts.models.contact import CONSENT_SHADOWS
from contacts.upserting import create_or_update
from gdpr.consent import ENDS, record
from gdpr.exceptions import Objecting
from tests.contacts.api.client import Api, errors, one
from tests.factories import booked, make_contact
from tests.spreadsheets import bring_in, write

pytestmark = pytest.mark.django_db

ADDRESS = "ada@example.com"
FILE = f"email,first_name,email_opt_in,email_opt_out,consent_given\n{ADDRESS},Ada,yes,no,yes\n"
DOOR = ChangeSet.Door.COMMAND


@pytest.fixture(autouse=True)
def _static_files_are_not_listed(settings) -> None:
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(params=sorted(ENDS))
def contact(request, db) -> Contact:
    """Somebody who had agreed to everything, and has said no in one of the ways there are."""
    person = make_contact(email=ADDRESS, first_name="A.")
    for purpose in ("email_marketing", "data_processing"):
        record(person, purpose=purpose, kind="granted", channel="form", evidence="form")
        record(person, purpose=purpose, kind=request.param, channel="phone")
    return person


def agreeing() -> Contact:
    other = make_contact()
    for purpose in ("email_marketing", "data_processing"):
        record(other, purpose=purpose, kind="confirmed", channel="form", evidence="form")
    return other


def newest() -> ChangeSet:
    return ChangeSet.objects.latest("started_at")


def by_import(contact, admin, tmp_path):
    for existing in ("fill", "update", "skip"):
        bring_in(write(tmp_path, FILE), by=admin, existing=existing)


def by_undone_import(contact, admin, tmp_path):
    undo(bring_in(write(tmp_path, FILE), by=admin, existing="update").change_set, by=None, door=DOOR)


def by_upsert(contact, admin, tmp_path):
    create_or_update({"email": ADDRESS, "first_name": "Ada"}, by=admin, door=DOOR, source=Contact.Source.API)


def by_api(contact, admin, tmp_path):
    api = Api(admin)
    assert errors(api.patch(one("contacts", contact), {"email_opt_in": True})) == {"email_opt_in": "read_only"}
    api.patch(one("contacts", contact), {"first_name": "Ada"})


def by_edit(contact, admin, tmp_path):
    edit(contact, {"first_name": "Ada"}, by=admin, door=DOOR)


def by_undone_edit(contact, admin, tmp_path):
    edit(contact, {"first_name": "Ada"}, by=admin, door=DOOR)
    undo(newest(), by=None, door=DOOR)


def by_undone_withdrawal(contact, admin, tmp_path):
    with pytest.raises(CannotUndo, match="what somebody has said stays recorded"):
        undo(contact.consent_events.latest("pk").change_set, by=None, door=DOOR)


def by_form_that_was_opened_before(contact, admin, tmp_path):
    opened = Contact.objects.get(pk=contact.pk)
    opened.email_opt_in = opened.consent_given = opened.data_processing_consent = True
    with booked():
        opened.save()


def by_merge(contact, admin, tmp_path):
    merge(plan_merge(contact, [agreeing()]), by=None, door=DOOR)


def by_unmerge(contact, admin, tmp_path):
    merge(plan_merge(contact, [agreeing()]), by=None, door=DOOR)
    unmerge(contact, by=None, door=DOOR)


def by_restore(contact, admin, tmp_path):
    delete(Contact.objects.filter(pk=contact.pk), by=None, door=DOOR)
    restore(Contact.objects.filter(pk=contact.pk), by=None, door=DOOR)


def by_sql(contact, admin, tmp_path):
    for column in CONSENT_SHADOWS[:2]:
        with pytest.raises(DatabaseError, match="written by the consent ledger alone"), transaction.atomic(), booked():
            Contact.objects.update(**{column: True})


DOORS = [
    by_import, by_undone_import, by_upsert, by_api, by_edit, by_undone_edit, by_undone_withdrawal,
    by_form_that_was_opened_before, by_merge, by_unmerge, by_restore, by_sql,
]  # fmt: skip


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_article_7_no_door_loosens_what_somebody_has_said(contact, admin, tmp_path, door):
    before = list(contact.consent_events.values_list("pk", "kind"))

    door(contact, admin, tmp_path)

    contact = Contact.objects.get(pk=contact.pk)
    assert [getattr(contact, column) for column in CONSENT_SHADOWS] == [False, False, None, False]
    assert [entry for entry in contact.consent_events.values_list("pk", "kind") if entry in before] == before


def test_article_7_merge_into_somebody_who_agrees_takes_the_refusal_along(contact):
    winner = agreeing()

    merge(plan_merge(winner, [contact]), by=None, door=DOOR)

    winner.refresh_from_db()
    assert [getattr(winner, column) for column in CONSENT_SHADOWS] == [False, False, None, False]


def test_article_21_upsert_grants_nothing_to_whoever_objected(admin):
    person = make_contact(email=ADDRESS)
    record(person, purpose="email_marketing", kind="objected", channel="phone")
    consent = Consent("email_marketing", "api", "sign-up form")
    upsert = {"by": admin, "door": DOOR, "source": Contact.Source.API, "consent": consent}

    with pytest.raises(Objecting):
        create_or_update({"email": ADDRESS, "first_name": "Ada"}, **upsert)

    person.refresh_from_db()
    assert (person.email_opt_in, person.first_name) == (False, "")
