"""Views of the list of contacts: the advanced filter, columns, saving, and what actions do with them."""

import json
from http import HTTPStatus

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from contacts.lists import follow_changes
from contacts.models import BulkRun, Contact, ContactList, SavedView
from contacts.selection import Selection, contacts_of
from tests.contacts.admin.pages import url
from tests.factories import make_contact, make_custom_field, make_user, make_view

pytestmark = pytest.mark.django_db

NOBODYS = "0190a5c2-7c1e-7d3b-9a53-5d1f2c3b4a59"
IN_ROME = {"field": "city", "operator": "equals", "value": "Rome"}
IS_LEAD = {"field": "lifecycle_stage", "operator": "equals", "value": "lead"}
LIST = url(Contact, "changelist")
GONE = "That view was deleted"


def page(name: str, query: str = "") -> str:
    return f"{url(Contact, name)}?{query}"


def listed(answer) -> set[Contact]:
    return set(answer.context["cl"].result_list)


def columns(answer) -> list[str]:
    names = [getattr(column, "__name__", column) for column in answer.context["cl"].list_display]
    return names[1:]


def told(answer) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


@pytest.fixture
def romans():
    make_contact(city="Bonn", lifecycle_stage="lead")
    return {make_contact(city="Rome", lifecycle_stage=stage) for stage in ("lead", "customer")}


@pytest.fixture
def rep(client):
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_contact"))
    client.force_login(user)
    return user


@pytest.mark.parametrize("filters", ["", "{}", "nonsense", "[" * 100_000, '[{"field": "town"}]'])
def test_filter_that_is_none_is_not_applied(as_admin, filters):
    answer = as_admin.post(page("filter"), {"filters": filters})

    assert (answer.status_code, bool(answer.context["form"].errors)) == (HTTPStatus.OK, True)
    assert SavedView.objects.count() == 0


def test_advanced_filter_narrows_the_list_and_is_told(as_admin, romans):
    answer = as_admin.post(page("filter"), {"filters": json.dumps([IN_ROME])}, follow=True)

    view = SavedView.objects.get()
    assert answer.redirect_chain == [(f"{LIST}?view={view.pk}", HTTPStatus.FOUND)]
    assert listed(answer) == romans
    assert (answer.context["sentence"], "City is “Rome”." in answer.content.decode()) == ("City is “Rome”.", True)


def test_advanced_filter_joins_drop_downs_and_search(as_admin, romans):
    answer = as_admin.post(page("filter", "lifecycle_stage=lead&q=person&p=2"), {"filters": json.dumps([IN_ROME])})

    assert answer.url == f"{LIST}?lifecycle_stage=lead&q=person&view={SavedView.objects.get().pk}"
    assert {contact.lifecycle_stage for contact in listed(as_admin.get(answer.url))} == {"lead"}


def test_filter_that_is_open_is_edited(as_admin, admin):
    view = make_view(IN_ROME, created_by=admin)

    answer = as_admin.get(page("filter", f"view={view.pk}"))

    assert json.loads(answer.context["form"]["filters"].value()) == {"all": [IN_ROME]}


def test_filter_is_cleared(as_admin, admin):
    view = make_view(IN_ROME, created_by=admin)

    answer = as_admin.post(page("filter", f"view={view.pk}&lifecycle_stage=lead"), {"clear": ""})

    assert answer.url == f"{LIST}?lifecycle_stage=lead"


def test_clearing_leaves_the_columns(as_admin, admin):
    view = make_view(IN_ROME, columns=["city"], created_by=admin)

    answer = as_admin.post(page("filter", f"view={view.pk}"), {"clear": ""}, follow=True)

    assert columns(answer) == ["name", "city"]
    assert answer.context["view"].filters == {}


@pytest.mark.parametrize("query", ["view=nonsense", f"view={NOBODYS}"])
def test_view_that_is_gone_leads_to_all_contacts_with_a_message(as_admin, romans, query):
    answer = as_admin.get(f"{LIST}?{query}&lifecycle_stage=lead", follow=True)

    assert answer.redirect_chain == [(f"{LIST}?lifecycle_stage=lead", HTTPStatus.FOUND)]
    assert told(answer).startswith(GONE)


def test_view_of_somebody_else_is_none(as_admin):
    query = f"view={make_view(IN_ROME, name='Theirs').pk}"

    for address in (f"{LIST}?{query}", page("filter", query), page("save-list", query), page("export", query)):
        assert told(as_admin.get(address, follow=True)).startswith(GONE)


@pytest.mark.parametrize("name", ["filter", "columns", "save-view", "save-list", "update-view", "export"])
def test_pages_of_a_view_that_is_gone_say_so(as_admin, name):
    answer = as_admin.post(page(name, f"view={NOBODYS}"), {"name": "x"}, follow=True)

    assert told(answer).startswith(GONE)


