"""Erasing people for good: their rows stay, so that numbers still add up, and say nothing of anybody any more."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import F, Q, QuerySet, TextField, UniqueConstraint, Value
from django.db.models.functions import Cast, Coalesce, Replace
from django.utils import timezone

from contacts.history import change_set
from contacts.models import ChangeSet, Contact
from contacts.models.event import Event
from contacts.querysets import ContactQuerySet
from crm.models import User
from gdpr.exceptions import ReasonMissing
from gdpr.permitted import permitted
from gdpr.personal_data import declarations, declared

PERMISSION = "contacts.anonymise_contact"


@dataclass(frozen=True)
class Loss:
    """What one table loses: rows that are known by what is erased go, of the others the columns are blanked."""

    model: type[models.Model]
    count: int
    goes: bool

    @property
    def columns(self) -> list[str]:
        """The names of what is blanked, as people say them."""
        return [str(column.verbose_name) for column in _blanked(self.model) if column.editable]


@dataclass(frozen=True)
class AnonymisationPlan:
    """Who would be anonymised, with how many contacts merged into them, and what each table loses."""

    people: tuple[Contact, ...]
    merged: int
    losses: tuple[Loss, ...]


def plan_anonymisation(contacts: ContactQuerySet, *, by: User | None) -> AnonymisationPlan:
    """Look at what anonymising the contacts would take, and write nothing; the anonymised ones are left out.

    Raises TooMany (of contacts), NotPermitted and OutOfSight.
    """
    ids = set(permitted(contacts, PERMISSION, by=by))
    family = {contact.pk: contact for contact in _not_erased(_family(ids))}
    people = tuple(contact for pk, contact in family.items() if pk in ids)
    return AnonymisationPlan(people, len(family) - len(people), tuple(_losses(family)))


@transaction.atomic
def anonymise(contacts: ContactQuerySet, *, by: User | None, door: ChangeSet.Door, reason: str) -> int:
    """Erase all that tells about the people, in every table and its history, and delete them; nobody brings it back.

    Contacts merged into one of them, or into which one was merged, are the same person and go too. `reason` is kept.
    Returns how many of the contacts were not anonymised before. Raises ReasonMissing, TooMany (of contacts),
    NotPermitted and OutOfSight.
    """
    if not reason.strip():
        raise ReasonMissing
    ids = permitted(contacts, PERMISSION, by=by)
    people = _locked(ids)
    if not people:
        return 0
    with change_set(ChangeSet.Kind.ANONYMISE, door=door, by=by, reason=reason):
        # Living rows first: what the triggers write of them into the history is blanked with the rest of it.
        _erase_rows(people)
        for event in _tables(history=True):
            _versions(event, people).update(**declared(event).erase)
    return len(set(ids).intersection(people))


def _losses(people: Collection[UUID]) -> Iterator[Loss]:
    *others, contacts = _tables(history=False)
    for model in (contacts, *others):
        if count := _rows(model, people).count():
            yield Loss(model, count, _is_known_by_blanks(model))


def _locked(ids: Collection[UUID]) -> list[UUID]:
    """The people behind the ids who are not anonymised yet, locked, with what a merge under way brings in meanwhile."""
    family: list[UUID] = []
    people: list[UUID] = []
    while family != (now := _family(ids)):
        family = now
        people = list(_not_erased(family).select_for_update().values_list("pk", flat=True))
    return people


def _family(ids: Collection[UUID]) -> list[UUID]:
    """The contacts, those that they were merged into, and all that were merged into these."""
    # A merge has all who were merged into its losers name its winner: there are no chains.
    winners = set(Contact.objects.filter(pk__in=ids).values_list(Coalesce("merged_into", "pk"), flat=True))
    family = Contact.objects.filter(Q(pk__in=winners) | Q(merged_into__in=winners))
    return list(family.order_by("pk").values_list("pk", flat=True))


def _not_erased(ids: Collection[UUID]) -> QuerySet[Contact]:
    return Contact.objects.filter(pk__in=ids, erased_at=None).order_by("pk")


def _erase_rows(people: Collection[UUID]) -> None:
    # The contacts come last, and the trigger gives each its new address in the table of addresses.
    for model in _tables(history=False):
        rows, now = _rows(model, people), timezone.now()
        if model is Contact:
            rows.update(**_blanks(model), erased_at=now, deleted_at=Coalesce("deleted_at", now))
        elif _is_known_by_blanks(model):
            rows.delete()
        else:
            rows.update(**_blanks(model))


def _tables(*, history: bool) -> list[type[models.Model]]:
    """The tables, or the histories of tables, from which something is erased; contacts themselves come last."""
    tables = [
        model
        for model, declaration in declarations().items()
        if declaration and declaration.subject and declaration.erase and issubclass(model, Event) == history
    ]
    return sorted(tables, key=lambda model: model is Contact)


def _rows(model: type[models.Model], people: Collection[UUID]) -> QuerySet:
    return model._base_manager.filter(**{f"{_path(model)}__in": people})


def _versions(event: type[Event], people: Collection[UUID]) -> QuerySet:
    """All versions that name one of the people, also of rows that are gone, and all of the rows that do so now."""
    versions, tracked = event._base_manager, event.pgh_tracked_model
    path = "pgh_obj" if tracked is Contact else _path(tracked)
    naming = versions.filter(**{f"{path}__in": people}).values("pk")
    of_rows = versions.filter(pgh_obj__in=_rows(tracked, people).values("pk")).values("pk")
    return versions.filter(pk__in=naming.union(of_rows))


def _path(model: type[models.Model]) -> str:
    """How a row of the table leads to its contact, in Django's lookup syntax."""
    subject = declared(model).subject
    return "pk" if subject == "self" else subject


def _blanked(model: type[models.Model]) -> list[models.Field]:
    """The columns that are erased, but for those that the database computes."""
    columns = (model._meta.get_field(name) for name in declared(model).erase)
    return [column for column in columns if not column.generated]


def _blanks(model: type[models.Model]) -> dict[str, Any]:
    """What each of the columns says once it is erased; “{id}” in a text is the id of the row."""
    return {column.name: _blank(declared(model).erase[column.name]) for column in _blanked(model)}


def _blank(value: Any) -> Any:
    is_template = isinstance(value, str) and "{id}" in value
    return Replace(Value(value), Value("{id}"), Cast("pk", TextField())) if is_template else value


def _is_known_by_blanks(model: type[models.Model]) -> bool:
    """Whether rows are told apart by what is erased: two of them could not both be blank, and one would say nothing."""
    erased = declared(model).erase.keys()
    constraints = (each for each in model._meta.constraints if isinstance(each, UniqueConstraint))
    if not erased.isdisjoint(field.name for field in model._meta.pk_fields):
        return True
    return any(not erased.isdisjoint(_distinguishing(constraint)) for constraint in constraints)


def _distinguishing(constraint: UniqueConstraint) -> set[str]:
    parts = (part for expression in constraint.expressions for part in expression.flatten())
    return {*constraint.fields, *(part.name for part in parts if isinstance(part, F))}
