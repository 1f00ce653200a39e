"""What changed, who changed it, and why."""

from contacts.history.change_sets import NoTransaction, booked_on, change_set, finish
from contacts.history.timeline import Entry, timeline

__all__ = ["Entry", "NoTransaction", "booked_on", "change_set", "finish", "timeline"]
