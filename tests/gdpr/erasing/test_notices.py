"""Whoever may have a copy is told, until they say that it is gone."""

import pytest
from django.utils import timezone

from contacts.models import ChangeSet, Contact, ExportRun
from gdpr.erasing.notices import acknowledge, waiting_for
from gdpr.erasure import erase
from gdpr.exceptions import NotTheRecipient
from gdpr.models import ErasureNotice
from tests.factories import make_contact, make_user

pytestmark = pytest.mark.django_db

DOOR = ChangeSet.Door.ADMIN


def make_export(by, **fields) -> ExportRun:
    asked = {"kind": "csv", "columns": ["email"], "has_all_columns": False, "contacts": "All", "selection": {}}
    return ExportRun.objects.create(**asked, door="admin", created_by=by, **{"rows": 1} | fields)


def erase_somebody() -> None:
    person = make_contact() if not Contact.objects.exists() else Contact.objects.get()
    erase(Contact.objects.filter(pk=person.pk), by=None, door=DOOR, reason="Test")


def test_article_19_nobody_is_told_who_exported_before_the_person_was_known_or_nothing():
    make_export(make_user())
    ExportRun.objects.update(created_at=timezone.now())
    make_contact()
    make_export(make_user(), rows=0)

    erase_somebody()

    assert not ErasureNotice.objects.exists()


def test_article_19_each_recipient_is_told_once_however_often_they_have_exported():
    rep = make_user()
    make_contact()
    for by in (rep, rep, None):
        make_export(by)

    erase_somebody()

    told = ErasureNotice.objects.order_by("exports").values_list("recipient", "exports", "status")
    assert list(told) == [(None, 1, "waiting"), (rep.pk, 2, "waiting")]


def test_article_19_only_the_recipient_or_the_privacy_officer_says_that_it_is_gone(admin):
    rep = make_user()
    make_contact()
    make_export(rep)
    erase_somebody()
    notice = ErasureNotice.objects.get()

    with pytest.raises(NotTheRecipient):
        acknowledge(notice, by=make_user())
    assert list(waiting_for(rep)) == [notice]
    acknowledge(notice, by=rep)
    acknowledge(notice, by=admin)

    assert list(waiting_for(rep)) == []
    assert ErasureNotice.objects.get().acknowledged_by == rep
