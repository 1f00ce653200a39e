"""The pages on which people say themselves what they allow."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.utils import timezone

from contacts.merging import merge, plan_merge
from contacts.models import Contact
from gdpr.consent import has_consented, publish, record, standing
from gdpr.consent.links import HOLDS, Page, confirmation_link, preferences_link, unsubscribe_link
from gdpr.consent.mailing import unsubscribe_headers
from gdpr.erasure import anonymise
from gdpr.models import ConsentEvent, Purpose
from tests.factories import make_contact
from tests.gdpr.public.pages import is_nowhere, path_of, strict, text

pytestmark = pytest.mark.django_db

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
LATE = timezone.now() - timedelta(days=6 * 365)


def say(contact: Contact, kind: str, purpose: str = "email_marketing", **fields: object) -> ConsentEvent:
    return record(contact, purpose=purpose, kind=kind, channel="form", evidence="newsletter form", **fields)


def double_opt_in() -> None:
    Purpose.objects.update(needs_double_opt_in=True)


def kinds() -> list[str]:
    return list(ConsentEvent.objects.order_by("pk").values_list("kind", flat=True))


@pytest.mark.parametrize("page", Page)
@pytest.mark.parametrize("token", ["x", "W10.x", "a.b.c", "%00", "é"])
def test_made_up_links_lead_nowhere(page, token, db):
    for ask in (strict().get, strict().post):
        response = ask(f"/privacy/{page}/{token}/")
        assert response.status_code in (HTTPStatus.NOT_FOUND, HTTPStatus.BAD_REQUEST)
    assert kinds() == []


@pytest.mark.parametrize("which", ["preferences", "unsubscribe", "confirm"])
@pytest.mark.parametrize("wrong", ["expired", "of another page", "of an erased person", "cut short"])
def test_all_links_that_do_not_hold_are_answered_alike(contact, marketing, which, wrong):
    double_opt_in()
    grant, now = say(contact, "granted"), LATE if wrong == "expired" else None
    links = {
        "preferences": preferences_link(contact, now=now),
        "unsubscribe": unsubscribe_link(contact, marketing, now=now),
        "confirm": confirmation_link(grant, now=now),
    }
    if wrong == "of an erased person":
        anonymise(Contact.objects.all(), by=None, door="command", reason="Test")
    token = path_of(links[which]).split("/")[-2]
    token = token[:-1] if wrong == "cut short" else token
    page = {"preferences": "unsubscribe", "unsubscribe": "confirm", "confirm": "preferences"}[which]

    address = f"/privacy/{page if wrong == 'of another page' else which}/{token}/"
    answers = [strict().get(address), strict().post(address, ONE_CLICK)]

    unknown = strict().get(f"/privacy/{which}/unknown/")
    assert {(answer.status_code, answer.content) for answer in answers} == {(unknown.status_code, unknown.content)}
    assert is_nowhere(unknown)
    assert kinds() == ["granted"]


@pytest.mark.parametrize("page", Page)
def test_link_holds_as_long_as_it_says(contact, marketing, page):
    double_opt_in()
    grant = say(contact, "granted")
    link = {
        Page.PREFERENCES: lambda now: preferences_link(contact, now=now),
        Page.UNSUBSCRIBE: lambda now: unsubscribe_link(contact, marketing, now=now),
        Page.CONFIRM: lambda now: confirmation_link(grant, now=now),
    }[page]
    before, after = (timezone.now() - HOLDS[page] + timedelta(minutes=minutes) for minutes in (1, -1))

    assert strict().get(path_of(link(before))).status_code == HTTPStatus.OK
    assert is_nowhere(strict().get(path_of(link(after))))


def test_links_and_pages_name_nobody_and_set_no_cookie(contact, marketing):
    double_opt_in()
    links = preferences_link(contact), unsubscribe_link(contact, marketing), confirmation_link(say(contact, "granted"))

    for link in links:
        response = strict().get(path_of(link))
        assert "zyxwvut" not in (link + text(response)).lower()
        assert (response.cookies, response["Cache-Control"]) == ({}, "no-store")
        assert (response["Referrer-Policy"], response["X-Robots-Tag"]) == ("no-referrer", "noindex, nofollow")
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert "<script" not in text(response)
        assert "style=" not in text(response)


def test_article_7_looking_at_pages_changes_nothing(contact, marketing):
    double_opt_in()
    grant = say(contact, "granted")

    for link in (preferences_link(contact), unsubscribe_link(contact, marketing), confirmation_link(grant)):
        assert strict().get(path_of(link)).status_code == HTTPStatus.OK
        assert strict().head(path_of(link)).status_code == HTTPStatus.OK

    assert kinds() == ["granted"]


def test_article_7_one_post_withdraws_as_rfc_8058_has_it(contact, marketing):
    say(contact, "granted")
    headers = unsubscribe_headers(contact, marketing)

    response = strict().post(path_of(headers["List-Unsubscribe"].strip("<>")), ONE_CLICK)

    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (response.status_code, "You are unsubscribed" in text(response)) == (HTTPStatus.OK, True)
    event = standing(contact).get()
    assert (event.kind, event.channel, event.source, event.recorded_by) == (
        "withdrawn",
        "email",
        "Unsubscribe link",
        None,
    )
    assert event.change_set.door == "public"


def test_second_click_writes_nothing_and_is_told_the_same(contact, marketing):
    link = path_of(unsubscribe_link(contact, marketing))

    first, second = strict().post(link, ONE_CLICK), strict().post(link, ONE_CLICK)

    assert (kinds(), text(first)) == (["withdrawn"], text(second))


def test_unsubscribe_link_ends_its_own_purpose_only(contact, marketing):
    say(contact, "granted", "data_processing")

    strict().post(path_of(unsubscribe_link(contact, marketing)), ONE_CLICK)

    assert has_consented(contact, "data_processing")


def test_link_of_a_merged_contact_is_that_of_the_one_who_lives_on(contact, marketing):
    loser = make_contact()
    link = path_of(unsubscribe_link(loser, marketing))
    merge(plan_merge(contact, [loser]), by=None, door="command")

    strict().post(link, ONE_CLICK)

    assert ConsentEvent.objects.get().contact == contact


def test_article_7_confirmation_by_one_post(contact):
    double_opt_in()
    link = path_of(confirmation_link(say(contact, "granted")))

    response = strict().post(link)

    assert "You have agreed to “E-mail marketing”" in text(response)
    assert (kinds(), has_consented(contact, "email_marketing")) == (["granted", "confirmed"], True)
    assert (text(strict().get(link)), text(strict().post(link))) == (text(response), text(response))
    assert kinds() == ["granted", "confirmed"]


@pytest.mark.parametrize("ask", ["get", "post"])
def test_article_7_confirmation_after_a_withdrawal_leads_nowhere(contact, ask):
    double_opt_in()
    link = path_of(confirmation_link(say(contact, "granted")))
    say(contact, "withdrawn")

    assert is_nowhere(getattr(strict(), ask)(link))
    assert kinds() == ["granted", "withdrawn"]


def test_confirmation_names_the_text_that_the_grant_was_for(contact, marketing):
    double_opt_in()
    first = publish(marketing, text="Our news, once a month.", by=None)
    link = path_of(confirmation_link(say(contact, "granted", notice=first)))
    publish(marketing, text="Our news, every day.", by=None)

    assert "Our news, once a month." in text(strict().get(link))
    strict().post(link)
    assert set(ConsentEvent.objects.values_list("notice", flat=True)) == {first.pk}


def press(contact: Contact, say: str, **inputs: object):
    return strict().post(path_of(preferences_link(contact)), {"say": say} | inputs)


def test_page_of_preferences_tells_every_purpose(contact):
    say(contact, "granted")
    Purpose.objects.create(key="invoices", name="Invoices", lawful_basis="contract")

    page = text(strict().get(path_of(preferences_link(contact))))

    assert all(name in page for name in ("E-mail marketing", "Data processing", "Invoices"))
    assert ("You agreed on" in page, "This takes no consent: Contract, Art. 6 (1) b GDPR." in page) == (True, True)


def test_person_agrees_to_the_text_beside_the_button(contact, marketing):
    shown = publish(marketing, text="Our news, once a month.", by=None)
    publish(marketing, text="Our news, every day.", by=None)

    press(contact, "agree", purpose="email_marketing", notice=shown.pk)

    event = standing(contact).get()
    told = (event.kind, event.notice, event.source, event.recorded_by, event.channel)
    assert told == ("granted", shown, "Page of preferences", None, "form")


@pytest.mark.parametrize("inputs", [{}, {"purpose": "nothing"}, {"purpose": "invoices"}])
def test_button_of_no_purpose_or_of_one_without_a_choice_does_nothing(contact, inputs):
    Purpose.objects.create(key="invoices", name="Invoices", lawful_basis="contract")

    assert "Nothing has changed" in text(press(contact, "agree", **inputs))
    assert kinds() == []


@pytest.mark.parametrize("notice", ["x", "²", "9" * 10, ""])
def test_text_that_is_none_of_the_purpose_is_passed_over(contact, notice):
    press(contact, "agree", purpose="email_marketing", notice=notice)

    assert ConsentEvent.objects.get().notice is None


def test_agreement_with_double_opt_in_says_that_a_mail_comes(contact):
    double_opt_in()

    page = text(press(contact, "agree", purpose="email_marketing"))

    assert "Almost done: we are sending you an e-mail." in page
    assert not has_consented(contact, "email_marketing")


def test_article_7_withdrawing_takes_one_click_as_agreeing_does(contact):
    press(contact, "agree", purpose="email_marketing")
    press(contact, "stop", purpose="email_marketing")
    press(contact, "stop", purpose="email_marketing")

    assert kinds() == ["granted", "withdrawn"]


def test_article_21_objection_to_a_legitimate_interest(contact):
    Purpose.objects.create(key="profiling", name="Profiling", lawful_basis="legitimate_interests")
    assert "until you object" in text(strict().get(path_of(preferences_link(contact))))

    press(contact, "stop", purpose="profiling")

    assert standing(contact, "profiling").get().kind == "objected"


def test_article_7_one_click_withdraws_from_everything(contact):
    say(contact, "granted")
    Purpose.objects.create(key="profiling", name="Profiling", lawful_basis="legitimate_interests")
    Purpose.objects.create(key="invoices", name="Invoices", lawful_basis="contract")

    first, second = press(contact, "stop everything"), press(contact, "stop everything")

    said = standing(contact).order_by("purpose__key").values_list("purpose__key", "kind")
    assert list(said) == [("data_processing", "withdrawn"), ("email_marketing", "withdrawn"), ("profiling", "objected")]
    assert ("Saved" in text(first), "Nothing has changed" in text(second)) == (True, True)


def test_what_holds_no_longer_is_refused_after_too_many_tries(contact, settings):
    settings.PUBLIC_PAGES_PER_MINUTE = 3

    answers = [strict().get("/privacy/preferences/unknown/").status_code for _ in range(5)]

    assert answers == [HTTPStatus.NOT_FOUND] * 3 + [HTTPStatus.TOO_MANY_REQUESTS] * 2
    assert strict().get(path_of(preferences_link(contact))).status_code == HTTPStatus.OK


def test_one_link_is_refused_when_it_is_followed_too_often_and_those_of_others_are_not(contact, marketing, settings):
    settings.PUBLIC_PAGES_PER_MINUTE = 3
    link = path_of(unsubscribe_link(contact, marketing))

    answers = [strict().post(link, ONE_CLICK).status_code for _ in range(5)]

    assert answers == [HTTPStatus.OK] * 3 + [HTTPStatus.TOO_MANY_REQUESTS] * 2
    other = path_of(unsubscribe_link(make_contact(), marketing))
    assert strict().post(other, ONE_CLICK).status_code == HTTPStatus.OK
