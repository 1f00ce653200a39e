"""The page that tells why somebody is on a list, or is not, and the ways to it."""

from http import HTTPStatus
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.messages import get_messages
from django.utils import timezone

from contacts.labels import add_members
from contacts.lists import pin, refresh
from contacts.merging import merge, plan_merge
from contacts.models import ChangeSet, Contact, ContactList
from tests.contacts.admin.pages import change_page, url
from tests.factories import booked, make_activity, make_contact, make_deal, make_list, make_static_list, make_user

pytestmark = pytest.mark.django_db

DOOR = ChangeSet.Door.COMMAND
ASK = "/admin/contacts/contactlist/why/"
IN_ROME = {"field": "city", "operator": "equals", "value": "Rome"}
BUYS = {"field": "deals.count", "operator": "at_least", "value": 1}


def address(contact_list, contact) -> str:
    return url(ContactList, "why", contact_list.pk, contact.pk)


def built(*leaves, **fields) -> ContactList:
    made = make_list(*leaves, **fields)
    refresh(made, now=timezone.now(), by=None, door=DOOR)
    return made


def moved(contact, city) -> None:
    with booked():
        Contact.objects.filter(pk=contact.pk).update(city=city)


def text(response) -> str:
    """The page, without its white space."""
    return " ".join(response.content.decode().split())


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def log_in(client, *codenames: str, role: str = ""):
    """A browser of somebody with a few permissions, or with a role."""
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    user.groups.set(Group.objects.filter(name=role))
    client.force_login(user)
    return user


@pytest.mark.parametrize("seen", ["view_contact", "view_contactlist"])
def test_page_is_for_those_who_may_see_both(client, seen):
    contact, contact_list = make_contact(), built(IN_ROME)
    log_in(client, seen)

    assert client.get(address(contact_list, contact)).status_code == HTTPStatus.NOT_FOUND
    assert client.get(ASK).status_code == HTTPStatus.FORBIDDEN


def test_page_about_the_contact_of_another_team_is_not_there(client, settings):
    settings.REPS_SEE_ALL = False
    contact_list = built(IN_ROME)
    user = log_in(client, role="Sales rep")
    own, other = make_contact(owner=user), make_contact(owner=make_user())

    assert client.get(address(contact_list, own)).status_code == HTTPStatus.OK
    assert client.get(address(contact_list, other)).status_code == HTTPStatus.NOT_FOUND


def test_page_about_nobody_or_no_list_is_not_there(as_admin):
    contact, contact_list = make_contact(), built(IN_ROME)

    nobody = as_admin.get(url(ContactList, "why", contact_list.pk, uuid4()))
    nothing = as_admin.get(url(ContactList, "why", uuid4(), contact.pk))
    nonsense = as_admin.get(url(ContactList, "why", "nonsense", contact.pk))

    assert {answer.status_code for answer in (nobody, nothing, nonsense)} == {HTTPStatus.NOT_FOUND}


def test_page_of_a_merged_contact_leads_to_the_one_that_stayed(as_admin):
    winner, loser, contact_list = make_contact(), make_contact(), built(IN_ROME)
    merge(plan_merge(winner, [loser]), by=None, door=DOOR)

    response = as_admin.get(address(contact_list, loser))

    assert response.url == address(contact_list, winner)
    assert said(response) == ["The contact of that link was merged into this one."]


@pytest.mark.parametrize("gone", [{}, {"erased_at": "2026-01-01T00:00Z"}])
def test_page_of_a_deleted_or_erased_contact_says_so_and_judges_nothing(as_admin, gone):
    contact = make_contact(city="Rome", deleted_at="2026-01-01T00:00Z", **gone)

    context = as_admin.get(address(built(IN_ROME), contact)).context

    why = "because the person was anonymised for good" if gone else "because the contact was deleted"
    assert (context["answer"].verdict, context["answer"].why.partition(";")[0]) == ("is not in", why)
    assert (context["reason"], context["is_awaited"]) == (None, False)


