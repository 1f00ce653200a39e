"""The desk of those who look after privacy, and what privacy adds to the desk of contacts."""

from gdpr.admin import (  # noqa: F401 (each registers its models, actions or panels)
    anonymise_page,
    consent,
    consent_page,
    contact_panel,
    erasure,
    erasure_notice,
    kept_panel,
    mention,
    notice,
    preferences_action,
    restriction_pages,
    retention,
    subject_request,
    suppression,
)
