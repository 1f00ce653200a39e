"""What changed, who changed it, why, and how to take it back."""

from contacts.history.change_sets import NoTransaction, booked_on, change_set, finish
from contacts.history.mergers import merged_by
from contacts.history.timeline import Entry, actor_of, timeline
from contacts.history.undoing import UndoPlan, deeds, may_undo, plan_undo, undo

__all__ = [
    "Entry",
    "NoTransaction",
    "UndoPlan",
    "actor_of",
    "booked_on",
    "change_set",
    "deeds",
    "finish",
    "may_undo",
    "merged_by",
    "plan_undo",
    "timeline",
    "undo",
]
