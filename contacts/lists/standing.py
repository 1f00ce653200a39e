"""How a contact stands to a list: whether it is on it, whether it is pinned there, when it has joined and left."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Subquery

from contacts.history import actor_of
from contacts.models import ChangeSet, Contact, ContactList, ListMember, ListPin

FLIPS_SHOWN = 20


@dataclass(frozen=True)
class Flip:
    """The contact has joined the list, or left it, by this change set."""

    at: datetime
    joined: bool
    change_set: ChangeSet | None

    @property
    def actor(self) -> str:
        """Who did it, as people say the name."""
        return actor_of(self.change_set)


@dataclass(frozen=True)
class Pinned:
    """The contact was pinned by this change set: always on the list, or else never, whatever its filter says."""

    at: datetime
    always: bool
    change_set: ChangeSet | None

    @property
    def actor(self) -> str:
        """Who did it, as people say the name."""
        return actor_of(self.change_set)


@dataclass(frozen=True)
class Standing:
    """Whether the contact is on the list, whether it is pinned, and its joins and leaves, the newest first."""

    is_member: bool
    pin: Pinned | None
    flips: tuple[Flip, ...]


def standing(contact: Contact, contact_list: ContactList) -> Standing:
    """How the contact stands to a list of either type."""
    is_member = ListMember.objects.filter(list=contact_list, contact=contact).exists()
    pin, moves = _pin(contact, contact_list), _moves(contact, contact_list)
    named = {pin and pin.made_by, *(by for _, _, by in moves)}
    made = ChangeSet.objects.select_related("actor").in_bulk(named - {None})
    return Standing(
        is_member,
        pin and Pinned(pin.created_at, pin.always, made.get(pin.made_by)),
        tuple(Flip(at, joined, made.get(by)) for at, joined, by in moves),
    )


def _pin(contact: Contact, contact_list: ContactList) -> ListPin | None:
    """The pin, with the change set that made it: a merge may have handed it on since."""
    made = ListPin.pgh_event_model.objects.filter(pgh_obj=OuterRef("pk"), pgh_label="insert").order_by("-pgh_id")
    pins = ListPin.objects.filter(list=contact_list, contact=contact)
    return pins.annotate(made_by=Subquery(made.values("pgh_context_id")[:1])).first()


def _moves(contact: Contact, contact_list: ContactList) -> list[tuple[datetime, bool, UUID | None]]:
    """When the contact has joined (True) or left, and by which change set, the newest first.

    Merges count: they hand a membership from one contact to another, and their undo hands it back.
    """
    versions = ListMember.pgh_event_model.objects
    own = versions.filter(list=contact_list.pk, contact=contact.pk).order_by("-pgh_id")[:FLIPS_SHOWN]
    holds, moves = defaultdict(bool), []
    for version in versions.filter(pgh_obj_id__in=own.values("pgh_obj_id")).order_by("pgh_id"):
        is_there = version.pgh_label != "delete" and version.contact_id == contact.pk
        if is_there != holds[version.pgh_obj_id]:
            holds[version.pgh_obj_id] = is_there
            moves.append((version.pgh_created_at, is_there, version.pgh_context_id))
    return moves[: -FLIPS_SHOWN - 1 : -1]
