"""What people allow: recorded in a ledger that nobody edits, and judged from it at any point in time."""

from gdpr.consent.choosing import agree, confirm, stop, stop_everything
from gdpr.consent.expiry import expire
from gdpr.consent.notices import current_notice, publish
from gdpr.consent.receipt import receipt
from gdpr.consent.recording import PERMISSION, ConsentLedger, record, record_all, record_full, withdraw_marketing
from gdpr.consent.standing import ENDS, GRANTS, awaiting, has_consented, standing, words

__all__ = [
    "ENDS",
    "GRANTS",
    "PERMISSION",
    "ConsentLedger",
    "agree",
    "awaiting",
    "confirm",
    "current_notice",
    "expire",
    "has_consented",
    "publish",
    "receipt",
    "record",
    "record_all",
    "record_full",
    "standing",
    "stop",
    "stop_everything",
    "withdraw_marketing",
    "words",
]
