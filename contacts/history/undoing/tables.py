"""What undo must know of the tables that have a history, beside what their models say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property

from django.apps import apps
from django.db import connection, models
from django.db.migrations import AddField
from django.db.migrations.loader import MigrationLoader

from contacts.models import Activity, Contact, ContactEmail, ContactList, CustomField, Deal, ListMember
from contacts.models.columns import E164Field
from contacts.models.live import LiveModel

# What undo leaves alone: it follows from other columns, never changes, or was decided for the sake of privacy.
LEFT_ALONE = {"id", "created_at", "is_primary", "erased_at", "restricted_at"}
# What happens to a row without anybody's work on it: it goes all the same.
NOTED = {"bounced_at"}

CUSTOM = "custom_fields"
ADDRESS = ("address_line1", "address_line2", "city", "state", "postal_code", "country")
# Columns that say one thing together: half of one address and half of another is none.
TOGETHER: dict[type[models.Model], tuple[tuple[str, ...], ...]] = {
    Activity: (("contact_id", "company_id", "deal_id"),),
    Contact: (ADDRESS, ("deleted_at", "merged_into_id")),
    ContactList: (("type", "filters"),),
    CustomField: (("type", "choices"),),
    Deal: (("amount", "currency"), ("stage_id", "closed_at", "closing_reason")),
}
# Where the case of letters makes no difference.
COMPARED_AS = {
    # That mail came back is known of one address, and nothing to bring back once the row says another one.
    ContactEmail: {"email": "lower({row}.email)", "bounced_at": "(lower({row}.email), {row}.bounced_at)"}
}


@dataclass(frozen=True)
class Place:
    """What only one row can have at a time: a name, say. Rows outside the condition have no place."""

    columns: tuple[str, ...]
    keys: tuple[str, ...]
    condition: str = "true"


DOMAIN = Place(("domain", "deleted_at"), ("{row}.domain",), "{row}.deleted_at IS NULL AND {row}.domain <> ''")
NAME = Place(("name", "deleted_at"), ("lower({row}.name)",), "{row}.deleted_at IS NULL")
EXTERNAL_ID = Place(("system", "value"), ("{row}.system", "{row}.value"), "{row}.value <> ''")
# By the names of unique constraints that are more than a list of columns. Addresses are a matter of their own.
PLACES: dict[str, Place | None] = {
    "company_domain_unique_among_live": DOMAIN,
    "tag_name_unique_among_live": NAME,
    "list_name_unique_among_live": NAME,
    "external_id_unique": EXTERNAL_ID,
    "email_unique_among_live": None,
    "email_one_primary_each": None,
}


@dataclass(frozen=True)
class Key:
    """A column that names a row, and the table at its other end."""

    column: str
    model: type[models.Model]

    @property
    def rows(self) -> str:
        """The name of that table."""
        return self.model._meta.db_table


@dataclass(frozen=True)
class Table:
    """One table, its history, and the temporary table in which its part of an undo is planned."""

    model: type[models.Model]
    since: Mapping[str, datetime] = field(default_factory=dict, hash=False)

    @property
    def name(self) -> str:
        """The name of the model, in small letters."""
        return self.model._meta.model_name

    @property
    def rows(self) -> str:
        """The table."""
        return self.model._meta.db_table

    @property
    def versions(self) -> str:
        """The table of its versions."""
        return self.model.pgh_event_model._meta.db_table

    @property
    def history(self) -> str:
        """Where its versions stand that undo takes back: who is on a dynamic list follows from its filter."""
        return f"{self.versions}_by_hand" if self.model is ListMember else self.versions

    @property
    def undoing(self) -> str:
        """The temporary table."""
        return f"undoing_{self.name}"

    @cached_property
    def tracked(self) -> list[str]:
        """The columns that have a history."""
        versions = {field.column for field in self.model.pgh_event_model._meta.local_concrete_fields}
        return [field.column for field in self.model._meta.local_concrete_fields if field.column in versions]

    @cached_property
    def compared(self) -> list[str]:
        """The columns that undo brings back."""
        return [column for column in self.tracked if column not in LEFT_ALONE]

    @cached_property
    def worked_on(self) -> list[str]:
        """The columns that show whether somebody has worked on a row."""
        return [column for column in self.compared if column not in NOTED]

    @cached_property
    def groups(self) -> list[tuple[str, ...]]:
        """The columns that undo brings back or keeps together."""
        groups = [*TOGETHER.get(self.model, ()), *(p.columns for p in self.places if "deleted_at" not in p.columns)]
        grouped = {column for group in groups for column in group}
        return groups + [(column,) for column in self.compared if column not in grouped]

    @cached_property
    def places(self) -> list[Place]:
        """What only one row of the table can have."""
        constraints = [c for c in self.model._meta.constraints if isinstance(c, models.UniqueConstraint)]
        return [place for constraint in constraints if (place := self._place(constraint))]

    @cached_property
    def keys(self) -> list[Key]:
        """The columns that name rows of other tables."""
        fields = (self.model._meta.get_field(field.name) for field in self.model._meta.local_concrete_fields)
        return [
            Key(field.column, field.related_model)
            for field in fields
            if isinstance(field, models.ForeignKey) and field.column in self.tracked
        ]

    @cached_property
    def numbers(self) -> dict[str, str]:
        """The columns that hold telephone numbers in E.164, each with the column that it follows."""
        fields = self.model._meta.local_concrete_fields
        return {field.column: field.source for field in fields if isinstance(field, E164Field)}

    @property
    def is_live(self) -> bool:
        """Whether its rows are deleted softly."""
        return issubclass(self.model, LiveModel)

    @property
    def has_contact(self) -> bool:
        """Whether its rows belong to contacts."""
        return "contact_id" in self.tracked

    def compare(self, column: str, row: str) -> str:
        """The value by which undo tells whether the column is the same in two versions."""
        return COMPARED_AS.get(self.model, {}).get(column, f"{{row}}.{column}").format(row=row)

    def _place(self, constraint: models.UniqueConstraint) -> Place | None:
        if constraint.expressions or constraint.condition is not None:
            return PLACES[constraint.name]
        columns = tuple(self.model._meta.get_field(name).column for name in constraint.fields)
        return Place(columns, tuple(f"{{row}}.{column}" for column in columns))


@cache
def tables() -> tuple[Table, ...]:
    """All tables that have a history."""
    since = tracked_since()
    models_ = (model for model in apps.get_models() if hasattr(model, "pgh_event_model"))
    return tuple(Table(model, since.get(model.pgh_event_model._meta.model_name, {})) for model in models_)


def table_of(model: type[models.Model]) -> Table:
    """The table of one model."""
    return next(table for table in tables() if table.model is model)


def naming(model: type[models.Model]) -> Iterator[tuple[Table, str]]:
    """The other tables whose rows name a row of the model, and the column by which they do."""
    for table in tables():
        yield from ((table, key.column) for key in table.keys if key.model is model and table.model is not model)


def booking(model: type[models.Model]) -> Iterator[Key]:
    """The tables without a history whose rows name a row of the model, and the change set that has written them."""
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and relation.one_to_many:
            columns = {field.name for field in relation.related_model._meta.local_fields}
            if "change_set" in columns:
                yield Key(relation.field.column, relation.related_model)


def tracked_since() -> dict[str, dict[str, datetime]]:
    """When columns came into a history that was there before them, by the history's model: older versions lack them."""
    loader = MigrationLoader(connection)
    since: dict[str, dict[str, datetime]] = {}
    for key, applied in loader.applied_migrations.items():
        for operation in getattr(loader.disk_migrations.get(key), "operations", ()):
            if isinstance(operation, AddField):
                column = f"{operation.name}_id" if operation.field.remote_field else operation.name
                since.setdefault(operation.model_name_lower, {})[column] = applied.applied
    return since
