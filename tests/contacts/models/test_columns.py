"""Kinds of columns."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from contacts.models import Activity, Deal, Stage, Task
from contacts.models.columns import EARLIEST, LATEST, within_calendar
from tests.factories import make_activity, make_contact, make_deal, make_task

NEW_YORK, BERLIN = ZoneInfo("America/New_York"), ZoneInfo("Europe/Berlin")
FAR_OFF = [datetime(9999, 12, 31, 23, 59, tzinfo=NEW_YORK), datetime(1, 1, 1, tzinfo=BERLIN)]
COLUMNS = [(Activity, "occurred_at"), (Task, "due_at"), (Task, "done_at"), (Deal, "closed_at")]
MAKE = {Activity: make_activity, Task: make_task, Deal: make_deal}


@pytest.mark.parametrize("moment", [*FAR_OFF, EARLIEST - timedelta(microseconds=1), LATEST])
def test_time_that_not_every_time_zone_has_is_refused(moment):
    with pytest.raises(ValidationError, match="between the years 1900 and 3000"):
        within_calendar(moment)


@pytest.mark.parametrize("moment", [EARLIEST, datetime(2026, 3, 2, tzinfo=UTC), LATEST - timedelta(microseconds=1)])
def test_time_of_the_calendar_is_taken(moment):
    assert within_calendar(moment) is None


@pytest.mark.parametrize("moment", FAR_OFF)
@pytest.mark.parametrize(("model", "column"), COLUMNS)
def test_forms_refuse_a_time_that_is_far_off(model, column, moment):
    with pytest.raises(ValidationError) as caught:
        model(**{column: moment}).clean_fields()

    assert [error.code for error in caught.value.error_dict[column]] == ["out_of_range"]


@pytest.mark.django_db
@pytest.mark.parametrize("moment", [EARLIEST - timedelta(days=1), LATEST])
@pytest.mark.parametrize(("model", "column"), COLUMNS)
def test_database_refuses_a_time_that_is_far_off(model, column, moment):
    # Open deals have no time of closing.
    fields = {"stage": Stage.objects.get(name="Won")} if model is Deal else {}

    with pytest.raises(IntegrityError, match="within_calendar"):
        MAKE[model](make_contact(), **fields, **{column: moment})
