"""Every address of the site, asked by somebody without rights: nothing is written, nothing about people is told."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from contacts.models import ContactEmail, ContactList, ContactPhone, ExportRun, ExternalId, ImportRun, ListMember
from crm.models import User
from gdpr.consent import record
from tests.factories import (
    booked,
    make_activity,
    make_company,
    make_contact,
    make_deal,
    make_pair,
    make_tag,
    make_task,
    make_user,
)

pytestmark = pytest.mark.django_db

SECRET = "Zyxwvut"
# What Django and Unfold serve to anybody: the log-in, its way out, texts of scripts.
HARMLESS = {"admin:login", "admin:logout", "admin:jsi18n"}


@pytest.fixture(autouse=True)
def _static_files_are_not_listed(settings) -> None:
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture
def rows(db) -> list:
    """One row of every kind that tells about a person, each with the secret in it."""
    contact = make_contact(
        first_name=SECRET, email=f"{SECRET}@example.com".lower(), phone=SECRET, company=make_company(name=SECRET)
    )
    run = ImportRun.objects.create(file_name=f"{SECRET}.csv", status=ImportRun.Status.DONE)
    asked = {
        "columns": ["email"],
        "has_all_columns": False,
        "contacts": f"Contacts by list “{SECRET}”",
        "selection": {},
    }
    export = ExportRun.objects.create(kind="csv", door="admin", **asked)
    with booked():
        a_list = ContactList.objects.create(name=SECRET)
        parts = [
            ContactEmail.objects.create(contact=contact, email=f"{SECRET}@home.example".lower()),
            ContactPhone.objects.create(contact=contact, number=SECRET),
            ExternalId.objects.create(contact=contact, system="erp", value=SECRET),
            ListMember.objects.create(list=a_list, contact=contact),
        ]
    return [
        contact,
        contact.company,
        a_list,
        run,
        export,
        *parts,
        make_tag(name=SECRET),
        make_activity(contact, subject=SECRET, body=SECRET),
        make_task(contact, title=SECRET),
        make_deal(contact, name=SECRET),
        make_pair(contact),
        record(contact, purpose="email_marketing", kind="granted", channel="phone", evidence=SECRET),
        User.objects.create(username="someone", last_name=SECRET),
    ]


def patterns(resolver=None, prefix: str = "", namespace: str = "") -> Iterator[tuple[str, str]]:
    """Every pattern of the site, as (name, route)."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern).removeprefix("^").removesuffix(r"\Z").removesuffix("$")
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from patterns(pattern, route, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", route


def addresses(rows: list) -> Iterator[str]:
    """Every address, with the ids of the rows that it can be about in the place of its parameters."""
    for name, route in patterns():
        if name in HARMLESS:
            continue
        if "<" not in route:
            yield f"/{route}"
        else:
            own = [row for row in rows if f"/{row._meta.app_label}/{row._meta.model_name}/" in route]
            yield from ("/" + filled(route, str(row.pk)) for row in own or rows)


def filled(route: str, pk: str) -> str:
    """A route, as `path()` or `re_path()` writes it, with an id in the place of its parameters."""
    for start, end in (("(?P<", ")"), ("<", ">")):
        while start in route:
            before, _, rest = route.partition(start)
            route = before + pk + rest.partition(end)[2]
    return route.replace("\\.", ".").replace("/?", "/")


def contents() -> dict[str, str]:
    """A checksum of every table but the sessions."""
    query = "SELECT count(*)::text || coalesce(md5(string_agg(t::text, '' ORDER BY t::text)), '') FROM {} t"
    tables = {
        model._meta.db_table for model in apps.get_models() if model._meta.app_label in ("contacts", "gdpr", "crm")
    }
    with connection.cursor() as cursor:
        sums = {}
        for table in sorted(tables & set(connection.introspection.table_names())):
            cursor.execute(query.format(table))
            sums[table] = cursor.fetchone()[0]
    return sums


def browser_of(user: User | None) -> Client:
    browser = Client(raise_request_exception=False)
    if user:
        browser.force_login(user)
    return browser


def body(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="replace").lower()


def answers(browser: Client, address: str, posted: dict) -> Iterator:
    """What the address answers to each method that the doors know."""
    yield browser.get(address)
    yield browser.post(address, posted)
    if address.startswith("/api/"):
        yield from (ask(address) for ask in (browser.put, browser.patch, browser.delete))


POSTED = {"action": "delete_selected", "post": "yes", "_save": "1", "kind": "call", "subject": "x", "apply": "1"}


@pytest.mark.parametrize("who", ["anonymous", "outsider", "staff without a role"])
def test_nothing_is_told_or_written(rows, who):
    users = {"anonymous": None, "outsider": make_user(), "staff without a role": make_user(is_staff=True)}
    browser = browser_of(users[who])
    before = contents()

    told, failed = set(), set()
    for address in addresses(rows):
        for answer in answers(browser, address, POSTED | {"_selected_action": [str(row.pk) for row in rows]}):
            told |= {address} if SECRET.lower() in body(answer) else set()
            failed |= {address} if answer.status_code >= 500 else set()

    assert (told, failed) == (set(), set())
    assert contents() == before


def test_walk_meets_the_pages_of_people(rows, admin):
    browser = browser_of(admin)

    told = {address for address in addresses(rows) if SECRET.lower() in body(browser.get(address))}

    assert len(told) > 20
    assert rows[0].get_absolute_url() in told
