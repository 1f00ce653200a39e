"""Planning a change to many contacts: what would happen is counted and shown, and nothing is written."""

from dataclasses import asdict, dataclass
from typing import Self

from django.db.models import Model

from contacts.bulk.operation import Operation
from contacts.bulk.operations import operation_of
from contacts.bulk.watermark import Watermark
from contacts.exceptions import NothingToChange
from contacts.models import BulkRun, Contact
from contacts.querysets import ContactQuerySet
from contacts.selection import Selection, contacts_of
from crm.models import User

SAMPLES = 10
NOBODY = "no contact is selected."
NOT_YOURS = "the contacts belong to colleagues of another team. Ask their owners or a manager."
ALL_SO = "it is so already, or cannot be so, for every contact that is selected."


@dataclass(frozen=True)
class Sample:
    """What would become of one contact, in words."""

    contact: Contact
    old: str
    new: str


@dataclass(frozen=True)
class BulkPlan:
    """An operation on a selection, as somebody asked for it and as it was at a moment.

    Of the contacts `matched`, some are `not_permitted` and left out, some are `changing`; the rest is so already.
    """

    selection: Selection
    operation: Operation
    by: User
    watermark: Watermark
    matched: int
    not_permitted: int
    changing: int

    @classmethod
    def of(cls, run: BulkRun) -> Self:
        """The plan that is kept as a run. Raises UnknownOperation."""
        return cls(
            Selection.from_json(run.selection),
            operation_of(run.operation),
            run.created_by,
            Watermark(**run.watermark),
            run.matched,
            run.not_permitted,
            run.changing,
        )

    def require(self) -> None:
        """Raise NotAllowed unless they may still do it, UnusableValue where it names what is not there any more."""
        self.operation.require(self.by)

    def rows(self) -> ContactQuerySet:
        """The contacts that would change, as it is now. Raises UnknownFilter and UnknownFilterValue."""
        return self.operation.changing(_meant(self.selection, self.operation, self.by).editable_by(self.by))

    def samples(self) -> list[Sample]:
        """What would become of the first few."""
        contacts = self.rows().select_related("company", "owner").order_by("pk")[:SAMPLES]
        return [Sample(contact, *self.operation.told(contact)) for contact in contacts]

    def told_by(self) -> set[type[Model]]:
        """The tables that tell who is meant and who is so already."""
        return {Contact, *self.operation.told_by, *self.selection.told_by()}


def plan_bulk(selection: Selection, operation: Operation, *, by: User) -> BulkPlan:
    """Look at what the operation would do to the selected contacts that the user sees, and write nothing.

    Contacts that the user may not change are counted and left out. Raises NotAllowed, UnusableValue, UnknownFilter,
    UnknownFilterValue.
    """
    operation.require(by)
    # Taken first: what changes while we count is seen as changed since.
    watermark = Watermark.now()
    meant = _meant(selection, operation, by)
    permitted = meant.editable_by(by)
    matched, editable, changing = (contacts.count() for contacts in (meant, permitted, operation.changing(permitted)))
    return BulkPlan(selection, operation, by, watermark, matched, matched - editable, changing)


def keep(plan: BulkPlan) -> BulkRun:
    """Keep the plan as a run that waits to be confirmed. Raises NothingToChange."""
    if not plan.changing:
        nobody, all_others = not plan.matched, plan.matched == plan.not_permitted
        raise NothingToChange(reason=NOBODY if nobody else NOT_YOURS if all_others else ALL_SO)
    return BulkRun.objects.create(
        title=str(plan.operation),
        operation=plan.operation.as_json(),
        selection=plan.selection.as_json(),
        watermark=asdict(plan.watermark),
        matched=plan.matched,
        not_permitted=plan.not_permitted,
        changing=plan.changing,
        created_by=plan.by,
    )


def _meant(selection: Selection, operation: Operation, by: User) -> ContactQuerySet:
    return operation.meant(contacts_of(selection, by))