def test_page_of_a_deleted_list_says_so(as_admin):
    contact, contact_list = make_contact(), make_static_list()
    add_members(contact_list, [contact], by=None, door=DOOR)
    with booked():
        ContactList.objects.soft_delete()

    told = as_admin.get(address(contact_list, contact)).context["answer"]

    assert (told.verdict, told.why) == ("is not in", "because the list was deleted")


def test_page_says_why_somebody_is_not_on_the_list(as_admin):
    contact = make_contact(first_name="Ada", last_name="Byron", city="Bonn")
    contact_list = built({"any": [IN_ROME, {"not": BUYS}]}, BUYS, name="Romans")

    page = as_admin.get(address(contact_list, contact))

    why = "because this does not hold: Number of deals is at least 1 (found: 0)"
    assert (page.context["title"], page.context["answer"].why) == ("Why Ada Byron is not in Romans", why)
    assert [part.holds for part in page.context["reason"].parts] == [True, False]
    assert [part.holds for part in page.context["reason"].parts[0].parts] == [False, True]
    assert page.context["is_awaited"] is False


def test_every_part_has_a_sign_that_is_read_out_and_what_was_found(as_admin):
    contact, contact_list = make_contact(city="Bonn"), built({"any": [IN_ROME, {"not": BUYS}]})

    shown = text(as_admin.get(address(contact_list, contact)))

    signs = [part.partition('"')[0] for part in shown.split('role="img" aria-label="')[1:]]
    assert signs == ["Holds:", "Holds:", "Does not hold:", "Holds:", "Does not hold:"]
    assert "Found:</span> “Bonn”</span>" in shown


def test_what_follows_from_what_one_may_not_look_at_is_not_shown(client):
    contact, contact_list = make_contact(city="Rome"), built(IN_ROME, BUYS)
    make_deal(contact, name="Zyxwvut")
    log_in(client, "view_contact", "view_contactlist")

    page = client.get(address(contact_list, contact))

    assert page.context["answer"].why == "for reasons that are not for you to see"
    assert [part.holds for part in page.context["reason"].parts] == [True, None]
    assert ('aria-label="Not known:"' in text(page), "Zyxwvut" in text(page)) == (True, False)


def test_static_list_tells_who_has_added_by_what(as_admin, admin):
    contact, contact_list = make_contact(), make_static_list()
    add_members(contact_list, [contact], by=admin, door=DOOR)

    page = as_admin.get(address(contact_list, contact))

    [flip] = page.context["held"].flips
    assert page.context["answer"].why.partition(" on ")[0] == f"because {admin} added the contact"
    assert (page.context["reason"], flip.change_set.get_absolute_url() in text(page)) == (None, True)


def test_change_sets_are_linked_for_those_who_may_see_them(client, admin):
    contact, theirs, own = make_contact(), make_static_list(), make_static_list()
    user = log_in(client, role="Sales rep")
    for contact_list, by in ((theirs, admin), (own, user)):
        with booked(by=by):
            contact_list.list_members.create(contact=contact)

    linked = {each: "/contacts/changeset/" in text(client.get(address(each, contact))) for each in (theirs, own)}

    assert linked == {theirs: False, own: True}


def test_pin_is_told_with_who_has_pinned(as_admin, admin):
    contact, contact_list = make_contact(city="Rome"), built(IN_ROME)
    pin(contact_list, [contact], always=False, by=admin, door=DOOR)

    page = as_admin.get(address(contact_list, contact))

    assert page.context["answer"].why.partition(" on ")[0] == f"because {admin} pinned the contact"
    assert "Pinned: never in the list, whatever the filter says." in text(page)
    assert (page.context["reason"].holds, page.context["is_awaited"]) == (True, False)


def test_list_that_awaits_a_refresh_says_so_and_offers_one(as_admin):
    contact, contact_list = make_contact(city="Rome"), built(IN_ROME, schedule="manual")
    moved(contact, "Bonn")

    before = as_admin.get(address(contact_list, contact))
    asked = {"list": contact_list.pk, "contact": contact.pk}
    response = as_admin.post(url(ContactList, "refresh", contact_list.pk), asked)
    after = as_admin.get(response.url)

    assert (before.context["answer"].verdict, before.context["is_awaited"]) == ("is still in", True)
    assert "it is refreshed only when asked to" in text(before)
    assert (response.url, after.context["answer"].verdict) == (address(contact_list, contact), "is not in")
    assert after.context["is_awaited"] is False