def test_filter_that_cannot_be_used_any_more_shows_nobody(as_admin, admin, romans):
    view = make_view({"field": "custom.gone", "operator": "is_set"}, created_by=admin)

    answer = as_admin.get(view.get_absolute_url())

    assert listed(answer) == set()
    assert told(answer).startswith("The filter cannot be used: all[0].field")


def test_columns_are_chosen_in_an_order(as_admin, romans):
    make_custom_field(key="size", label="Size")

    answer = as_admin.post(page("columns"), {"columns": ["custom.size", "country", "lead_status", "city"]}, follow=True)

    assert columns(answer) == ["name", "custom.size", "country", "lead_status", "city"]


def test_columns_that_are_gone_are_left_out(as_admin, admin, romans):
    some = make_view(columns=["custom.gone", "city", "nonsense", "city"], created_by=admin)
    none = make_view(columns=["custom.gone"], created_by=admin)

    assert columns(as_admin.get(some.get_absolute_url())) == ["name", "city"]
    assert len(columns(as_admin.get(none.get_absolute_url()))) == 7


@pytest.mark.parametrize("chosen", [[], ["nonsense"]])
def test_columns_that_are_none_are_refused(as_admin, chosen):
    assert as_admin.post(page("columns"), {"columns": chosen}).context["form"].errors.keys() == {"columns"}


def test_usual_columns_come_back(as_admin, admin):
    view = make_view(columns=["city"], created_by=admin)

    assert as_admin.post(page("columns", f"view={view.pk}"), {"usual": "1"}).url == LIST


def test_values_of_custom_fields_are_shown(as_admin, admin):
    make_custom_field(key="vip", label="VIP", type="boolean")
    make_custom_field(key="topics", label="Topics", type="multiple_choice", choices=["news", "offers"])
    make_contact(custom_fields={"vip": True, "topics": ["news", "offers"]}, country="IT")
    view = make_view(columns=["custom.vip", "custom.topics", "country"], created_by=admin)

    shown = as_admin.get(view.get_absolute_url()).content.decode()

    assert ["Yes</td>" in shown, "news, offers" in shown, "Italy" in shown] == [True, True, True]


def test_view_is_saved_with_filter_drop_downs_columns_and_order(as_admin, admin, romans):
    view = make_view(IN_ROME, columns=["last_contact", "city"], created_by=admin)

    answer = as_admin.post(
        page("save-view", f"view={view.pk}&lifecycle_stage=lead&o=-2&q=person"), {"name": "Roman leads"}, follow=True
    )

    saved = SavedView.objects.named().get()
    content = {"filters": {"all": [IN_ROME, IS_LEAD]}, "columns": view.columns, "order": "-last_contact"}
    assert (saved.name, saved.content, saved.is_shared) == ("Roman leads", content, False)
    assert answer.redirect_chain[0][0] == f"{LIST}?q=person&view={saved.pk}"
    assert list(answer.context["cl"].get_ordering_field_columns().values()) == ["desc"]


def test_taken_name_is_refused_on_the_page(as_admin, admin):
    make_view(name="Romans", created_by=admin)

    answer = as_admin.post(page("save-view"), {"name": "romans"})

    assert answer.context["form"].errors == {"name": ["You have a view of this name already."]}


def test_changed_view_is_updated(as_admin, admin, romans):
    saved = make_view(IN_ROME, name="Romans", created_by=admin)
    changed = as_admin.post(page("filter", f"view={saved.pk}"), {"filters": json.dumps([IS_LEAD])}, follow=True)
    assert changed.context["is_changed"] is True

    answer = as_admin.post(page("update-view", f"view={changed.context['view'].pk}"), follow=True)

    saved.refresh_from_db()
    assert (saved.filters, answer.context["is_changed"]) == ({"all": [IS_LEAD]}, False)


def test_view_of_others_is_not_updated(client, rep):
    shared = make_view(IN_ROME, name="Ours", is_shared=True)

    answer = client.post(page("update-view", f"view={shared.pk}&lifecycle_stage=lead"), follow=True)

    shared.refresh_from_db()
    assert (shared.filters, told(answer)[:17]) == ({"all": [IN_ROME]}, "Nothing was done:")


def test_sharing_is_offered_to_those_who_may(client, rep):
    posted = {"name": "Romans", "is_shared": "on"}

    client.post(page("save-view"), posted)

    assert SavedView.objects.get().is_shared is False


