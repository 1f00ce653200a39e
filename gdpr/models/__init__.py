"""One module per aggregate."""

from gdpr.models.consent import ConsentEvent, Purpose

__all__ = ["ConsentEvent", "Purpose"]
