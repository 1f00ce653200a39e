"""Events of contacts that other apps may listen to."""

from django.dispatch import Signal

# Within the transaction of the merge: winner, losers (contacts), by (who did it, or None).
contacts_merged = Signal()

# Within the transaction, when what it wrote is booked on the change set: change_set.
changes_booked = Signal()