def test_refresh_is_not_offered_to_those_who_may_not(client):
    contact, contact_list = make_contact(city="Rome"), built(IN_ROME)
    moved(contact, "Bonn")
    log_in(client, role="Read-only")

    page = client.get(address(contact_list, contact))

    assert (page.context["is_awaited"], "Refresh now" in text(page)) == (True, False)


def test_list_that_was_never_built_says_so(as_admin):
    page = as_admin.get(address(make_list(IN_ROME), make_contact(city="Rome")))

    assert page.context["answer"].verdict == "is not yet in"
    assert "The list has not been refreshed yet." in text(page)


def test_list_whose_filter_cannot_be_used_says_so(as_admin):
    page = as_admin.get(address(make_list({"field": "gone", "operator": "is_set"}), make_contact()))

    assert (page.context["reason"], page.context["answer"].verdict) == (None, "is not in")
    assert page.context["refusal"].startswith("Nothing was") or "all[0].field" in page.context["refusal"]


def test_asking_without_saying_what_shows_the_form(as_admin):
    page = as_admin.get(ASK)
    half = as_admin.get(ASK, {"contact": make_contact().pk, "list": "nonsense"})

    assert (page.context["why"].errors, set(half.context["why"].errors)) == ({}, {"list"})


def test_asking_about_those_whom_one_may_not_see_is_refused(client, settings):
    settings.REPS_SEE_ALL = False
    log_in(client, role="Sales rep")

    page = client.get(ASK, {"contact": make_contact(owner=make_user()).pk, "list": make_static_list().pk})

    assert set(page.context["why"].errors) == {"contact"}


def test_asking_leads_to_the_answer(as_admin):
    contact, contact_list = make_contact(), make_static_list()

    response = as_admin.get(ASK, {"contact": contact.pk, "list": contact_list.pk})

    assert response.url == address(contact_list, contact)


def test_page_of_a_contact_asks_why_for_each_list_and_for_another_one(as_admin):
    contact, contact_list = make_contact(), make_static_list()
    add_members(contact_list, [contact], by=None, door=DOOR)

    shown = text(as_admin.get(change_page(contact)))

    assert address(contact_list, contact) in shown
    assert f'<input type="hidden" name="contact" value="{contact.pk}">' in shown


def test_page_of_a_contact_asks_nothing_about_lists_that_one_may_not_see(client):
    contact, contact_list = make_contact(), make_static_list()
    add_members(contact_list, [contact], by=None, door=DOOR)
    log_in(client, "view_contact")

    assert "/why/" not in text(client.get(change_page(contact)))


def test_page_of_a_list_asks_why_for_each_member_and_for_somebody_else(as_admin):
    contact, contact_list = make_contact(), make_static_list()
    add_members(contact_list, [contact], by=None, door=DOOR)

    shown = text(as_admin.get(contact_list.get_absolute_url()))

    assert address(contact_list, contact) in shown
    assert f'<input type="hidden" name="list" value="{contact_list.pk}">' in shown


@pytest.mark.parametrize("times", [1, 3])
def test_page_takes_few_queries_however_long_the_story(as_admin, admin, django_assert_num_queries, times):
    contact, contact_list = make_contact(city="Rome"), built(IN_ROME, {"not": BUYS})
    for _ in range(times):
        make_activity(contact)
        moved(contact, "Bonn")
        refresh(contact_list, now=timezone.now(), by=admin, door=DOOR)
        moved(contact, "Rome")
        refresh(contact_list, now=timezone.now(), by=admin, door=DOOR)
    pin(contact_list, [contact], always=True, by=admin, door=DOOR)
    page = address(contact_list, contact)
    as_admin.get(page)

    with django_assert_num_queries(19):
        as_admin.get(page)
