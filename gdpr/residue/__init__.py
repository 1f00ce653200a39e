"""What is left of a person: a search for terms, in any spelling, through the database, files and logs."""

from gdpr.residue.findings import Finding, Progress, Unread
from gdpr.residue.scanning import scan
from gdpr.residue.terms import Term, read_terms, terms_of

__all__ = ["Finding", "Progress", "Term", "Unread", "read_terms", "scan", "terms_of"]
