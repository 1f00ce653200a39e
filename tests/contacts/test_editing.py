"""Writing one row."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.utils import timezone

from contacts.editing import add, edit
from contacts.exceptions import BelongsToOthers, EmailTaken, NotAllowed, Taken
from contacts.models import (
    Activity,
    ChangeSet,
    Company,
    Contact,
    ContactTag,
    CustomField,
    Deal,
    Stage,
    Tag,
    Task,
)
from tests.factories import (
    booked,
    make_company,
    make_contact,
    make_custom_field,
    make_deal,
    make_tag,
    make_user,
)

pytestmark = pytest.mark.django_db

BY_API = {"by": None, "door": ChangeSet.Door.API}


def by_api() -> list[str]:
    return list(ChangeSet.objects.filter(door="api").values_list("kind", flat=True))


def test_new_row_that_is_not_sound_is_refused():
    with pytest.raises(ValidationError, match="Say which contact, company or deal"):
        add(Activity(kind="note"), **BY_API)

    assert by_api() == []


def test_new_row_at_a_time_that_not_every_time_zone_has_is_refused():
    moment = datetime(9999, 12, 31, 23, 59, tzinfo=ZoneInfo("America/New_York"))

    with pytest.raises(ValidationError) as caught:
        add(Task(title="Call", due_at=moment), **BY_API)

    assert caught.value.message_dict == {"due_at": ["Give a time between the years 1900 and 3000."]}


def test_new_row_whose_name_is_taken_is_refused():
    make_tag(name="Hot")

    with pytest.raises(Taken, match=r"A tag with this name exists already\. Use that one, or choose another\."):
        add(Tag(name="hot"), **BY_API)


def test_new_contact_whose_address_is_taken_is_refused():
    make_contact(email="jane@example.com")

    with pytest.raises(EmailTaken):
        add(Contact(email="Jane@example.com", source=Contact.Source.API), **BY_API)


def test_new_row_lacks_no_custom_field_that_is_required():
    make_custom_field(key="size", label="Size", required=True, subject=CustomField.Subject.COMPANY)

    with pytest.raises(ValidationError, match="This field is required"):
        add(Company(name="Acme"), **BY_API)


def test_new_row_is_written_in_its_canonical_form():
    company = add(Company(name="Acme", domain="https://www.ACME.com/about"), **BY_API)

    company.refresh_from_db()
    assert (company.domain, by_api()) == ("acme.com", ["edit"])


def test_change_of_what_belongs_to_others_is_refused():
    contact = make_contact(owner=make_user())

    with pytest.raises(BelongsToOthers):
        edit(contact, {"city": "Berlin"}, by=make_user(), door=ChangeSet.Door.API)

    assert by_api() == []


def test_change_of_a_deleted_row_is_refused():
    contact = make_contact()
    with booked():
        Contact.objects.soft_delete()

    with pytest.raises(Contact.DoesNotExist):
        edit(contact, {"city": "Berlin"}, **BY_API)


def test_change_of_an_erased_contact_is_refused():
    contact = make_contact()
    with booked():
        Contact.objects.update(erased_at=timezone.now(), deleted_at=timezone.now())

    with pytest.raises(Contact.DoesNotExist):
        edit(contact, {"city": "Berlin"}, **BY_API)


def test_change_to_a_value_that_is_not_sound_is_refused():
    with pytest.raises(ValidationError):
        edit(make_contact(), {"linkedin_url": "nowhere"}, **BY_API)


def test_change_to_an_address_of_somebody_else_is_refused():
    jane = make_contact()
    with booked():
        jane.emails.create(email="jane@home.example")

    with pytest.raises(EmailTaken):
        edit(make_contact(), {"email": "Jane@home.example"}, **BY_API)


def test_change_that_breaks_a_rule_of_the_whole_row_is_refused():
    with booked():
        note = Activity.objects.create(kind="note", contact=make_contact())

    with pytest.raises(ValidationError, match="Say which contact, company or deal"):
        edit(note, {"contact": None}, **BY_API)


def test_change_to_a_domain_that_is_taken_is_refused():
    make_company(domain="acme.com")

    with pytest.raises(Taken, match="A company with this domain exists already"):
        edit(make_company(), {"domain": "ACME.com"}, **BY_API)


def test_change_to_what_is_there_writes_nothing():
    contact = make_contact(city="Berlin")

    assert edit(contact, {"city": " Berlin"}, **BY_API, tags=[]).version == 1
    assert by_api() == []


def test_what_others_changed_meanwhile_stays():
    contact = make_contact()
    edit(contact, {"first_name": "Jane"}, **BY_API)

    changed = edit(contact, {"last_name": "Doe"}, **BY_API)

    assert (str(changed), str(Contact.objects.get())) == ("Jane Doe", "Jane Doe")


def test_what_the_row_had_before_is_not_judged_by_a_newer_rule():
    contact = make_contact(linkedin_url="nowhere")

    assert edit(contact, {"city": "Berlin"}, **BY_API).city == "Berlin"


def test_former_address_stays_a_way_to_the_contact():
    contact = make_contact(email="jane@example.com")

    edit(contact, {"email": "doe@example.com"}, **BY_API)

    assert list(contact.emails.values_list("email", "is_primary")) == [
        ("jane@example.com", False),
        ("doe@example.com", True),
    ]
    assert edit(contact, {"email": "jane@example.com"}, **BY_API).email == "jane@example.com"


def test_what_follows_from_a_change_is_written_too():
    deal = make_deal(make_contact(), amount=5)

    edit(deal, {"stage": Stage.objects.get(name="Won")}, **BY_API)

    assert Deal.objects.get().closed_at is not None


def test_custom_fields_are_changed_key_by_key():
    for key in ("size", "colour"):
        make_custom_field(key=key)
    contact = make_contact(custom_fields={"size": "L", "colour": "red"})

    edit(contact, {"custom_fields": {"size": "XL"}}, **BY_API)
    changed = edit(contact, {"custom_fields": {"colour": None}}, **BY_API)

    assert changed.custom_fields == {"size": "XL"}


def test_custom_field_that_is_no_longer_defined_stays_until_it_is_taken_out():
    make_custom_field(key="size")
    contact = make_contact(custom_fields={"shade": "dark"})

    with pytest.raises(ValidationError, match="There is no such custom field"):
        edit(contact, {"custom_fields": {"shade": "light"}}, **BY_API)

    given = {"shade": "dark", "size": "L"}
    assert edit(contact, {"custom_fields": given}, **BY_API).custom_fields == given
    assert edit(contact, {"custom_fields": {"size": "L"}}, **BY_API).custom_fields == given
    assert edit(contact, {"custom_fields": {"shade": None}}, **BY_API).custom_fields == {"size": "L"}


def test_tags_are_changed_with_the_columns_in_one_change_set():
    old, new = make_tag(), make_tag()
    contact = make_contact()
    with booked():
        contact.tags.add(old)

    edit(contact, {"city": "Berlin"}, **BY_API, tags=[new])

    assert (list(contact.tags.all()), by_api()) == ([new], ["edit"])


def test_contact_that_is_handed_on_is_tagged_by_whoever_had_it():
    user, tag = make_user(), make_tag()
    user.user_permissions.set(Permission.objects.filter(codename__in=["change_contact", "add_contacttag", "view_tag"]))
    contact = make_contact(owner=user)

    edit(contact, {"owner": make_user()}, by=user, door=ChangeSet.Door.API, tags=[tag])

    assert list(contact.tags.all()) == [tag]


def test_columns_stay_where_the_user_may_not_tag():
    user = make_user()
    user.user_permissions.set(Permission.objects.filter(codename="change_contact"))
    contact = make_contact(owner=user)

    with pytest.raises(NotAllowed, match=r"contacts\.add_contacttag"):
        edit(contact, {"city": "Berlin"}, by=user, door=ChangeSet.Door.API, tags=[make_tag()])

    assert (Contact.objects.get().city, by_api()) == ("", [])


def test_tags_alone_can_be_changed():
    contact, tag = make_contact(), make_tag()

    edit(contact, {}, **BY_API, tags=[tag])
    edit(contact, {}, **BY_API, tags=[tag])

    assert (list(contact.tags.all()), by_api()) == ([tag], ["edit"])


def test_deleted_tag_that_a_contact_bears_stays_for_its_return():
    contact, tag = make_contact(), make_tag()
    edit(contact, {}, **BY_API, tags=[tag])
    with booked():
        Tag.objects.soft_delete()

    edit(contact, {}, **BY_API, tags=[])

    assert ContactTag.objects.get().tag == tag
