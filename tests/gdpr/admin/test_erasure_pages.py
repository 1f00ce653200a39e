"""The pages of certificates, mentions, notices and suppressions."""

import pytest
from django.urls import reverse

from contacts.guards import Candidate
from contacts.models import Contact
from gdpr.erasing.follow_up import follow_up
from gdpr.erasure import erase
from gdpr.models import Erasure, Mention
from gdpr.suppression import is_suppressed, suppress
from tests.factories import make_activity, make_contact

pytestmark = pytest.mark.django_db

EMAIL = "zanzibar@example.com"
TAKE_IN = {
    "email": EMAIL,
    "reason": "It was a mistake",
    "purpose": "email_marketing",
    "channel": "paper",
    "evidence": "Signed at the fair",
}


@pytest.fixture
def erased() -> Erasure:
    person = make_contact(first_name="Zanzibar", last_name="Quoxley", email=EMAIL)
    make_activity(make_contact(), body="Recommended by Zanzibar Quoxley")
    done = erase(Contact.objects.filter(pk=person.pk), by=None, door="admin", reason="The person asked for it")
    return follow_up(done)


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_certificate_says_what_was_done_and_names_nobody(as_officer, erased):
    page = text(as_officer.get(erased.get_absolute_url()))

    assert "Verified" in page
    assert "1 text about others names whom this was about" in page
    assert "zanzibar" not in page.lower()


def test_mention_shows_the_text_and_what_is_proposed(as_officer, erased):
    page = text(as_officer.get(Mention.objects.get().get_absolute_url()))

    assert ">Zanzibar Quoxley</mark>" in page
    assert "Recommended by [erased]" in page


def test_looking_at_a_step_of_a_mention_changes_nothing(as_officer, erased):
    mention = Mention.objects.get()

    response = as_officer.get(reverse("admin:gdpr_mention_redact", args=[mention.pk]))

    assert (response.status_code, Mention.objects.get().status) == (405, "open")


def test_mention_is_redacted_by_one_click(as_officer, erased):
    as_officer.post(reverse("admin:gdpr_mention_redact", args=[Mention.objects.get().pk]))

    assert Mention.objects.get().status == "redacted"


def test_somebody_is_taken_in_again_with_a_consent(as_officer):
    suppress(Candidate("", [EMAIL]), reason="Test", by=None)

    refused = as_officer.post(reverse("admin:gdpr_suppression_take_in"), TAKE_IN | {"evidence": ""})
    response = as_officer.post(reverse("admin:gdpr_suppression_take_in"), TAKE_IN)

    assert list(refused.context["form"].errors) == ["evidence"]
    assert response.url == Contact.objects.get(email=EMAIL).get_absolute_url()
    assert not is_suppressed(EMAIL)


def test_who_was_never_suppressed_is_not_taken_in(as_officer):
    response = as_officer.post(reverse("admin:gdpr_suppression_take_in"), TAKE_IN)

    assert "nobody with this address is suppressed" in str(response.context["form"].errors)
