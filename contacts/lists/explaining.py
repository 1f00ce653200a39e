"""Why somebody is on a dynamic list, or is not, and since when."""

from dataclasses import dataclass
from datetime import datetime

from contacts.filters import Reason, reasons
from contacts.lists.defining import tree_of
from contacts.lists.standing import Standing, standing
from contacts.models import Contact, ContactList
from crm.models import User


@dataclass(frozen=True)
class Explanation(Standing):
    """How the contact stands to the list, and what the filter says of it."""

    reason: Reason

    @property
    def pinned(self) -> bool | None:
        """True for always, False for never, None for a contact that is not pinned."""
        return self.pin and self.pin.always

    @property
    def belongs(self) -> bool | None:
        """Whether a refresh would have the contact on the list, as long as it is not deleted.

        None where that follows from what the asker may not look at.
        """
        return self.reason.holds if self.pin is None else self.pin.always


def explain(contact: Contact, contact_list: ContactList, *, now: datetime, to: User | None = None) -> Explanation:
    """Judge one contact by the filter of a dynamic list, part by part; `to` is who asks, and sees no more than else.

    Raises NotADynamicList, UnusableFilter.
    """
    node = tree_of(contact_list)
    held = standing(contact, contact_list)
    return Explanation(held.is_member, held.pin, held.flips, reasons(node, contact, now=now, to=to))
