"""The page of a contact."""

from http import HTTPStatus

import pytest
from django.contrib.auth.models import Group, Permission

from contacts.admin.contact_form import PERHAPS_KNOWN
from contacts.models import ChangeSet, Contact, ContactEmail, ContactList, CustomField, Deal, DuplicatePair
from gdpr.consent import record
from gdpr.models import ConsentEvent
from tests.contacts.admin.pages import change_page, errors, save, url
from tests.factories import (
    booked,
    make_activity,
    make_company,
    make_contact,
    make_custom_field,
    make_deal,
    make_tag,
    make_task,
    make_user,
)

pytestmark = pytest.mark.django_db

ADD = url(Contact, "add")
FURTHER = {"emails-TOTAL_FORMS": 1}


def update(row, **fields) -> None:
    with booked():
        type(row).objects.filter(pk=row.pk).update(**fields)


def addresses(contact: Contact) -> list[tuple[str, bool]]:
    return list(contact.emails.order_by("email").values_list("email", "is_primary"))


def test_new_contact_comes_from_a_form_and_belongs_to_who_adds_it(as_admin, admin):
    save(as_admin, ADD, email="Jane@Example.com")

    contact = Contact.objects.get()
    assert (contact.email, contact.source, contact.owner) == ("jane@example.com", "form", admin)


def test_new_contact_has_given_no_consent(as_admin):
    save(as_admin, ADD, email="jane@example.com")

    assert not ConsentEvent.objects.exists()


def test_consent_of_a_new_contact_needs_all_of_its_parts(as_admin):
    response = save(as_admin, ADD, email="jane@example.com", consent_purpose="email_marketing")

    assert len(errors(response)) == 2
    assert not Contact.objects.exists()


def test_consent_of_a_new_contact_is_recorded(as_admin, admin):
    consent = {"consent_purpose": "email_marketing", "consent_channel": "phone", "consent_evidence": "Call"}

    save(as_admin, ADD, email="jane@example.com", **consent)

    event = ConsentEvent.objects.get()
    assert (event.kind, event.channel, event.evidence) == ("granted", "phone", "Call")
    assert (event.recorded_by, event.change_set) == (admin, ChangeSet.objects.get())
    assert Contact.objects.get().consent_given


def test_address_of_another_contact_is_refused_with_a_way_out(as_admin):
    other = make_contact(email="jane@example.com")

    response = save(as_admin, ADD, email="JANE@example.com")

    assert other.get_absolute_url() in errors(response)[0]
    assert Contact.objects.count() == 1


def test_further_address_of_another_contact_is_refused(as_admin):
    other, contact = make_contact(), make_contact()
    with booked():
        ContactEmail.objects.create(contact=other, email="jane@home.example")

    response = save(as_admin, change_page(contact), **FURTHER, **{"emails-0-email": "Jane@home.example"})

    assert other.get_absolute_url() in response.content.decode()
    assert contact.emails.count() == 1


def test_address_is_not_added_twice(as_admin):
    contact = make_contact(email="jane@example.com")

    response = save(as_admin, change_page(contact), **FURTHER, **{"emails-0-email": "jane@example.com"})

    assert "The contact has this address already." in response.content.decode()
    assert contact.emails.count() == 1


def test_further_address_becomes_the_primary_one_and_leaves_the_further_ones(as_admin):
    contact = make_contact(email="jane@example.com")
    with booked():
        ContactEmail.objects.create(contact=contact, email="jane@home.example")

    save(as_admin, change_page(contact), email="jane@home.example", **{"emails-0-DELETE": "on"})

    assert addresses(contact) == [("jane@example.com", False), ("jane@home.example", True)]


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (make_contact, "first_name"),
        (make_company, "industry"),
        (lambda: make_deal(make_contact()), "closing_reason"),
    ],
)
def test_stale_form_is_refused(as_admin, make, name):
    row = make()
    address = row.get_absolute_url()
    opened = as_admin.get(address).context["adminform"].form["opened_version"].value()
    update(row, **{name: "Joan"})

    response = save(as_admin, address, opened_version=opened, **{name: "Jane"})

    row.refresh_from_db()
    assert "Somebody else changed it since you opened it" in errors(response)[0]
    assert getattr(row, name) == "Joan"


def test_fresh_form_is_saved(as_admin):
    contact = make_contact()
    update(contact, first_name="Joan")

    assert save(as_admin, change_page(contact), first_name="Jane").status_code == HTTPStatus.FOUND
    assert Contact.objects.get().first_name == "Jane"


