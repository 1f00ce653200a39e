"""Every column of every table, classified."""

import pytest
from django.contrib.sessions.models import Session

from contacts.models import Activity, Contact, Stage
from crm.models import User
from crm.privacy import Sort, Use
from gdpr.classification import Erasure, classified
from gdpr.personal_data import declarations

ALL = {(each.model, each.column.name): each for each in classified()}


def told(model, column: str) -> tuple:
    each = ALL[model, column]
    return each.sort, each.purpose, each.erasure, each.is_exported


def test_every_column_of_every_table_is_classified_once():
    columns = [(model, field.name) for model in declarations() for field in model._meta.local_concrete_fields]

    assert [(each.model, each.column.name) for each in classified()] == columns


def test_table_that_knows_nothing_tells_nothing():
    assert told(Stage, "name") == (Sort.NONE, None, Erasure.KEPT, False)


@pytest.mark.parametrize(
    ("model", "column", "expected"),
    [
        (Contact, "phone", (Sort.PERSONAL, Use.RELATIONS, Erasure.BLANKED, True)),
        (Contact, "first_name", (Sort.PERSONAL, Use.RELATIONS, Erasure.REPLACED, True)),
        (Contact, "lead_status", (Sort.NONE, Use.RELATIONS, Erasure.KEPT, True)),
        (Contact, "name_key", (Sort.PERSONAL, Use.RELATIONS, Erasure.BLANKED, False)),
        (Activity, "body", (Sort.FREE_TEXT, Use.RELATIONS, Erasure.BLANKED, True)),
        (User, "email", (Sort.PERSONAL, Use.STAFF, Erasure.KEPT, False)),
        (User, "password", (Sort.CREDENTIAL, Use.STAFF, Erasure.KEPT, False)),
        (Session, "session_data", (Sort.CREDENTIAL, Use.STAFF, Erasure.BLANKED, False)),
    ],
)
def test_column_is_classified_as_its_model_says(model, column, expected):
    assert told(model, column) == expected


def test_history_is_classified_as_its_table():
    versions = Activity.pgh_event_model

    assert told(versions, "body")[:3] == told(Activity, "body")[:3]
    assert (ALL[versions, "body"].is_history, ALL[Activity, "body"].is_history) == (True, False)


def test_history_is_not_exported():
    versions = Activity.pgh_event_model

    assert [ALL[versions, name].is_exported for name in ("pgh_created_at", "body", "xid")] == [False, False, False]
