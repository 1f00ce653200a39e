"""The same change to many contacts: planned, shown, and carried out as it was shown."""

from contacts.bulk.operation import PERMISSION, Operation
from contacts.bulk.operations import OPERATIONS, operation_of
from contacts.bulk.plan import BulkPlan, Sample, keep, plan_bulk
from contacts.bulk.run import cancel, execute, forget_plans, settle_interrupted

__all__ = [
    "OPERATIONS",
    "PERMISSION",
    "BulkPlan",
    "Operation",
    "Sample",
    "cancel",
    "execute",
    "forget_plans",
    "keep",
    "operation_of",
    "plan_bulk",
    "settle_interrupted",
]
