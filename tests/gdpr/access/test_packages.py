"""Packages are fetched once, within a week, and their files go."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from contacts.models import ChangeSet, Contact
from gdpr.access import fetch, forget_expired, make_package, make_package_for, packaged, ticket
from gdpr.erasing.follow_up import follow_up
from gdpr.erasure import erase
from gdpr.exceptions import IdentityUnchecked, NotPermitted, PackageGone, PersonUnknown
from gdpr.models import SubjectPackage
from gdpr.subject_requests import note_identity, open_request
from tests.concurrency import in_threads
from tests.factories import make_contact, make_user

pytestmark = pytest.mark.django_db

NEXT_WEEK = timedelta(days=7)


def ask(**said):
    return open_request(kind="access", channel="email", email="jane@example.com", by=None, **said)


def is_there(package: SubjectPackage) -> bool:
    return default_storage.exists(f"packages/{package.pk}.zip")


def test_article_15_nobody_makes_a_package_without_the_permission():
    with pytest.raises(NotPermitted):
        make_package(make_contact(), by=make_user())

    assert not SubjectPackage.objects.exists()


def test_article_15_nothing_is_packed_for_whom_nobody_has_checked():
    make_contact(email="jane@example.com")

    with pytest.raises(IdentityUnchecked):
        make_package_for(ask(), by=None)

    assert not SubjectPackage.objects.exists()


def test_article_15_nothing_is_packed_of_nobody():
    request = note_identity(ask(), how="Called back", by=None)

    with pytest.raises(PersonUnknown):
        make_package_for(request, by=None)


@pytest.mark.parametrize("ticket", ["", "nonsense", "a:b:c"])
def test_article_15_wrong_link_leads_nowhere(ticket):
    make_package(make_contact(), by=None)

    with pytest.raises(PackageGone):
        packaged(ticket)


def test_article_15_package_is_fetched_once_and_noted():
    make_contact(email="jane@example.com")
    package = make_package_for(note_identity(ask(), how="Called back", by=None), by=None)

    with fetch(packaged(ticket(package))) as file:
        begin = file.read(2)

    assert begin == b"PK"
    assert list(package.request.steps.values_list("kind", flat=True)) == [
        "received",
        "identity",
        "prepared",
        "delivered",
    ]
    with pytest.raises(PackageGone):
        packaged(ticket(package))
    with pytest.raises(PackageGone):
        fetch(package)


def test_article_15_package_is_not_fetched_after_a_week():
    package = make_package(make_contact(), by=None)

    with pytest.raises(PackageGone):
        packaged(ticket(package), now=timezone.now() + NEXT_WEEK)


@pytest.mark.django_db(transaction=True)
def test_article_15_race_fetches_a_package_once():
    package = make_package(make_contact(), by=None)
    fetched = []

    def fetch_at_once():
        try:
            fetch(SubjectPackage.objects.get(pk=package.pk)).close()
            fetched.append(1)
        except PackageGone:
            pass

    in_threads(*[fetch_at_once] * 5)

    assert len(fetched) == 1


def test_article_15_files_go_when_their_time_is_over():
    package = make_package(make_contact(), by=None)

    early, late = forget_expired(), forget_expired(now=timezone.now() + NEXT_WEEK)

    assert (early, late, is_there(package)) == (0, 1, False)


def test_article_15_files_that_were_fetched_go_after_an_hour():
    package = make_package(make_contact(), by=None)
    fetch(package).close()

    early, late = forget_expired(), forget_expired(now=timezone.now() + timedelta(hours=1))

    assert (early, late, is_there(package)) == (0, 1, False)


def test_article_17_files_of_a_person_go_at_once():
    contact = make_contact()
    package = make_package(contact, by=None)

    certificate = erase(Contact.objects.all(), by=None, door=ChangeSet.Door.ADMIN, reason="asked for")
    follow_up(certificate)

    package.refresh_from_db()
    assert (package.file.name, is_there(SubjectPackage(file=f"packages/{package.pk}.zip"))) == ("", False)
