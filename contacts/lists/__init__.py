"""Dynamic lists: who is on them follows from their filter, and from who is pinned."""

from contacts.lists.answering import Answer, answer
from contacts.lists.changes import follow_changes
from contacts.lists.defining import define, make_dynamic_list, tree_of
from contacts.lists.explaining import Explanation, explain
from contacts.lists.growth import Day, growth
from contacts.lists.pasting import Paste, apply_paste, plan_paste
from contacts.lists.pinning import pin, unpin
from contacts.lists.quality import Problem, in_question, problems
from contacts.lists.refreshing import Refreshed, refresh
from contacts.lists.schedule import due_lists, refresh_due
from contacts.lists.segments import SEGMENTS, TO_CLEAN, make_segments
from contacts.lists.standing import Flip, Pinned, Standing, standing

__all__ = [
    "SEGMENTS",
    "TO_CLEAN",
    "Answer",
    "Day",
    "Explanation",
    "Flip",
    "Paste",
    "Pinned",
    "Problem",
    "Refreshed",
    "Standing",
    "answer",
    "apply_paste",
    "define",
    "due_lists",
    "explain",
    "follow_changes",
    "growth",
    "in_question",
    "make_dynamic_list",
    "make_segments",
    "pin",
    "plan_paste",
    "problems",
    "refresh",
    "refresh_due",
    "standing",
    "tree_of",
    "unpin",
]
