"""Plain functions that make rows for tests, booked on a change set as every write is."""

from itertools import count
from typing import Any

from contacts.history import change_set
from contacts.models import (
    Activity,
    ChangeSet,
    Company,
    Contact,
    ContactList,
    CustomField,
    Deal,
    DuplicatePair,
    SavedView,
    Stage,
    Tag,
    Task,
)
from crm.models import User

_numbers = count(1)


def booked(**fields: Any):
    """A change set for the writes of a test."""
    fields = {"kind": ChangeSet.Kind.EDIT, "door": ChangeSet.Door.COMMAND} | fields
    return change_set(fields.pop("kind"), **fields)


def make_user(**fields: Any) -> User:
    fields.setdefault("username", f"user{next(_numbers)}")
    return User.objects.create_user(**fields)


def make_contact(**fields: Any) -> Contact:
    fields = {"email": f"person{next(_numbers)}@example.com", "source": Contact.Source.FORM} | fields
    return _make(Contact, fields)


def make_company(**fields: Any) -> Company:
    return _make(Company, {"name": f"Company {next(_numbers)}"} | fields)


def make_tag(**fields: Any) -> Tag:
    return _make(Tag, {"name": f"Tag {next(_numbers)}"} | fields)


def make_custom_field(**fields: Any) -> CustomField:
    number = next(_numbers)
    return _make(CustomField, {"key": f"field{number}", "label": f"Field {number}"} | fields)


def make_activity(contact: Contact, **fields: Any) -> Activity:
    return _make(Activity, {"contact": contact, "kind": Activity.Kind.CALL} | fields)


def make_task(contact: Contact, **fields: Any) -> Task:
    return _make(Task, {"contact": contact, "title": f"Task {next(_numbers)}"} | fields)


def make_deal(contact: Contact, **fields: Any) -> Deal:
    fields.setdefault("stage", Stage.objects.first())
    return _make(Deal, {"contact": contact, "name": f"Deal {next(_numbers)}"} | fields)


def make_list(*leaves: dict[str, Any], **fields: Any) -> ContactList:
    """A dynamic list of those for whom all of the conditions hold."""
    dynamic = {"name": f"List {next(_numbers)}", "type": ContactList.Type.DYNAMIC, "filters": {"all": list(leaves)}}
    return _make(ContactList, dynamic | fields)


def make_static_list(**fields: Any) -> ContactList:
    """A list that is filled by hand."""
    return _make(ContactList, {"name": f"List {next(_numbers)}", "type": ContactList.Type.STATIC} | fields)


def make_view(*leaves: dict[str, Any], **fields: Any) -> SavedView:
    """A view of those for whom all of the conditions hold; saved where it has a name."""
    owner = fields.pop("created_by", None) or make_user()
    return SavedView.objects.create(created_by=owner, **{"filters": {"all": list(leaves)} if leaves else {}} | fields)


def _make(model: type, fields: dict[str, Any]) -> Any:
    with booked():
        return model.objects.create(**fields)


def make_pair(one: Contact | None = None, other: Contact | None = None, **fields: Any) -> DuplicatePair:
    low, high = sorted((one or make_contact(), other or make_contact()), key=lambda contact: contact.pk)
    reasons = [["phone", "same phone", 3.6], ["first name", "first name differs", -0.4], ["base", "often", 0.2]]
    fields = {"probability": 0.995, "reasons": reasons, "model_version": 1, "fingerprint": "print"} | fields
    return DuplicatePair.objects.create(low=low, high=high, **fields)
