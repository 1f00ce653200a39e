"""`manage.py record_consent`"""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from gdpr.consent import has_consented, record, standing
from gdpr.models import ConsentEvent
from tests.factories import make_contact, make_user

pytestmark = pytest.mark.django_db

GRANT = ["--purpose", "email_marketing", "--kind", "granted", "--channel", "paper", "--evidence", "card 7"]


@pytest.fixture
def contact():
    return make_contact(email="jane@example.com")


def run(*arguments: str, email: str = "JANE@example.com") -> str:
    out = StringIO()
    call_command("record_consent", email, *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def refusal(*arguments: str, **options: str) -> tuple[str, int]:
    with pytest.raises(CommandError) as refused:
        run(*arguments, **options)
    return str(refused.value), refused.value.returncode


def test_address_that_nobody_has_is_refused(contact):
    assert refusal(*GRANT, email="john@example.com") == ("Nobody has this address: add the contact first.", 2)


def test_what_the_ledger_refuses_is_refused(contact):
    assert refusal(*GRANT[:-2])[1] == 2
    assert refusal(*GRANT, "--by", make_user().username)[1] == 2
    record(contact, purpose="email_marketing", kind="objected", channel="phone")
    assert "has objected" in refusal(*GRANT)[0]


def test_consent_is_recorded(contact):
    assert run(*GRANT, "--source", "fair", "--at", "2026-03-02T10:00") == ""

    event = ConsentEvent.objects.get()
    told = (event.kind, event.channel, event.evidence, event.source, event.change_set.door)
    assert told == ("granted", "paper", "card 7", "fair", "command")
    assert event.occurred_at.isoformat() == "2026-03-02T10:00:00+00:00"


def test_last_line_is_one_object_that_names_nobody(contact):
    told = json.loads(run(*GRANT, "--json").splitlines()[-1])

    assert (told["contact"], told["standing"]) == (str(contact.pk), {"email_marketing": True})
    assert [(entry["purpose"], entry["kind"]) for entry in told["entries"]] == [("email_marketing", "granted")]
    assert "jane" not in json.dumps(told)


def test_full_is_every_purpose(contact):
    run("--purpose", "full", *GRANT[2:])

    assert (standing(contact).count(), has_consented(contact, "data_processing")) == (2, True)
