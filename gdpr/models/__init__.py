"""One module per aggregate."""

from gdpr.models.consent import ConsentEvent, Purpose
from gdpr.models.erasure import Erasure, ErasureNotice, ErasureTrace, Mention
from gdpr.models.suppression import Suppression

__all__ = ["ConsentEvent", "Erasure", "ErasureNotice", "ErasureTrace", "Mention", "Purpose", "Suppression"]
