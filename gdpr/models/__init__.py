"""One module per aggregate."""

from gdpr.models.consent import ConsentEvent
from gdpr.models.erasure import Erasure, ErasureNotice, ErasureTrace, Mention
from gdpr.models.notice import Notice
from gdpr.models.purpose import FULL, NoticeText, Purpose
from gdpr.models.retention import LegalHold, RetentionRule, RetentionRun
from gdpr.models.subject_package import SubjectPackage
from gdpr.models.subject_request import RequestStep, SubjectRequest, UnconfirmedRequest
from gdpr.models.suppression import Suppression

__all__ = [
    "FULL",
    "ConsentEvent",
    "Erasure",
    "ErasureNotice",
    "ErasureTrace",
    "LegalHold",
    "Mention",
    "Notice",
    "NoticeText",
    "Purpose",
    "RequestStep",
    "RetentionRule",
    "RetentionRun",
    "SubjectPackage",
    "SubjectRequest",
    "Suppression",
    "UnconfirmedRequest",
]
