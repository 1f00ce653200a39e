"""Plain functions that merge."""

from contacts.merging import merge, plan_merge
from contacts.models import ChangeSet, Contact

DOOR = ChangeSet.Door.COMMAND


def merged(winner: Contact, *losers: Contact, by=None, **choices: Contact) -> ChangeSet:
    """Merge the contacts as they are now; the change set."""
    known = set(ChangeSet.objects.values_list("pk", flat=True))
    rows = [Contact.objects.get(pk=contact.pk) for contact in (winner, *losers)]
    chosen = {name: contact.pk for name, contact in choices.items()}
    merge(plan_merge(rows[0], rows[1:], choices=chosen), by=by, door=DOOR)
    return ChangeSet.objects.exclude(pk__in=known).get()
