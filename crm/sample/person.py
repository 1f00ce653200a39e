"""One sample person."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Person:
    """A person as a spreadsheet would hold them: text in every cell, "" where nothing is known."""

    first_name: str
    last_name: str
    email: str
    email_2: str = ""
    phone: str = ""
    mobile: str = ""
    title: str = ""
    department: str = ""
    company: str = ""
    company_domain: str = ""
    address_line1: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""
    lifecycle_stage: str = ""
    lead_status: str = ""
    lead_source: str = ""
    tags: list[str] = field(default_factory=list)
    birth_date: str = ""
    notes: str = ""
