"""Who was merged into whom, and who was taken out again: told in the history of the one that stayed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import Lag

from contacts.models import ChangeSet, Contact
from crm.models import User


@dataclass(frozen=True)
class Merger:
    """One contact that came to another one, or left it; `stands` where it is there still."""

    at: datetime
    change_set_id: UUID | None
    sentence: str
    stands: bool


def mergers(contact: Contact) -> list[Merger]:
    """All of them, the newest last; who came along with another one is not told apart."""
    came, left = Q(merged_into=contact, former=None), Q(merged_into=None, former=contact.pk)
    return list(_mergers(_versions_of(Q(merged_into=contact)).filter(came | left)))


def merged_by(change_set: ChangeSet, *, to: User, limit: int = 10) -> list[tuple[Contact, Contact]]:
    """Whom the change set has merged into whom: the first of them, as far as `to` may see them."""
    versions = _versions_of(Q(pgh_context_id=change_set.pk, merged_into__isnull=False))
    pairs = versions.filter(pgh_context_id=change_set.pk, merged_into__isnull=False, former=None)[:limit]
    ids = {pk for version in pairs for pk in (version.pgh_obj_id, version.merged_into_id)}
    people = Contact.objects.visible_to(to).in_bulk(ids)
    told = ((people.get(version.pgh_obj_id), people.get(version.merged_into_id)) for version in pairs)
    return [pair for pair in told if all(pair)]


def _versions_of(condition: Q) -> QuerySet:
    """All versions of those of whom one meets the condition, each with into whom they were merged before."""
    versions = Contact.pgh_event_model.objects
    former = Window(Lag("merged_into_id"), partition_by=F("pgh_obj_id"), order_by="pgh_id")
    own = versions.filter(pgh_obj_id__in=versions.filter(condition).values("pgh_obj_id"))
    return own.annotate(former=former).order_by("pgh_id")


def _mergers(versions: QuerySet) -> Iterator[Merger]:
    people = Contact.objects.in_bulk({version.pgh_obj_id for version in versions})
    for version in versions:
        person = people[version.pgh_obj_id]
        has_come = version.merged_into_id is not None
        sentence = f"merged {person} into this contact" if has_come else f"took {person} out of this contact again"
        stands = has_come and person.merged_into_id is not None
        yield Merger(version.pgh_created_at, version.pgh_context_id, sentence, stands)
