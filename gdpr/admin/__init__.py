"""The desk of those who look after privacy, and what privacy adds to the desk of contacts."""

from gdpr.admin import (  # noqa: F401 (each registers its models, actions or panels)
    anonymise_page,
    consent,
    consent_page,
    contact_panel,
    kept_panel,
    notice,
    restriction_pages,
    retention,
    subject_request,
)
