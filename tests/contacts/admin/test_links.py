"""Links that are old, wrong or somebody else's: a clear answer, and nothing written."""

from http import HTTPStatus

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.contrib.messages import get_messages
from django.test import Client

from contacts.admin.journalled import NOT_YOURS
from contacts.admin.paging import NO_SUCH_PAGE
from contacts.merging import merge, plan_merge
from contacts.models import Activity, ChangeSet, Company, Contact, ContactList, Deal, Tag, Task
from tests.contacts.admin.pages import change_page, save, url
from tests.factories import booked, make_company, make_contact, make_custom_field, make_deal, make_user

pytestmark = pytest.mark.django_db

LISTED = [Activity, Company, Contact, ContactList, Deal, Tag, Task]
NUL = "\x00"
NAUGHTY = [NUL, "'", "%", "99999999999999999999", "<b>", "‮", "-1", "a" * 3000]


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def rep() -> Client:
    user = make_user(is_staff=True)
    user.groups.add(Group.objects.get(name="Sales rep"))
    browser = Client()
    browser.force_login(user)
    return browser


def merged() -> tuple[Contact, Contact]:
    """A contact that was merged away, and the one that stayed."""
    winner, loser = make_contact(), make_contact()
    merge(plan_merge(winner, [loser]), by=None, door=ChangeSet.Door.COMMAND)
    return loser, winner


def test_old_link_of_a_merged_contact_leads_to_the_one_that_stayed(as_admin):
    loser, winner = merged()

    response = as_admin.get(change_page(loser))

    assert response.url == winner.get_absolute_url()
    assert said(response) == ["The contact of that link was merged into this one."]


def test_form_of_a_merged_contact_writes_nothing(as_admin):
    loser, winner = merged()
    sets = ChangeSet.objects.count()

    response = as_admin.post(change_page(loser), {"first_name": "Changed"})

    assert response.url == winner.get_absolute_url()
    assert ChangeSet.objects.count() == sets


def test_link_of_a_deleted_contact_shows_it_and_takes_nothing(as_admin):
    contact = make_contact(first_name="Ada", deleted_at="2026-01-01T00:00Z")

    page = as_admin.get(change_page(contact))

    assert page.status_code == HTTPStatus.OK
    assert "This contact was deleted" in page.content.decode()
    assert as_admin.post(change_page(contact), {"first_name": "Eve"}).status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("pk", ["nonsense", "00000000-0000-0000-0000-000000000000", "%00", "a" * 300])
@pytest.mark.parametrize("page", ["change", "delete", "history", "log"])
def test_link_without_a_contact_leads_home_or_nowhere(as_admin, page, pk):
    response = as_admin.get(f"/admin/contacts/contact/{pk}/{page}/")

    assert response.status_code in (
        HTTPStatus.FOUND,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.METHOD_NOT_ALLOWED,
        HTTPStatus.BAD_REQUEST,
    )


@pytest.mark.parametrize("query", ["nonsense=1", "p=99999", "p=-1", "o=x.y", "owner__id__exact=nobody", "all=&p=x"])
def test_list_says_that_a_link_asks_for_what_is_not_there(as_admin, query):
    make_contact()

    response = as_admin.get(f"{url(Contact, 'changelist')}?{query}", follow=True)

    assert response.status_code == HTTPStatus.OK
    if response.redirect_chain:
        assert [str(message) for message in response.context["messages"]] == [NO_SUCH_PAGE]


def test_filter_through_columns_that_are_not_offered_is_refused(as_admin):
    answer = as_admin.get(url(Contact, "changelist"), {"owner__password__startswith": "a"})

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "Nothing was changed" in answer.content.decode()


@pytest.mark.parametrize("model", LISTED, ids=lambda model: model.__name__)
def test_no_value_of_a_filter_breaks_a_list_or_widens_it(as_admin, model):
    make_custom_field(key="topics", type="multiple_choice", choices=["red"])
    make_deal(make_contact(company=make_company()))
    names = {name for name, _ in parameters(as_admin, model)} | {"q", "o", "p", "deleted", "e"}
    rows = as_admin.get(url(model, "changelist")).context["cl"].result_count

    for name in names:
        for value in NAUGHTY:
            answer = as_admin.get(url(model, "changelist"), {name: value}, follow=True)
            expected = HTTPStatus.BAD_REQUEST if value == NUL else HTTPStatus.OK
            assert (name, value, answer.status_code) == (name, value, expected)
            assert value == NUL or answer.redirect_chain or answer.context["cl"].result_count <= rows


def parameters(browser, model):
    """The parameters of the filters that a list offers."""
    for spec in browser.get(url(model, "changelist")).context["cl"].filter_specs:
        yield from ((name, spec) for name in spec.expected_parameters())


def test_very_large_selection_is_answered_in_words(as_admin):
    chosen = {"action": "delete_selected", "_selected_action": [str(n) for n in range(100_000)], "post": "yes"}
    make_contact()

    answer = as_admin.post(url(Contact, "changelist"), chosen)

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "Select all" in answer.content.decode()
    assert Contact.objects.live().count() == 1


