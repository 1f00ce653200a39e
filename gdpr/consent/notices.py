"""The texts that people are shown when they are asked: every version is kept whole."""

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from crm.models import User
from gdpr.exceptions import NotPermitted
from gdpr.models import NoticeText, Purpose

PUBLISH = "gdpr.add_noticetext"


@transaction.atomic
def publish(purpose: Purpose, *, text: str, by: User | None, language: str = "") -> NoticeText:
    """Show people this text from now on. The versions before stay, for entries of the ledger name them.

    A text that is published already is not published a second time. Raises `NotPermitted`.
    """
    if by and not by.has_perm(PUBLISH):
        raise NotPermitted(permission=PUBLISH)
    language = language or settings.LANGUAGE_CODE
    # Two at once would give their texts the same number.
    Purpose.objects.select_for_update().get(pk=purpose.pk)
    versions = NoticeText.objects.filter(purpose=purpose, language=language)
    newest = versions.order_by("-version").first()
    if newest and newest.text == text:
        return newest
    number = (versions.aggregate(Max("version"))["version__max"] or 0) + 1
    return NoticeText.objects.create(purpose=purpose, language=language, version=number, text=text, made_by=by)


def current_notice(purpose: Purpose, language: str = "") -> NoticeText | None:
    """The newest text in the language, else in that of the installation, else in any; None where there is none."""
    newest = purpose.notices.order_by("language", "-version").distinct("language")
    by_language = {notice.language: notice for notice in newest}
    for known in (language, language.partition("-")[0], settings.LANGUAGE_CODE):
        if known in by_language:
            return by_language[known]
    return next(iter(by_language.values()), None)
