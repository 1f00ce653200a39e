"""Taking back what a change set did."""

from contacts.history.undoing.applying import undo
from contacts.history.undoing.deeds import Deeds, deeds
from contacts.history.undoing.permitted import may_undo
from contacts.history.undoing.plan import Counts, UndoPlan, plan_undo
from contacts.history.undoing.telling import Left

__all__ = ["Counts", "Deeds", "Left", "UndoPlan", "deeds", "may_undo", "plan_undo", "undo"]
