"""One module per aggregate."""

from gdpr.models.consent import ConsentEvent, Purpose
from gdpr.models.subject_package import SubjectPackage
from gdpr.models.subject_request import RequestStep, SubjectRequest, UnconfirmedRequest

__all__ = ["ConsentEvent", "Purpose", "RequestStep", "SubjectPackage", "SubjectRequest", "UnconfirmedRequest"]