def test_view_is_renamed_and_deleted_on_its_page(as_admin, admin):
    view = make_view(IN_ROME, name="Romans", created_by=admin)

    as_admin.post(url(SavedView, "change", view.pk), {"name": "Quirites", "is_shared": "on"})
    renamed = SavedView.objects.get()
    as_admin.post(url(SavedView, "delete", view.pk), {"post": "yes"})

    assert (renamed.name, renamed.is_shared) == ("Quirites", True)
    assert SavedView.objects.count() == 0


def test_page_of_a_view_refuses_a_name_that_is_taken(as_admin, admin):
    make_view(name="Romans", created_by=admin)
    view = make_view(name="Quirites", created_by=admin)

    answer = as_admin.post(url(SavedView, "change", view.pk), {"name": "ROMANS"})

    assert answer.status_code == HTTPStatus.OK
    assert set(SavedView.objects.values_list("name", flat=True)) == {"Romans", "Quirites"}


def test_view_of_others_takes_nothing(client, rep):
    shared, private = make_view(name="Ours", is_shared=True), make_view(name="Theirs")

    assert client.get(url(SavedView, "change", shared.pk)).status_code == HTTPStatus.OK
    assert client.post(url(SavedView, "change", shared.pk), {"name": "x"}).status_code == HTTPStatus.FORBIDDEN
    assert client.post(url(SavedView, "delete", shared.pk), {"post": "yes"}).status_code == HTTPStatus.FORBIDDEN
    assert client.get(url(SavedView, "change", private.pk)).status_code == HTTPStatus.FOUND


def test_filter_is_saved_as_a_list_and_finds_its_members(as_admin, admin, romans):
    view = make_view(IN_ROME, created_by=admin)

    as_admin.post(page("save-list", f"view={view.pk}"), {"name": "Romans"})
    follow_changes(now=timezone.now())

    assert set(Contact.objects.filter(lists__name="Romans")) == romans


def test_list_without_a_filter_is_refused(as_admin):
    answer = as_admin.post(page("save-list", "q=person"), {"name": "Everybody"}, follow=True)

    assert told(answer).startswith("There is no filter yet")
    assert ContactList.objects.count() == 0


def test_list_is_made_by_those_who_may(client, rep):
    assert client.post(page("save-list", "lifecycle_stage=lead"), {"name": "x"}).status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("name", ["", "Bulk romans"])
def test_bulk_edit_of_all_matches_means_those_of_the_view(as_admin, admin, romans, name):
    view = make_view(IN_ROME, name=name, created_by=admin)
    posted = {"action": "edit_selected", "select_across": "1", "apply": "1", "_selected_action": NOBODYS}

    as_admin.post(view.get_absolute_url(), posted | {"what": "set", "field": "city", "value_city": "Roma"})
    run = BulkRun.objects.get()
    SavedView.objects.named().update(filters={})

    assert (run.matched, set(contacts_of(Selection.from_json(run.selection), admin))) == (2, romans)


def test_deletion_of_all_matches_means_those_of_the_view(as_admin, admin, romans):
    view = make_view(IN_ROME, created_by=admin)
    ticked = [str(contact.pk) for contact in romans]

    as_admin.post(
        view.get_absolute_url(),
        {"action": "delete_selected", "select_across": "1", "_selected_action": ticked, "post": "yes"},
    )

    assert {contact.city for contact in Contact.objects.live()} == {"Bonn"}


def test_export_of_a_view_means_its_contacts(as_admin, admin, romans):
    view = make_view(IN_ROME, created_by=admin)

    answer = as_admin.get(page("export", f"view={view.pk}"))

    assert (answer.context["count"], answer.context["contacts"]) == (2, "Contacts by an advanced filter on City")


def test_contacts_whom_the_user_may_not_see_are_in_no_view(client, rep, settings, romans):
    settings.REPS_SEE_ALL = False
    own = make_contact(city="Rome", owner=rep)
    shared = make_view(IN_ROME, name="Romans", is_shared=True)

    assert listed(client.get(shared.get_absolute_url())) == {own}


def test_own_and_shared_views_are_offered(as_admin, admin):
    own = make_view(name="Own", created_by=admin)
    shared = make_view(name="Shared", is_shared=True)
    make_view(name="Private")

    assert as_admin.get(LIST).context["tabs"] == [own, shared]


def test_search_box_and_drop_downs_keep_the_view(as_admin, admin, romans):
    view = make_view(IN_ROME, created_by=admin)

    shown = as_admin.get(view.get_absolute_url()).content.decode()

    assert shown.count(f'name="view" value="{view.pk}"') == 2


def test_orders_that_no_index_has_are_left_out(as_admin, romans):
    changelist = as_admin.get(f"{LIST}?o=2").context["cl"]

    assert changelist.queryset.query.order_by == ("last_name", "first_name", "pk")
