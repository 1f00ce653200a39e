"""The sections of a contact's page."""

WHO = ("Name & work", {"fields": [("first_name", "last_name"), ("title", "department"), ("company", "birth_date")]})
REACH = ("Reach", {"fields": ["email", ("phone", "mobile"), ("linkedin_url", "twitter_handle")]})
ADDRESS = (
    "Address",
    {"fields": [("address_line1", "address_line2"), ("postal_code", "city"), ("state", "country")]},
)
SALES = (
    "Sales",
    {"fields": [("lifecycle_stage", "lead_status"), ("lead_source", "owner"), ("tag_choice", "list_choice")]},
)
CONSENT = (
    "Consent",
    {
        "fields": [("consent_purpose", "consent_channel"), "consent_evidence"],
        "description": "Has the person agreed to something? Note it here, with how we know.",
    },
)
RECORD = (
    "Record",
    {
        "fields": [
            ("source", "created_at"),
            ("last_contacted_at", "last_activity_at"),
            ("email_opt_in", "data_processing_consent"),
            ("consent_given", "consent_date"),
            ("opened_version", "shown_labels"),
        ]
    },
)
VERSION = ("", {"fields": ["opened_version", "shown_labels"], "classes": ["hidden"]})

OF_KNOWN = [WHO, REACH, ADDRESS, SALES, RECORD]
OF_NEW = [WHO, REACH, ADDRESS, SALES, CONSENT, VERSION]
