"""A backup that is restored does not bring back whoever was erased since it was made."""

import json
from contextlib import suppress

import pytest
from django.core.management import call_command
from django.db import transaction

from contacts.consent import Consent
from contacts.models import ChangeSet, Contact
from gdpr.erasing import ledger, steps
from gdpr.erasure import erase, erase_address
from gdpr.exceptions import OtherKey
from gdpr.ledger_checks import check_erasures
from gdpr.models import Erasure, Suppression
from gdpr.restored import missing
from gdpr.suppression import is_suppressed, lift
from tests.factories import make_contact

pytestmark = pytest.mark.django_db

DOOR = ChangeSet.Door.ADMIN
REASON = "The person asked for it"
EMAIL = "zanzibar@example.com"
AGREES = Consent("email_marketing", "paper", "Signed at the fair")
FILES = "django.core.files.storage.FileSystemStorage"


class Restored(Exception):
    """The database is as it was when the backup was made."""


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    own = {"BACKEND": FILES, "OPTIONS": {"location": tmp_path / "ledger", "file_permissions_mode": 0o600}}
    settings.STORAGES = settings.STORAGES | {"erasure_ledger": own}
    return tmp_path / "ledger"


@pytest.fixture
def jane():
    return make_contact(email=EMAIL, first_name="Zanzibar")


def lose(work) -> None:
    """Do something that the restored database knows nothing of."""
    with suppress(Restored), transaction.atomic():
        work()
        raise Restored


def erase_jane() -> Erasure | None:
    return erase(Contact.objects.filter(email=EMAIL), by=None, door=DOOR, reason=REASON)


def reapply(capsys, **options) -> dict:
    call_command("reapply_erasures", json=True, **options)
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def checks() -> list[str]:
    return [each.id for each in check_erasures(databases=["default"])]


def test_nothing_is_missing_where_nothing_was_restored(jane, capsys):
    erase_jane()

    assert checks() == []
    assert reapply(capsys) == {"dry_run": False, "erasures": 0, "contacts": 0, "verified": 0}


def test_ledger_tells_nothing_about_anybody(jane, folder):
    erase_jane()

    told = " ".join(path.read_text() for path in folder.rglob("*.jsonl"))
    assert [word for word in ("zanzibar", "example", str(jane.pk)) if word in told.lower()] == []
    assert [path.stat().st_mode & 0o777 for path in folder.rglob("*.jsonl")] == [0o600]


def test_erasure_that_was_refused_by_an_error_is_not_wanted(jane, monkeypatch):
    def fail(case: steps.Case) -> dict[str, int]:
        raise Restored

    monkeypatch.setattr(steps, "STEPS", (*steps.STEPS, fail))
    with pytest.raises(Restored):
        erase_jane()

    assert (ledger.ahead(), Erasure.objects.count()) == ([], 0)


def test_start_is_warned_while_the_ledger_is_ahead(jane):
    lose(erase_jane)

    assert checks() == ["privacy.W010"]


def test_start_is_warned_of_another_key(jane, settings):
    erase_jane()

    settings.SUPPRESSION_KEY = "another"

    assert checks() == ["privacy.W011"]


def test_ledger_of_another_key_is_refused(jane, settings):
    lose(erase_jane)
    settings.SUPPRESSION_KEY = "another"

    with pytest.raises(OtherKey, match="Put the former key back"):
        missing()


def test_dry_run_tells_and_erases_nobody(jane, capsys):
    lose(erase_jane)

    assert reapply(capsys, dry_run=True) == {"dry_run": True, "erasures": 1, "contacts": 1, "verified": 0}
    assert Contact.objects.get().erased_at is None


def test_article_17_who_was_erased_is_erased_once_more(jane, capsys):
    other = make_contact()
    lose(erase_jane)

    assert reapply(capsys) == {"dry_run": False, "erasures": 1, "contacts": 1, "verified": 1}

    assert list(Contact.objects.filter(erased_at=None)) == [other]
    assert (is_suppressed(EMAIL), checks()) == (True, [])
    assert reapply(capsys)["erasures"] == 0


def test_article_17_who_came_in_again_under_another_id_is_erased_too(capsys):
    lose(lambda: (make_contact(email=EMAIL), erase_jane()))
    make_contact(email=EMAIL)

    assert reapply(capsys)["contacts"] == 1
    assert not Contact.objects.filter(erased_at=None).exists()


def test_address_that_was_unknown_is_suppressed_once_more(capsys):
    lose(lambda: erase_address(EMAIL, by=None, door=DOOR, reason=REASON))
    assert not is_suppressed(EMAIL)

    reapply(capsys)

    assert is_suppressed(EMAIL)


@pytest.mark.django_db(transaction=True)
def test_who_has_agreed_anew_is_not_suppressed_once_more(jane, capsys):
    certificate = erase_jane()
    lift(EMAIL, reason="Came back", consent=AGREES, by=None, door=DOOR)
    Suppression.objects.all().delete()
    certificate.notices.all().delete()
    certificate.mentions.all().delete()
    Erasure.objects.all().delete()

    reapply(capsys)

    assert is_suppressed(EMAIL) is False
    assert Contact.objects.live().get().email == EMAIL
