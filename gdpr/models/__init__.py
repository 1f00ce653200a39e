"""One module per aggregate."""

from gdpr.models.consent import ConsentEvent, Purpose
from gdpr.models.notice import Notice
from gdpr.models.retention import LegalHold, RetentionRule, RetentionRun
from gdpr.models.subject_package import SubjectPackage
from gdpr.models.subject_request import RequestStep, SubjectRequest, UnconfirmedRequest

__all__ = [
    "ConsentEvent",
    "LegalHold",
    "Notice",
    "Purpose",
    "RequestStep",
    "RetentionRule",
    "RetentionRun",
    "SubjectPackage",
    "SubjectRequest",
    "UnconfirmedRequest",
]
