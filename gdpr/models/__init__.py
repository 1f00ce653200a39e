"""One module per aggregate."""

from gdpr.models.consent import ConsentEvent
from gdpr.models.purpose import FULL, NoticeText, Purpose

__all__ = ["FULL", "ConsentEvent", "NoticeText", "Purpose"]
