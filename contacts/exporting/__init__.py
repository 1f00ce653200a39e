"""Contacts as files: CSV, XLSX and JSON Lines, in columns of choice, each export journalled."""

from contacts.exporting.formats import FORMATS
from contacts.exporting.run import (
    AT_ONCE,
    PERMISSION,
    cancel,
    forget_expired,
    forget_file,
    has_file,
    keep,
    last_choice,
    make_file,
    send,
    settle_interrupted,
    with_expired_file,
)

__all__ = [
    "AT_ONCE",
    "FORMATS",
    "PERMISSION",
    "cancel",
    "forget_expired",
    "forget_file",
    "has_file",
    "keep",
    "last_choice",
    "make_file",
    "send",
    "settle_interrupted",
    "with_expired_file",
]
