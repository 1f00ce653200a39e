"""Events of privacy that its own doors listen to."""

from django.dispatch import Signal

# Within the transaction that erases, when all its steps are taken: erasure.
people_erased = Signal()

# Within the transaction that takes somebody in again: erasure_id, by which they were suppressed, or None.
suppression_lifted = Signal()
