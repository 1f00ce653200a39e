"""The filter language: who is meant, as a tree that people build by clicking and scripts write as JSON."""

from contacts.filters.compile import condition, matching
from contacts.filters.explain import Reason, deciding, reasons, sentence
from contacts.filters.parse import parse
from contacts.filters.permitted import fields_for
from contacts.filters.table import fields_of_contacts, register
from contacts.filters.tree import Node, as_json, leaves

__all__ = [
    "Node",
    "Reason",
    "as_json",
    "condition",
    "deciding",
    "fields_for",
    "fields_of_contacts",
    "leaves",
    "matching",
    "parse",
    "reasons",
    "register",
    "sentence",
]
