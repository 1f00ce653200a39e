"""Which contacts were meant, in words for the journal: names of filters, never what somebody has searched for."""

from collections.abc import Mapping
from typing import Any

from contacts.filters import leaves, parse
from contacts.filtersets import DELETED, VIEW, ById, Filter
from contacts.models import Contact, CustomField
from contacts.selection import Selection

SEARCH = "q"
LABELS = {
    "lifecycle_stage": "lifecycle stage",
    "lead_status": "lead status",
    "owner__id__exact": "owner",
    "company__id__exact": "company",
    "tag": "tag",
    "list": "list",
}


def in_words(selection: Selection) -> str:
    """The selection as people say it. Raises UnknownFilter and UnknownFilterValue."""
    if selection.ids is not None:
        count = len(selection.ids)
        return "One contact that was ticked" if count == 1 else f"{count:,} contacts that were ticked"
    rules = zip(selection.filters, selection.rules(), strict=True)
    told = [_told(name, rule, value) for name, (rule, value) in rules if name != DELETED]
    who = "Deleted contacts" if DELETED in selection.filters else "Contacts" if told else "All contacts"
    return f"{who} by {', '.join(told)}" if told else who


def discreet(selection: Selection) -> Selection:
    """The selection without the ids of people and without what was searched for."""
    if selection.ids is not None:
        return Selection(ids=())
    return Selection(filters={name: "" if name == SEARCH else value for name, value in selection.filters.items()})


def _told(name: str, rule: Filter, value: str) -> str:
    if name == SEARCH:
        return "a search"
    if name == VIEW:
        return _asked_by(rule.as_condition(value))
    label = LABELS.get(name)
    if label is None:
        key = name.removeprefix("custom_")
        label = CustomField.objects.get(subject=CustomField.Subject.CONTACT, key=key).label
    return f"{label} “{_value(rule, value)}”"


def _asked_by(filters: Mapping[str, Any] | None) -> str:
    """What an advanced filter asks about, without whom it asks for."""
    if not filters:
        return "a view"
    fields = dict.fromkeys(leaf.field.label for leaf in leaves(parse(filters), inner=False))
    return f"an advanced filter on {', '.join(fields)}"


def _value(rule: Filter, value: str) -> str:
    if isinstance(rule, ById):
        rows = Contact._meta.get_field(rule.column).related_model._default_manager.filter(pk=value)
        return str(rows.first() or value)
    return dict(rule.choices())[value]
