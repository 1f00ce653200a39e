"""Work of all kinds on four contacts, to be drawn at random."""

from contextlib import suppress
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Case, Value, When
from django.utils import timezone
from hypothesis import strategies as st

from contacts.exceptions import CannotMerge
from contacts.merging import merge, plan_merge
from contacts.models import (
    Activity,
    ChangeSet,
    Company,
    Contact,
    ContactEmail,
    ContactList,
    ContactPhone,
    ContactTag,
    ExternalId,
    ListMember,
    Tag,
)
from tests.factories import booked, make_company, make_contact, make_tag

MOST_CONTACTS = 6
PHONES = {"": "", "a": "030 901820", "b": "+44 20 7946 0018", "c": "no number"}
COUNTRIES = {"": "", "a": "DE", "b": "GB", "c": "Atlantis"}


def populate() -> None:
    for name in "abcd":
        make_contact(email=f"{name}@example.com", title=name, company=make_company())
    for name in ("one", "two"):
        make_tag(name=name)
    with booked():
        ContactList.objects.create(name="Newsletter")


def perform(work: list[tuple]) -> ChangeSet:
    """Do all of it, but for what the database refuses, as one change set."""
    with booked() as made:
        for operation, *arguments in work:
            with suppress(IntegrityError), transaction.atomic():
                operation(*arguments)
    return made


def person(number: int) -> Contact:
    return Contact.objects.order_by("created_at", "pk")[number]


def edit(number: int, name: str, word: str) -> None:
    contact = person(number)
    setattr(contact, name, {"phone": PHONES, "country": COUNTRIES}.get(name, {}).get(word, word))
    contact.save()


def edit_custom(number: int, key: str, word: str) -> None:
    contact = person(number)
    contact.custom_fields = {name: value for name, value in (contact.custom_fields | {key: word}).items() if value}
    contact.save()


def employ(number: int, name: str) -> None:
    company, _ = Company.objects.get_or_create(name=name or "None", deleted_at=None)
    Contact.objects.filter(pk=person(number).pk).update(company=company if name else None)


def address(number: int, email: str) -> None:
    Contact.objects.filter(pk=person(number).pk).update(email=email)


def swap_addresses(one: int, other: int) -> None:
    pair = person(one), person(other)
    emails = Case(When(pk=pair[0].pk, then=Value(pair[1].email)), default=Value(pair[0].email))
    Contact.objects.filter(pk__in=[contact.pk for contact in pair]).update(email=emails)


def toggle_address(number: int, email: str) -> None:
    contact = person(number)
    removed, _ = contact.emails.filter(email=email, is_primary=False).delete()
    if not removed and contact.email != email:
        ContactEmail.objects.create(contact=contact, email=email, live=contact.is_live)


def bounce(number: int, email: str) -> None:
    ContactEmail.objects.filter(contact=person(number), email=email).update(bounced_at=timezone.now())


def toggle(model: type, **columns: Any) -> None:
    if not model.objects.filter(**columns).delete()[0]:
        model.objects.create(**columns)


def toggle_tag(number: int, name: str) -> None:
    toggle(ContactTag, contact=person(number), tag=Tag.objects.get(name=name))


def toggle_part(number: int, kind: str) -> None:
    if kind == "list":
        toggle(ListMember, contact=person(number), list=ContactList.objects.get())
    elif kind == "phone":
        toggle(ContactPhone, contact=person(number), number="030 1234567")
    else:
        toggle(ExternalId, contact=person(number), system="shop", value="7")


def note(number: int, word: str) -> None:
    contact = person(number)
    activity = contact.activities.first() or contact.activities.create(kind="note", subject="Note")
    Activity.objects.filter(pk=activity.pk).update(body=word, deleted_at=None)


def delete(number: int) -> None:
    Contact.objects.filter(pk=person(number).pk).soft_delete()


def restore(number: int) -> None:
    Contact.objects.filter(pk=person(number).pk, merged_into=None).restore()


def create(email: str) -> None:
    if Contact.objects.count() < MOST_CONTACTS:
        contact = Contact.objects.create(email=email, source="form", company=Company.objects.last())
        contact.contact_tags.create(tag=Tag.objects.first())
        contact.activities.create(kind="note", subject="New")


def join(one: int, other: int) -> None:
    with suppress(CannotMerge):
        merge(plan_merge(person(one), [person(other)]), by=None, door=ChangeSet.Door.COMMAND)


def _one(operation: Any, *arguments: Any) -> st.SearchStrategy:
    return st.tuples(st.just(operation), *arguments)


_people = st.integers(0, 3)
_words = st.sampled_from(["", "a", "b", "c"])
_emails = st.sampled_from([f"{name}@example.com" for name in "abcdef"])
operations = st.one_of(
    _one(edit, _people, st.sampled_from(["title", "city", "postal_code", "phone", "country"]), _words),
    _one(edit_custom, _people, st.sampled_from(["x", "y"]), _words),
    _one(employ, _people, _words),
    _one(address, _people, _emails),
    _one(swap_addresses, _people, _people),
    _one(toggle_address, _people, _emails),
    _one(bounce, _people, _emails),
    _one(toggle_tag, _people, st.sampled_from(["one", "two"])),
    _one(toggle_part, _people, st.sampled_from(["list", "phone", "id"])),
    _one(note, _people, _words),
    _one(delete, _people),
    _one(restore, _people),
    _one(create, _emails),
    _one(join, _people, _people),
)
change_sets = st.lists(operations, min_size=1, max_size=4)
