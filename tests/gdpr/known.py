"""Somebody who stands in every place where the program can keep something about a person."""

from pathlib import Path

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from contacts import exporting
from contacts.importing.planning import plan_file
from contacts.models import ChangeSet, Contact, ContactEmail, ContactPhone, ExportRun
from contacts.selection import Selection
from crm.models import User
from gdpr.access import make_package
from gdpr.consent import record
from gdpr.subject_requests import open_request
from tests.factories import (
    booked,
    make_activity,
    make_contact,
    make_deal,
    make_pair,
    make_task,
    make_view,
)
from tests.spreadsheets import bring_in, write

FIRST, LAST = "Zanzibar", "Quoxley"
EMAIL, PHONE = "zanzibar.quoxley@example.com", "+49 30 98765432"
# In whatever place something is left, one of these is.
WORDS = ("zanzibar", "quoxley", "98765432")
ROW = [["email", "first_name", "last_name", "phone", "notes"], [EMAIL, FIRST, LAST, PHONE, f"Spoke with {FIRST}"]]


def make_known_everywhere(folder: Path, user: User) -> Contact:
    """Asked before we knew them; imported, edited, called, exported, packed, looked for, and mentioned."""
    open_request(kind="access", channel="email", email=EMAIL, message=f"{FIRST} asks", by=None)
    bring_in(write(folder, ROW, f"{LAST}.csv"), by=user)
    person = Contact.objects.get(email=EMAIL)
    _edit(person)
    make_pair(person, make_contact())
    make_task(person, title=f"Call {FIRST}")
    make_deal(person, name=f"Boat for {LAST}", amount=7)
    record(person, purpose="email_marketing", kind="granted", channel="phone", evidence=f"{FIRST} said so")
    _export(user)
    make_package(person, by=None)
    _plan_import(folder)
    _leave_in_logs(person, user)
    _mention()
    return person


def _edit(person: Contact) -> None:
    with booked():
        Contact.objects.filter(pk=person.pk).update(last_name=f"{LAST}-Smith", custom_fields={"colour": LAST})
        ContactEmail.objects.create(contact=person, email="zanzibar@home.example")
        ContactPhone.objects.create(contact=person, number="030 98765432 99").delete()


def _export(user: User) -> None:
    run = exporting.keep(Selection(), kind="csv", by=None, door=ChangeSet.Door.ADMIN)
    exporting.make_file(run)
    ExportRun.objects.filter(pk=run.pk).update(created_by=user, contacts=f"Contacts found by “{FIRST} {LAST}”")


def _plan_import(folder: Path) -> None:
    plan_file(write(folder, [ROW[0], ["new@example.com", FIRST, LAST, PHONE, ""]], "planned.csv"))


def _leave_in_logs(person: Contact, user: User) -> None:
    kind = ContentType.objects.get_for_model(Contact)
    LogEntry.objects.create(
        user=user, content_type=kind, object_id=str(person.pk), object_repr=f"{FIRST} {LAST}", action_flag=2
    )
    session = SessionStore()
    session["_messages"] = f"The contact “{FIRST} {LAST}” was changed."
    session["kept"] = "something else"
    session.save()
    make_view({"field": "email", "op": "eq", "value": EMAIL}, created_by=user)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status) VALUES ('q', 't', %s, 'failed')",
            [f'{{"email": "{EMAIL}"}}'],
        )


def _mention() -> None:
    """Texts about others; that of the task says something else by now."""
    other = make_contact(first_name="Ann", last_name="Miller")
    make_activity(other, subject="Call", body=f"She recommends {FIRST} {LAST}, under {PHONE}.")
    task = make_task(other, title=f"Ask Mr {LAST} first")
    with booked():
        type(task).objects.filter(pk=task.pk).update(title="Ask him first")
