"""One module per aggregate."""

from gdpr.models.consent import ConsentEvent
from gdpr.models.erasure import Erasure, ErasureNotice, ErasureTrace, Mention
from gdpr.models.purpose import FULL, NoticeText, Purpose
from gdpr.models.suppression import Suppression

__all__ = [
    "FULL",
    "ConsentEvent",
    "Erasure",
    "ErasureNotice",
    "ErasureTrace",
    "Mention",
    "NoticeText",
    "Purpose",
    "Suppression",
]