def test_custom_fields_are_inputs(as_admin):
    make_custom_field(key="size", label="Size", type=CustomField.Type.NUMBER)
    make_custom_field(key="colours", type=CustomField.Type.MULTIPLE_CHOICE, choices=["red", "blue"])
    contact = make_contact(custom_fields={"forgotten": "kept"})

    save(as_admin, change_page(contact), custom_value_size="42", custom_value_colours=["red"])

    contact.refresh_from_db()
    assert contact.custom_fields == {"forgotten": "kept", "size": 42, "colours": ["red"]}


def test_custom_field_that_is_cleared_is_gone(as_admin):
    make_custom_field(key="size", type=CustomField.Type.NUMBER)
    contact = make_contact(custom_fields={"size": 42})

    save(as_admin, change_page(contact), custom_value_size="")

    contact.refresh_from_db()
    assert contact.custom_fields == {}


@pytest.mark.parametrize("kind", CustomField.Type.values)
def test_custom_field_that_is_required_is_asked_for(as_admin, kind):
    make_custom_field(key="asked", type=kind, required=True, choices=["red"])

    response = save(as_admin, change_page(make_contact()))

    assert errors(response) == ["This field is required."]


def test_country_is_chosen_by_name_and_odd_ones_stay(as_admin):
    contact = make_contact(country="Atlantis")
    choices = dict(as_admin.get(change_page(contact)).context["adminform"].form.fields["country"].choices)

    save(as_admin, change_page(contact), first_name="Jane")

    assert (choices["DE"], choices["Atlantis"]) == ("Germany", "Atlantis")
    assert Contact.objects.get().country == "Atlantis"


def test_country_nobody_knows_is_refused(as_admin):
    response = save(as_admin, change_page(make_contact()), country="Atlantis")

    assert "Select a valid choice" in errors(response)[0]


def test_history_is_told_in_escaped_sentences(as_admin, admin):
    contact = make_contact(first_name="Jane")
    admin.first_name = "<b>Ada</b>"
    admin.save()

    save(as_admin, change_page(contact), first_name="<i>Joan</i>")
    page = as_admin.get(change_page(contact)).content.decode()

    assert "changed First name from Jane to &lt;i&gt;Joan&lt;/i&gt;" in page
    assert "&lt;b&gt;Ada&lt;/b&gt;" in page
    assert "<b>Ada</b>" not in page


def test_deal_is_closed_by_its_stage(as_admin):
    deal = make_deal(make_contact())
    won = type(deal.stage).objects.get(outcome="won")

    save(as_admin, deal.get_absolute_url(), stage=won.pk)

    assert Deal.objects.get().closed_at is not None


def test_history_tells_nobody_what_they_may_not_look_at(client):
    contact = make_contact()
    make_deal(contact, name="Secret deal")
    make_activity(contact, subject="Secret call")
    reader = make_user(is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename__in=["view_contact", "view_activity"]))
    client.force_login(reader)

    page = client.get(change_page(contact)).content.decode()

    assert ("Secret call" in page, "Secret deal" in page) == (True, False)


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_few_queries_whatever_the_number_of_rows(as_admin, django_assert_num_queries, rows):
    for _ in range(rows):
        contact = make_contact(company=make_company(), owner=make_user())
        with booked():
            contact.tags.add(make_tag())
    as_admin.get(url(Contact, "changelist"))

    with django_assert_num_queries(12):
        as_admin.get(url(Contact, "changelist"))


def full_contact(rows: int, owner) -> Contact:
    """A contact of whom every part of the page has so much to tell."""
    contact = make_contact(company=make_company(), owner=owner, lifecycle_stage="lead")
    for number in range(rows):
        deal = make_deal(contact, company=make_company(), owner=make_user())
        make_activity(contact, owner=make_user(), deal=deal, company=make_company())
        make_task(contact, owner=make_user(), deal=deal)
        record(contact, purpose="email_marketing", kind="withdrawn", channel="phone")
        make_custom_field(type=CustomField.Type.CHOICE, choices=["red"])
        with booked():
            contact.tags.add(make_tag())
            contact.lists.add(ContactList.objects.create(name=f"List {number}"))
            contact.emails.create(email=f"further{number}@example.com")
            contact.phones.create(number=f"030 {number}")
            contact.external_ids.create(system="erp", value=number)
    return contact


