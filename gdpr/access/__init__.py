"""What a person is given of their data (Art. 15 and 20 GDPR): all of it, and nothing of anybody else."""

from gdpr.access.packages import (
    expired,
    fetch,
    forget_expired,
    make_package,
    make_package_for,
    packaged,
    ticket,
)
from gdpr.access.writing import write_package

__all__ = [
    "expired",
    "fetch",
    "forget_expired",
    "make_package",
    "make_package_for",
    "packaged",
    "ticket",
    "write_package",
]
