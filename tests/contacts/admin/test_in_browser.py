"""Filters, lists and views in a real browser: by clicks, and by the keyboard alone."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings as project
from django.db import connection
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect, sync_playwright

from contacts.lists import follow_changes
from contacts.models import Contact, ContactList, SavedView
from tests.contacts.admin.pages import url
from tests.factories import make_contact, make_list

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ALONE = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
FILTERS = {
    "all": [
        {"field": "lifecycle_stage", "operator": "equals", "value": "customer"},
        {
            "any": [
                {"field": "city", "operator": "equals", "value": "Rome"},
                {"field": "city", "operator": "starts_with", "value": "Mil"},
            ]
        },
    ]
}

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium"),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture(scope="session")
def _folder_of_static_files():
    """What serves them in production warns where there is none."""
    Path(project.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture
def page(_folder_of_static_files, live_server, admin, monkeypatch):
    """A page of the admin in Chromium, logged in. Errors of scripts fail the test."""
    # The browser's own loop runs in this thread; nothing of Django's does so asynchronously.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    client, errors = Client(), []
    client.force_login(admin)
    session = {"name": project.SESSION_COOKIE_NAME, "value": client.cookies[project.SESSION_COOKIE_NAME].value}
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=CHROMIUM, args=ALONE) as browser:
        context = browser.new_context(base_url=live_server.url)
        context.add_cookies([session | {"url": live_server.url}])
        opened = context.new_page()
        opened.on("pageerror", lambda error: errors.append(str(error)))
        yield opened
        context.close()
        # Beside the browser's loop, Django has a connection of its own.
        connection.close()
    assert errors == []


@pytest.fixture
def people(db):
    """Two whom the filter means, and three whom it does not."""
    make_contact(city="Rome", lifecycle_stage="lead")
    make_contact(city="Bonn", lifecycle_stage="customer")
    make_contact()
    return {make_contact(city=city, lifecycle_stage="customer") for city in ("Rome", "Milan")}


def condition(page: Page, number: int):
    """One condition of the builder, as the row of its inputs."""
    return page.locator(".filter-row").filter(has=page.get_by_label("Field", exact=True)).nth(number)


def choose(page: Page, number: int, field: str, operator: str) -> None:
    condition(page, number).get_by_label("Field", exact=True).select_option(label=field)
    condition(page, number).get_by_label("Operator").select_option(label=operator)


def build_by_clicks(page: Page) -> None:
    """Customers in Rome, or in a town that begins with Mil."""
    page.get_by_role("button", name="Add a condition").click()
    choose(page, 0, "Lifecycle stage", "is")
    condition(page, 0).get_by_label("Value").select_option(label="Customer")
    page.get_by_role("button", name="Add a group").click()
    choose(page, 1, "City", "is")
    condition(page, 1).get_by_label("Value").fill("Rome")
    page.get_by_role("button", name="Add a condition").first.click()
    choose(page, 2, "City", "starts with")
    condition(page, 2).get_by_label("Value").fill("Mil")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_list_is_built_by_clicks_and_finds_its_members(page, people):
    page.goto(url(ContactList, "add"))
    page.get_by_label("Name").fill("Italians")
    page.get_by_label("Type").select_option("dynamic")
    build_by_clicks(page)
    expect(page.locator(".filter-matches")).to_contain_text("2 contacts")

    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was added successfully")).to_be_visible()
    follow_changes(now=timezone.now())

    made = ContactList.objects.get(name="Italians")
    assert (made.filters, set(Contact.objects.filter(lists=made))) == (FILTERS, people)


def test_filter_is_built_by_the_keyboard_alone(page, people):
    page.goto(url(Contact, "filter"))
    page.get_by_label("Which of them").focus()

    # Add a condition: the focus goes to its field; typing chooses, as in every drop-down.
    press(page, "Tab", "Enter")
    page.keyboard.type("City")
    # One too many, taken away again: the focus stays in the group.
    press(page, "Tab", "Tab", "Tab", "Tab", "Enter", "Tab", "Tab", "Tab", "Enter", "Tab")
    page.keyboard.type("City")
    press(page, "Tab")
    page.keyboard.type("starts")
    press(page, "Tab")
    page.keyboard.type("Mil")
    # Past the button that removes the condition, to the one that adds a group; it says “at least one of these”.
    press(page, "Tab", "Tab", "Tab", "Enter", "Tab", "Tab")
    page.keyboard.type("City")
    press(page, "Tab", "Tab")
    page.keyboard.type("Milan")
    expect(page.locator(".filter-matches")).to_contain_text("1 contact")
    page.get_by_role("button", name="Show these contacts").focus()
    press(page, "Enter")

    expect(page.locator(".view-sentence")).to_have_text("City starts with “Mil” and city is “Milan”.")
    assert [leaf.get("operator", "any") for leaf in SavedView.objects.get().filters["all"]] == ["starts_with", "any"]


def test_list_of_contacts_is_filtered_saved_as_a_view_and_as_a_list(page, people):
    page.goto(url(Contact, "changelist"))
    page.get_by_role("link", name="Advanced filter").click()
    build_by_clicks(page)
    page.get_by_role("button", name="Show these contacts").click()
    expect(page.locator("#result_list tbody tr")).to_have_count(2)

    page.get_by_role("link", name="Columns").click()
    page.get_by_label("City", exact=True).check()
    page.get_by_role("button", name="Move City up").press("Enter")
    page.get_by_role("button", name="Show these columns").click()
    expect(page.get_by_role("columnheader", name="City")).to_be_visible()

    page.get_by_role("link", name="Save as view").click()
    page.get_by_label("Name").fill("Italians")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("navigation", name="Views").get_by_role("link", name="Italians")).to_be_visible()

    page.get_by_role("link", name="Save as list").click()
    page.get_by_label("Name").fill("Italians")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("is being filled")).to_be_visible()
    follow_changes(now=timezone.now())

    assert SavedView.objects.get(name="Italians").filters == FILTERS
    assert set(Contact.objects.filter(lists__name="Italians")) == people


def test_why_somebody_is_not_on_a_list_is_asked_by_the_keyboard_alone(page):
    make_contact(first_name="Ada", city="Bonn")
    contact_list = make_list({"field": "city", "operator": "equals", "value": "Rome"}, name="Romans")
    page.goto(contact_list.get_absolute_url())
    page.locator(".why-box .select2-selection").focus()

    press(page, "Enter")
    page.keyboard.type("Ada")
    expect(page.locator(".select2-results__option--highlighted")).to_have_text("Ada")
    press(page, "Enter", "Tab", "Enter")

    told = "Ada is not in Romans, because this does not hold: City is “Rome” (found: “Bonn”)."
    expect(page.locator(".why-answer h1")).to_have_text(told)
