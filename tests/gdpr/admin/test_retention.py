"""Rules are looked at before they are activated, and not changed while they are; notices; holds."""

from datetime import UTC, datetime

import pytest

from contacts.models import Contact
from gdpr.models import LegalHold, Notice, RetentionRule
from tests.contacts.admin.pages import url
from tests.factories import booked, make_contact
from tests.gdpr.admin.actions import act, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def rule():
    make_contact(first_name="Zanzibar")
    with booked():
        Contact.objects.update(created_at=datetime(2000, 1, 1, tzinfo=UTC))
    return RetentionRule.objects.create(name="Old ones", starts="created_at", days=365, action="delete")


def post(browser, rule, step, **inputs):
    return browser.post(f"/admin/gdpr/retentionrule/{rule.pk}/{step}/", inputs)


def test_article_5_rules_are_for_officers(as_role, rule):
    browser = as_role("Ops admin")

    pages = [browser.get(url(RetentionRule, "changelist")), browser.get(rule.get_absolute_url())]

    assert [page.status_code for page in pages] == [403, 403]


def test_article_5_page_shows_whom_the_rule_means(as_officer, rule):
    page = as_officer.get(rule.get_absolute_url()).content.decode()

    assert ["Zanzibar" in page, "Activate: 1 contact tonight" in page] == [True, True]


def test_article_5_rule_is_made_with_a_filter_that_can_be_used(as_officer):
    told = {"name": "Ulm", "starts": "created_at", "days": "10", "action": "review", "_save": "1"}
    wrong = '{"all": [{"field": "no_such", "operator": "equals", "value": 1}]}'
    right = '{"all": [{"field": "city", "operator": "equals", "value": "Ulm"}]}'

    refused = as_officer.post(url(RetentionRule, "add"), told | {"filters": wrong})
    as_officer.post(url(RetentionRule, "add"), told | {"filters": right})

    assert "filters" in refused.context["adminform"].form.errors
    assert RetentionRule.objects.get().filters["all"][0]["value"] == "Ulm"


def test_article_5_rule_is_activated_as_shown_and_then_not_changed(as_officer, rule):
    unseen = post(as_officer, rule, "activate", due="0")
    post(as_officer, rule, "activate", due="1")
    changed = as_officer.post(rule.get_absolute_url(), {"name": "New", "_save": "1"})

    rule.refresh_from_db()
    assert said(unseen)[0].startswith("Nothing was activated")
    assert (rule.is_active, rule.name, changed.status_code) == (True, "Old ones", 403)


def test_article_5_rule_is_deactivated(as_officer, rule):
    post(as_officer, rule, "activate", due="1")

    post(as_officer, rule, "deactivate")

    rule.refresh_from_db()
    assert rule.is_active is False


def test_article_14_notices_that_are_due_are_listed_and_noted(as_officer):
    contact = make_contact(source="import", first_name="Zanzibar")

    before = as_officer.get("/admin/gdpr/notice/due/").content.decode()
    act(as_officer, "notice_given", contact, apply="1", channel="email", given_on="2025-01-01")
    after = as_officer.get("/admin/gdpr/notice/due/").content.decode()

    assert ["Zanzibar" in before, "Zanzibar" in after] == [True, False]
    assert Notice.objects.get().contact == contact


def test_legal_hold_is_placed_and_lifted(as_officer):
    contact = make_contact()

    act(as_officer, "hold", contact, apply="1", reason="Dispute")
    hold = LegalHold.objects.get()
    page = as_officer.get(contact.get_absolute_url()).content.decode()
    as_officer.post(url(LegalHold, "changelist"), {"action": "lift_selected", "_selected_action": [str(hold.pk)]})

    hold.refresh_from_db()
    assert ("Dispute" in page, hold.lifted_at is None) == (True, False)
