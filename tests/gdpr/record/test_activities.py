"""The activities of the record."""

import pytest

from crm.privacy import Sort, Use
from gdpr.record import activities

BY_USE = {activity.use: activity for activity in activities()}


def test_activities_follow_the_order_of_the_uses():
    assert list(BY_USE) == [use for use in Use if use in BY_USE]


def test_use_of_no_table_that_tells_about_people_is_no_activity():
    assert Use.RUNNING not in BY_USE


def test_activity_names_what_its_tables_tell():
    staff = BY_USE[Use.STAFF]

    assert staff.tables == ("Users", "Sessions", "Auth tokens")
    assert staff.data == {
        Sort.PERSONAL: ("last login", "username", "first name", "last name", "email address"),
        Sort.CREDENTIAL: ("password", "session key", "session data", "digest", "token key"),
    }


def test_histories_are_told_with_their_tables():
    names = {name for activity in BY_USE.values() for name in activity.tables}

    assert {name for name in names if name.endswith("events")} == {"Consent events"}


@pytest.mark.parametrize("use", list(BY_USE))
def test_activity_says_of_whom_why_to_whom_and_how_long(use):
    facts = BY_USE[use].circumstances

    assert all([facts.people, facts.basis, facts.recipients, facts.period])


def test_period_of_files_follows_the_settings(settings):
    settings.KEEP_FILES_DAYS = 7

    (files,) = (each for each in activities() if each.use is Use.IN_AND_OUT)

    expected = "files and previews 7 days, files of exports a day; what was done, for good"
    assert files.circumstances.period == expected