@pytest.mark.parametrize("rows", [1, 3, 11])
@pytest.mark.parametrize(("role", "queries"), [(None, 30), ("Sales rep", 30)])
def test_page_takes_few_queries_however_long_the_story(client, django_assert_num_queries, role, queries, rows):
    user = make_user(is_staff=True, is_superuser=role is None)
    user.groups.set(Group.objects.filter(name=role))
    client.force_login(user)
    contact = full_contact(rows, owner=user)
    client.get(change_page(contact))

    with django_assert_num_queries(queries):
        client.get(change_page(contact))


def test_contact_is_handed_over_and_labelled_by_one_click(client):
    rep = make_user(is_staff=True)
    rep.groups.set(Group.objects.filter(name="Sales rep"))
    client.force_login(rep)
    contact, other, tag = make_contact(owner=rep), make_user(), make_tag()

    save(client, change_page(contact), owner=other.pk, tag_choice=[tag.pk])

    contact.refresh_from_db()
    assert (contact.owner, contact.tags.get()) == (other, tag)


def test_stale_form_of_what_has_no_version_is_refused_too(as_admin):
    task = make_task(make_contact())
    address = url(type(task), "change", task.pk)
    opened = as_admin.get(address).context["adminform"].form["opened_version"].value()
    with booked():
        task.title = "Changed by somebody"
        task.save()

    response = save(as_admin, address, opened_version=opened, title="Mine")

    task.refresh_from_db()
    assert "Somebody else changed it since you opened it" in errors(response)[0]
    assert task.title == "Changed by somebody"


def test_address_of_a_contact_whom_one_may_not_see_is_refused_without_a_link(client, settings):
    settings.REPS_SEE_ALL = False
    rep = make_user(is_staff=True)
    rep.groups.set(Group.objects.filter(name="Sales rep"))
    client.force_login(rep)
    hidden = make_contact(email="jane@example.com", owner=make_user())

    response = save(client, ADD, email="jane@example.com")

    assert "Another contact has this address already" in errors(response)[0]
    assert str(hidden.pk) not in response.content.decode()


def test_consent_is_asked_for_by_those_who_may_record_it(client):
    clerk = make_user(is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=["add_contact", "view_contact"]))
    client.force_login(clerk)

    page = client.get(ADD).content.decode()
    save(client, ADD, email="jane@example.com", consent_purpose="email_marketing")

    assert "consent_purpose" not in page
    assert not ConsentEvent.objects.exists()


ADA = {"first_name": "Ada", "last_name": "Fitzgibbon", "phone": "+49 171 2222222", "city": "Ulm"}


@pytest.fixture
def known(db):
    return make_contact(email="ada@example.com", **ADA)


def test_somebody_who_is_likely_here_already_is_not_saved_at_first(as_admin, known):
    response = save(as_admin, ADD, email="ada.private@example.org", **ADA)

    page = response.content.decode()
    assert [each.contact for each in response.context["adminform"].form.lookalikes] == [known]
    assert response.context["adminform"].form.non_field_errors() == [PERHAPS_KNOWN]
    assert ("same phone" in page, known.get_absolute_url() in page, Contact.objects.count()) == (True, True, 1)


def test_somebody_else_is_saved_anyway_and_told_apart_for_good(as_admin, admin, known):
    refused = save(as_admin, ADD, email="ada.private@example.org", **ADA)
    ids = refused.context["adminform"].form.lookalike_ids()

    save(as_admin, ADD, email="ada.private@example.org", _not_a_duplicate=ids, **ADA)

    made = Contact.objects.exclude(pk=known.pk).get()
    pair = DuplicatePair.objects.get()
    assert {pair.low_id, pair.high_id} == {made.pk, known.pk}
    assert (pair.status, pair.decided_by) == ("dismissed", admin)


@pytest.mark.parametrize("ids", ["", "x", "1,2", "'; --"])
def test_odd_ids_of_people_told_apart_harm_nobody(as_admin, known, ids):
    save(as_admin, ADD, email="ada.private@example.org", _not_a_duplicate=ids, **ADA)

    assert (Contact.objects.count(), DuplicatePair.objects.count()) == (2, 0)


def test_a_change_that_makes_nobody_alike_is_not_held_up(as_admin, known):
    other = make_contact(email="ada.private@example.org", **ADA)

    save(as_admin, url(Contact, "change", other.pk), title="CTO")

    other.refresh_from_db()
    assert other.title == "CTO"
