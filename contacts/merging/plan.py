"""What a merge would do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from contacts.exceptions import CannotMerge
from contacts.merging import numbers
from contacts.merging.fields import CUSTOM, Choices, MergeField, fields_of
from contacts.merging.relations import moving
from contacts.models import Contact

MOST = 50

# Whoever restricted the use of their data has forbidden this too: https://gdpr-info.eu/art-18-gdpr/
REFUSALS = {
    "erased_at": "one of the people was anonymised: nothing is left of them to be merged. Leave that one out.",
    "merged_into_id": "one of them was merged into another contact already. Leave that one out, or choose the other.",
    "deleted_at": "one of them was deleted meanwhile. Leave that one out, or restore it first.",
    "restricted_at": "the use of the data of one of them is restricted. Leave that one out until it is lifted.",
}


@dataclass(frozen=True)
class MergePlan:
    """What a merge would do: who stays, what that one says then, field by field, and how many rows come to it."""

    winner: Contact
    losers: tuple[Contact, ...]
    fields: tuple[MergeField, ...]
    moves: Mapping[type[Model], int]

    @property
    def contacts(self) -> tuple[Contact, ...]:
        """All of them, the winner first."""
        return (self.winner, *self.losers)

    @property
    def gains(self) -> dict[str, Any]:
        """The columns of the winner that change, with their new values."""
        columns: dict[str, Any] = {}
        custom: dict[str, Any] = {}
        for field in self.fields:
            (custom if field.name.startswith(f"{CUSTOM}.") else columns).update(field.choice.values)
        country = columns.get("country", self.winner.country)
        for field in self.fields:
            if field.name in numbers.COLUMNS:
                columns[field.name] = numbers.dialled_from(country, field.choice.contact, field.name)
        columns[CUSTOM] = self.winner.custom_fields | custom
        return {name: value for name, value in columns.items() if getattr(self.winner, name) != value}

    def as_json(self) -> dict[str, Any]:
        """The plan for a program: ids, and of each field what everybody says, what is proposed and what is chosen."""
        return {
            "winner": str(self.winner.pk),
            "losers": [str(loser.pk) for loser in self.losers],
            "fields": [field.as_json() for field in self.fields],
            "moves": {model._meta.model_name: count for model, count in self.moves.items()},
        }


def plan_merge(winner: Contact, losers: Sequence[Contact], *, choices: Choices | None = None) -> MergePlan:
    """Look at what a merge would do, and write nothing.

    `choices` say by the name of a field whose value is taken (the id of one of the contacts): `email`, `address`, or
    `custom_fields.size`, say; the names are those of the plan's fields. What is left open is as proposed. Raises
    CannotMerge.
    """
    ids = {loser.pk for loser in losers}
    if not ids or winner.pk in ids or len(ids) < len(losers) or len(ids) >= MOST:
        raise CannotMerge(reason=f"choose between two and {MOST} different contacts.")
    require_mergeable((winner, *losers))
    counts = {relation: relation.rows(ids).count() for relation in moving() if relation.model is not Contact}
    moves = {relation.model: count for relation, count in counts.items() if count}
    return MergePlan(winner, tuple(losers), fields_of([winner, *losers], choices or {}), moves)


def require_mergeable(contacts: Sequence[Contact]) -> None:
    """Raise CannotMerge where one of the contacts is not to be merged, whoever asks."""
    for name, reason in REFUSALS.items():
        if any(getattr(contact, name) for contact in contacts):
            raise CannotMerge(reason=reason)