@pytest.mark.parametrize(
    "action", ["merge_selected", "enrich_selected", "delete_selected", "nonsense", "record_consent"]
)
def test_action_with_ids_that_are_none_writes_nothing(as_admin, action):
    make_contact()
    sets = ChangeSet.objects.count()

    answer = as_admin.post(
        url(Contact, "changelist"), {"action": action, "_selected_action": ["nonsense", "\x00"], "post": "yes"}
    )

    assert answer.status_code < 500
    assert ChangeSet.objects.count() == sets


def test_contact_that_one_may_not_see_cannot_be_named(settings):
    settings.REPS_SEE_ALL = False
    browser = rep()
    hidden = make_contact(first_name="Hidden", owner=make_user())

    answer = browser.post(url(Task, "add"), {"title": "Call", "priority": 2, "contact": hidden.pk, "_save": "1"})

    assert "Select a valid choice" in answer.content.decode()
    assert "Hidden" not in answer.content.decode()
    assert not Task.objects.exists()


def test_contact_that_is_named_already_may_stay_though_one_may_not_see_it(settings):
    settings.REPS_SEE_ALL = False
    browser = rep()
    user = browser.get("/admin/").wsgi_request.user
    hidden = make_contact(owner=make_user())
    with booked():
        task = Task.objects.create(title="Call", contact=hidden, owner=user)

    save(browser, url(Task, "change", task.pk), title="Call back")

    task.refresh_from_db()
    assert (task.title, task.contact) == ("Call back", hidden)


def test_history_page_tells_what_happened(as_admin):
    company = make_company(name="Acme")
    with booked():
        Company.objects.filter(pk=company.pk).update(industry="Energy")

    page = " ".join(as_admin.get(url(Company, "history", company.pk)).content.decode().split())

    assert "created the company “Acme”" in page
    assert "set Industry to Energy" in page


def test_history_of_a_row_that_one_may_not_see_is_not_told(settings):
    settings.REPS_SEE_ALL = False
    hidden = make_contact(first_name="Hidden", owner=make_user())

    answer = rep().get(url(Contact, "history", hidden.pk))

    assert answer.status_code == HTTPStatus.FOUND


def autocompletes() -> list[tuple[type, str]]:
    """Every field of every admin that looks rows up as somebody types."""
    return [(model, name) for model, of in admin.site._registry.items() for name in of.autocomplete_fields]


@pytest.mark.parametrize(("model", "name"), autocompletes(), ids=str)
def test_value_that_is_no_key_is_shown_as_nothing(as_admin, model, name):
    answers = [as_admin.get(url(model, "add"), {name: "zz"}), as_admin.post(url(model, "add"), {name: "zz"})]

    assert [answer.status_code for answer in answers] == [HTTPStatus.OK, HTTPStatus.OK]


@pytest.mark.parametrize("action", ["merge_selected", "enrich_selected", "anonymise_selected", "record_consent"])
def test_action_on_contacts_that_are_gone_writes_nothing(as_admin, action):
    gone = make_contact(deleted_at="2026-01-01T00:00Z")
    sets = ChangeSet.objects.count()

    answer = as_admin.post(url(Contact, "changelist"), {"action": action, "_selected_action": [gone.pk]})

    assert answer.status_code in (HTTPStatus.OK, HTTPStatus.FOUND)
    assert ChangeSet.objects.count() == sets


@pytest.mark.parametrize("selected", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
def test_action_from_a_page_that_is_none_leads_to_the_list(as_admin, selected):
    posted = {"action": "enrich_selected", "_selected_action": selected, "from_page": "1"}

    assert as_admin.post(url(Contact, "changelist"), posted).url == url(Contact, "changelist")


def test_action_that_one_may_not_take_is_answered(client):
    clerk = make_user(is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename="view_contact"))
    client.force_login(clerk)
    contact = make_contact()

    answer = client.post(url(Contact, "changelist"), {"action": "anonymise_selected", "_selected_action": contact.pk})

    assert said(answer) == [NOT_YOURS]


@pytest.mark.parametrize("address", ["contacts/contact/export/?foo=1", "procrastinate/procrastinatejob/?status=zz"])
def test_unknown_filters_of_other_pages_are_answered(as_admin, address):
    assert as_admin.get(f"/admin/{address}", follow=True).status_code == HTTPStatus.OK


def test_colleagues_are_told_only_to_those_who_deal_with_them(client):
    make_user(first_name="Zyx", email="zyx@secret.example")
    nobody, clerk = make_user(is_staff=True), make_user(is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename="add_contact"))
    asked = {"app_label": "contacts", "model_name": "contact", "field_name": "owner"}

    def found(user, term):
        client.force_login(user)
        answer = client.get("/admin/autocomplete/", asked | {"term": term})
        return answer.status_code, answer.content.count(b"Zyx")

    assert found(nobody, "zyx") == (HTTPStatus.FORBIDDEN, 0)
    assert found(clerk, "zyx") == (HTTPStatus.OK, 1)
    assert found(clerk, "secret") == (HTTPStatus.OK, 0)
