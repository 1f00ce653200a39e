"""Several contacts that are one person become one, and two again where that was wrong."""

from contacts.merging.applying import merge, require_permitted
from contacts.merging.fields import Candidate, MergeField
from contacts.merging.plan import MOST, MergePlan, plan_merge
from contacts.merging.relations import Relation, relations, relations_of
from contacts.merging.survivors import survivor_of, survivors_of
from contacts.merging.unmerging import merge_of, plan_unmerge, unmerge

__all__ = [
    "MOST",
    "Candidate",
    "MergeField",
    "MergePlan",
    "Relation",
    "merge",
    "merge_of",
    "plan_merge",
    "plan_unmerge",
    "relations",
    "relations_of",
    "require_permitted",
    "survivor_of",
    "survivors_of",
    "unmerge",
]
