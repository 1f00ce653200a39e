"""The texts that people are shown."""

import pytest
from django.db import DatabaseError, connection, transaction

from gdpr.consent import current_notice, publish, record
from gdpr.exceptions import NotPermitted, TextOfAnotherPurpose
from gdpr.models import NoticeText, Purpose
from tests.factories import make_contact, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def marketing(db) -> Purpose:
    return Purpose.objects.get(key="email_marketing")


def test_purpose_without_a_text_shows_none(marketing):
    assert current_notice(marketing) is None


def test_publishing_takes_the_permission(marketing):
    with pytest.raises(NotPermitted, match=r"gdpr\.add_noticetext"):
        publish(marketing, text="Our news", by=make_user())


def test_same_text_is_no_new_version(marketing):
    assert publish(marketing, text="Our news", by=None) == publish(marketing, text="Our news", by=None)


def test_versions_are_counted_for_each_purpose_and_language(marketing, admin):
    other = Purpose.objects.get(key="data_processing")

    made = [
        publish(marketing, text="One", by=admin),
        publish(marketing, text="Two", by=admin),
        publish(marketing, text="Eins", language="de", by=admin),
        publish(other, text="One", by=admin),
    ]

    assert [(text.language, text.version, text.made_by) for text in made] == [
        ("en", 1, admin),
        ("en", 2, admin),
        ("de", 1, admin),
        ("en", 1, admin),
    ]


@pytest.mark.parametrize(
    ("asked", "shown"), [("de", "Zwei"), ("de-at", "Zwei"), ("fr", "Two"), ("", "Two"), ("en-gb", "Two")]
)
def test_newest_text_in_the_language_that_is_asked_for(marketing, asked, shown):
    for language, text in (("en", "One"), ("en", "Two"), ("de", "Eins"), ("de", "Zwei")):
        publish(marketing, text=text, language=language, by=None)

    assert current_notice(marketing, asked).text == shown


@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        ("UPDATE gdpr_noticetext SET text = 'Another'", "text can only be blanked"),
        ("UPDATE gdpr_noticetext SET text = ''", "text can only be blanked"),
        ("UPDATE gdpr_noticetext SET version = 2", "version can only be blanked"),
        ("DELETE FROM gdpr_noticetext", "its rows cannot be deleted"),
        ("TRUNCATE gdpr_noticetext CASCADE", "it cannot be truncated"),
    ],
)
def test_article_7_texts_stay_as_they_were_shown(marketing, statement, refusal):
    publish(marketing, text="Our news", by=None)

    connection.check_constraints()
    with pytest.raises(DatabaseError, match=refusal), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert NoticeText.objects.get().text == "Our news"


def test_entry_names_the_text_of_its_own_purpose_only(marketing):
    notice = publish(marketing, text="Our news", by=None)
    said = {"kind": "granted", "channel": "form", "evidence": "form", "notice": notice}

    with pytest.raises(TextOfAnotherPurpose, match="belongs to another purpose"):
        record(make_contact(), purpose="data_processing", **said)

    assert record(make_contact(), purpose="email_marketing", **said).notice == notice
