"""`manage.py erase`."""

import json

import pytest
from django.core.management import CommandError, call_command

from contacts.models import Contact
from gdpr.models import Erasure, Suppression
from gdpr.suppression import is_suppressed
from tests.factories import booked, make_contact, make_task, make_user

pytestmark = pytest.mark.django_db

EMAIL = "zanzibar@example.com"
REASON = "The person asked for it"


def erase(capsys, email: str = EMAIL, **options) -> dict:
    call_command("erase", email, reason=REASON, json=True, **options)
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def test_reason_is_required():
    with pytest.raises(CommandError, match="say why"):
        call_command("erase", EMAIL, reason=" ")

    assert not Erasure.objects.exists()


def test_rights_of_the_user_who_is_named_count(capsys):
    make_contact(email=EMAIL)
    clerk = make_user()

    with pytest.raises(CommandError, match=r"contacts\.anonymise_contact"):
        erase(capsys, by=clerk.username)

    assert not is_suppressed(EMAIL)


def test_dry_run_tells_and_writes_nothing(capsys):
    make_task(make_contact(email=EMAIL))

    told = erase(capsys, dry_run=True)

    assert told == {
        "dry_run": True,
        "people": 1,
        "tables": {"contacts.contact": 1, "contacts.contactemail": 1, "contacts.task": 1, "contacts.blockingkeys": 1},
    }
    assert (Erasure.objects.count(), Suppression.objects.count()) == (0, 0)


def test_article_17_unknown_address_is_suppressed(capsys):
    told = erase(capsys)

    assert (told["people"], told["suppressed"], told["status"]) == (0, 1, "verified")
    assert is_suppressed(EMAIL)


def test_article_17_known_address_is_erased_and_certified(capsys):
    person = make_contact(email="now@example.com")
    with booked():
        person.emails.create(email=EMAIL)

    told = erase(capsys, email="  Zanzibar <ZANZIBAR@example.com>")

    person.refresh_from_db()
    certificate = Erasure.objects.get()
    assert person.erased_at is not None
    assert (told["erasure"], told["people"], told["suppressed"], told["status"]) == (
        str(certificate.pk),
        1,
        2,
        "verified",
    )


def test_deleted_contact_with_the_address_is_erased_too(capsys):
    make_contact(email=EMAIL)
    with booked():
        Contact.objects.all().soft_delete()
    make_contact(email=EMAIL)

    assert erase(capsys)["people"] == 2
    assert not Contact.objects.filter(erased_at=None).exists()


def test_twice_is_once(capsys):
    make_contact(email=EMAIL)
    erase(capsys)

    assert erase(capsys)["people"] == 0
