"""People of whom every table knows something, each with a word of their own in every column that can hold one."""

import json
from itertools import count
from typing import Any

from django.db import models

from contacts.models import Contact, ContactEmail, ContactList, ContactPhone, ExternalId, ImportPlanRow, ImportRun
from gdpr.classification import exported
from gdpr.consent import record
from gdpr.models import ConsentEvent, RequestStep, SubjectPackage
from gdpr.personal_data import declarations, declared
from gdpr.retention import place_hold
from gdpr.subject_requests import open_request
from tests.factories import booked, make_activity, make_company, make_contact, make_deal, make_tag, make_task


def make_known(word: str) -> Contact:
    """A contact with a row in every table that is about people."""
    contact = make_contact(
        first_name=f"{word}first",
        last_name=f"{word}last",
        email=f"{word}@example.com",
        company=make_company(name=f"{word}works"),
    )
    with booked():
        ContactEmail.objects.create(contact=contact, email=f"{word}.home@example.com")
        ContactPhone.objects.create(contact=contact, number=f"{word}number")
        ExternalId.objects.create(contact=contact, system=f"{word}system", value=f"{word}value")
        contact.contact_tags.create(tag=make_tag(name=f"{word}tag"))
        contact.list_members.create(list=ContactList.objects.create(name=f"{word}list"))
        contact.list_pins.create(list=ContactList.objects.create(name=f"{word}pins"), always=True)
    run = ImportRun.objects.create(file_name="people.csv")
    run.import_rows.create(line=1, contact=contact, outcome="u")
    ImportPlanRow.objects.create(run=run, line=1, disposition="u", contact=contact, changes={"city": f"{word}city"})
    make_activity(contact, subject=f"{word}subject", body=f"{word}body")
    make_task(contact, title=f"{word}title")
    make_deal(contact, name=f"{word}deal", closing_reason=f"{word}closing")
    record(contact, purpose="email_marketing", kind="granted", channel="phone", evidence=f"{word}evidence")
    request = open_request(kind="access", channel="email", email=contact.email, message=f"{word}message", by=None)
    RequestStep.objects.create(request=request, kind="note", note=f"{word}note")
    place_hold(contact, reason=f"{word}reason", by=None)
    contact.notices.create(channel="email", given_on="2025-01-01")
    SubjectPackage.objects.create(contact=contact, expires_at=contact.created_at, file=f"{word}file")
    return contact


# What `make_known` has written there cannot be changed any more.
WRITTEN_ONCE = (ConsentEvent, RequestStep)


def plant(contact: Contact, word: str) -> list[str]:
    """Write a canary into every text column that is exported of rows about the contact; returns the canaries."""
    canaries = [
        text
        for texts in (
            ConsentEvent.objects.filter(contact=contact).values_list("evidence", flat=True),
            RequestStep.objects.filter(request__contact=contact).exclude(note="").values_list("note", flat=True),
        )
        for text in texts
    ]
    numbers = count(1)
    for model in filter(exported, declarations()):
        path = declared(model).subject
        rows = model._base_manager.filter(**{"pk" if path == "self" else path: contact.pk})
        for column in exported(model):
            if is_plantable(column) and model not in WRITTEN_ONCE:
                canary = f"{word}{next(numbers)}q"
                value: Any = {"key": canary} if isinstance(column, models.JSONField) else planted(column, canary)
                # Of several, one: two addresses cannot be the same.
                last = rows.order_by("pk").values_list("pk", flat=True).last()
                with booked():
                    planted_rows = rows.filter(pk=last).update(**{column.name: value})
                # A table without a row would let its columns pass unseen.
                assert planted_rows == 1, column
                canaries.append(canary)
    return canaries


def is_plantable(column: models.Field) -> bool:
    """Whether the column takes any text: others follow, or hold a word of a list."""
    kinds = (models.CharField, models.TextField, models.JSONField)
    is_kept = column.name in {"person", "name_key", "file", "phone_e164", "mobile_e164", "e164"}
    is_short = isinstance(column, models.CharField) and (column.max_length or 99) < 16
    return isinstance(column, kinds) and not (column.choices or column.generated or is_kept or is_short)


def planted(column: models.Field, canary: str) -> str:
    if isinstance(column, models.EmailField):
        return f"{canary}@example.com"
    return f"https://{canary}.example" if isinstance(column, models.URLField) else canary


def told(package: dict[str, bytes]) -> str:
    """All that stands in the files of a package."""
    return "\n".join(content.decode() for content in package.values())


def rows_of(package: dict[str, bytes], kind: str) -> list[dict[str, Any]]:
    return json.loads(package["data.json"])["kinds"][kind]
