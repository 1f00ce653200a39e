"""The cards on the pages of contacts, companies and deals."""

import pytest
from django.contrib.auth.models import Group, Permission

from contacts.models import ContactList, ListMember
from tests.contacts.admin.pages import change_page
from tests.factories import booked, make_activity, make_company, make_contact, make_deal, make_tag, make_task, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_rep(client):
    rep = make_user(is_staff=True)
    rep.groups.add(Group.objects.get(name="Sales rep"))
    client.force_login(rep)
    return client


def shown(browser, row) -> dict[str, list[str]]:
    """The cards of a page, by title."""
    desk = browser.get(row.get_absolute_url()).context["desk"]
    return {card.kind.title: [str(row) for row in card.rows] for card in desk}


def test_contact_without_a_story_has_empty_cards(as_admin):
    assert shown(as_admin, make_contact()) == {"Activities": [], "Tasks": [], "Deals": []}


def test_contact_shows_its_own_rows_newest_and_most_urgent_first(as_admin):
    contact, other = make_contact(), make_contact()
    make_activity(contact, subject="Old", occurred_at="2026-01-01T00:00Z")
    make_activity(contact, subject="New", occurred_at="2026-02-01T00:00Z")
    make_task(contact, title="Done", done_at="2026-01-01T00:00Z")
    make_task(contact, title="Some day")
    make_task(contact, title="Soon", due_at="2026-01-01T00:00Z")
    make_deal(contact, name="Sale")
    make_activity(other), make_task(other), make_deal(other)

    assert shown(as_admin, contact) == {
        "Activities": ["New", "Old"],
        "Tasks": ["Soon", "Some day", "Done"],
        "Deals": ["Sale"],
    }


def test_deleted_rows_are_not_shown(as_admin):
    contact = make_contact()
    make_activity(contact, deleted_at="2026-01-01T00:00Z")

    assert shown(as_admin, contact)["Activities"] == []


def test_long_story_is_cut_and_leads_to_the_whole(as_admin):
    contact = make_contact()
    for _ in range(10):
        make_activity(contact)
    make_activity(make_contact())

    card = as_admin.get(change_page(contact)).context["desk"][0]

    assert (len(card.rows), card.count, card.hidden) == (8, 10, 2)
    assert as_admin.get(card.all_url).context["cl"].result_count == 10


def test_company_shows_its_people_and_what_happened_with_them(as_admin):
    company = make_company()
    person = make_contact(first_name="Ada", company=company)
    make_activity(person, subject="With Ada")
    make_activity(None, company=company, subject="With the firm")
    make_activity(make_contact(company=make_company()), subject="With others")

    told = shown(as_admin, company)

    assert told["People"] == ["Ada"]
    assert set(told["Activities"]) == {"With Ada", "With the firm"}


def test_list_of_a_companys_activities_holds_just_them(as_admin):
    company = make_company()
    make_activity(make_contact(company=company)), make_activity(None, company=company), make_activity(make_contact())

    page = as_admin.get("/admin/contacts/activity/", {"of_company": company.pk})

    assert page.context["cl"].result_count == 2


@pytest.mark.parametrize("company", ["00000000-0000-0000-0000-000000000000", "nonsense"])
def test_list_of_an_unknown_companys_activities_is_empty(as_admin, company):
    make_activity(make_contact())

    page = as_admin.get("/admin/contacts/activity/", {"of_company": company})

    assert page.context["cl"].result_count == 0


def test_deal_shows_its_tasks(as_admin):
    contact = make_contact()
    deal = make_deal(contact)
    make_task(contact, title="Send the offer", deal=deal)
    make_task(contact)

    assert shown(as_admin, deal) == {"Activities": [], "Tasks": ["Send the offer"]}


def test_rows_of_others_are_not_shown_where_reps_see_only_their_own(as_rep, settings):
    settings.REPS_SEE_ALL = False
    company = make_company()
    rep = as_rep.get("/admin/").wsgi_request.user
    make_contact(first_name="Mine", company=company, owner=rep)
    make_contact(first_name="Theirs", company=company, owner=make_user())

    assert shown(as_rep, company)["People"] == ["Mine"]


def test_tables_that_one_may_not_look_at_are_left_out(client):
    clerk = make_user(is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=["view_contact", "view_task"]))
    client.force_login(clerk)

    assert list(shown(client, make_contact())) == ["Tasks"]


def test_summary_says_who_it_is(as_admin):
    contact = make_contact(first_name="Ada", last_name="Byron", title="Analyst", lifecycle_stage="lead")
    with booked():
        contact.tags.add(make_tag(name="VIP"))
        ListMember.objects.create(list=ContactList.objects.create(name="Christmas"), contact=contact)

    context = as_admin.get(change_page(contact)).context

    assert (context["initials"], context["stage"]) == ("AB", "Lead")
    assert [str(tag) for tag in context["tags"]] == ["VIP"]
    assert [str(a_list) for a_list in context["lists"]] == ["Christmas"]


def test_page_offers_the_actions_that_the_user_may_take(as_admin, as_rep):
    contact = make_contact()

    offered = [description for _, description in as_rep.get(change_page(contact)).context["page_actions"]]

    assert offered == ["Export", "Enrich", "Mail came back", "Record consent", "Send link to preferences"]


def test_deleted_contact_takes_nothing_more(as_admin):
    contact = make_contact(deleted_at="2026-01-01T00:00Z")

    context = as_admin.get(change_page(contact)).context

    assert (context["page_actions"], context["log_form"]) == ([], None)
    assert {card.add_url for card in context["desk"]} == {None}


def test_action_that_does_nothing_leads_back_to_the_page_it_was_taken_on(as_admin):
    contact = make_contact(email="info@nowhere.example")
    posted = {"action": "enrich_selected", "_selected_action": contact.pk, "from_page": "1"}

    assert as_admin.post("/admin/contacts/contact/", posted).url == contact.get_absolute_url()
