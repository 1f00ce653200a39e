"""History tables: one row for each version of each row of a tracked table, written by triggers."""

from collections.abc import Callable, Collection
from dataclasses import replace

import pghistory
import pghistory.models
import pgtrigger
from django.db import models
from pghistory.trigger import Event as EventTrigger

from contacts.models.columns import TransactionId
from contacts.models.triggers import append_only, no_truncate, planned_anew
from crm.privacy import PersonalData

# What says who, when and what kind: the skeleton that even erasure leaves standing.
SKELETON = ("pgh_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pgh_context_id", "pgh_context", "xid")
# What of it only the program understands.
TECHNICAL = {"pgh_id", "pgh_obj", "pgh_context", "pgh_context_id", "xid"}


class Event(pghistory.models.Event):
    """What every history table has: the version's number, its time, its change set, its transaction."""

    pgh_id = models.BigAutoField(primary_key=True)
    xid = TransactionId()

    class Meta:
        abstract = True


class UpdateTrigger(EventTrigger):
    """Joins the old rows with the new ones."""

    def get_func(self, model: type[models.Model]) -> pgtrigger.Func:
        insert = super().get_func(model).func.removesuffix("; RETURN NULL;")
        return pgtrigger.Func(f"{planned_anew(insert)} RETURN NULL;")


class UpdateEvent(pghistory.UpdateEvent):
    """An update, whose trigger is quick for any number of rows."""

    def add_event_trigger(self, event_model: type[models.Model]) -> None:
        trigger = UpdateTrigger(
            event_model=event_model,
            label=self.label,
            name=self.trigger_name,
            row=self.row,
            operation=self.operation,
            condition=self.condition,
            level=self.level,
        )
        pgtrigger.register(trigger)(event_model.pgh_tracked_model)


def tracked(*, exclude: Collection[str] = ()) -> Callable[[type[models.Model]], type[models.Model]]:
    """Keep the history of a model's rows, for whatever writes them: ORM, COPY or psql.

    `exclude` names columns that follow from others (computed, counted, searched): no history of their own.
    """

    def decorate(model: type[models.Model]) -> type[models.Model]:
        generated = [field.name for field in model._meta.local_fields if field.generated]
        pghistory.create_event_model(
            model,
            pghistory.InsertEvent(),
            UpdateEvent(),
            pghistory.DeleteEvent(),
            model_name=f"{model._meta.object_name}Event",
            exclude=[*exclude, *generated],
            level=pgtrigger.Statement,
            abstract=False,
            attrs={"personal_data": _declaration(model, {*exclude, *generated})},
            meta={
                "triggers": append_only([*SKELETON, *_kept_columns(model, {*exclude, *generated})]),
                "indexes": _indexes(model),
            },
        )
        pgtrigger.register(no_truncate())(model)
        return model

    return decorate


def _kept_columns(model: type[models.Model], exclude: Collection[str]) -> list[str]:
    """What not even erasure takes from the history: all that tells nothing about a person."""
    told = model.personal_data.erase if model.personal_data else ()
    return sorted(
        field.column
        for field in model._meta.local_concrete_fields
        if field.name not in exclude and field.name not in told
    )


def _indexes(model: type[models.Model]) -> list[models.Index]:
    """Undo asks for the versions of a change set and for the one before each, the timeline for those of a contact."""
    name = model._meta.model_name
    columns = {f"{name}event_change_set": ["pgh_context_id"], f"{name}event_of_row": ["pgh_obj", "pgh_id"]}
    known = {field.name for field in model._meta.local_fields}
    if "contact" in known:
        columns[f"{name}event_contact"] = ["contact"]
    if "list" in known:
        columns[f"{name}event_list"] = ["list", "pgh_created_at"]
    # With the label, what came and went is counted in the index alone.
    include = {f"{name}event_list": ["pgh_label"]}
    indexes = [models.Index(fields=fields, name=index, include=include.get(index)) for index, fields in columns.items()]
    if "merged_into" in known:
        # Into whom somebody was merged, since when, and who was merged into somebody: few versions of many.
        merged = models.Q(merged_into__isnull=False)
        indexes += [
            models.Index(fields=["pgh_obj", "pgh_id"], name=f"{name}event_merged", condition=merged),
            models.Index(fields=["merged_into"], name=f"{name}event_merged_into", condition=merged),
        ]
    return indexes


def _declaration(model: type[models.Model], exclude: set[str]) -> PersonalData | None:
    """The model's own words, for the columns that its history copies."""
    own = model.personal_data
    if own is None:
        return None
    # Append-only tables take blanks alone, so no “DELETED” as in the living row.
    erase = {name: "" if isinstance(blank, str) else blank for name, blank in own.erase.items()}
    paths = {"": "", "self": "pgh_obj"}
    return replace(
        own,
        subject=paths.get(own.subject, f"pgh_obj__{own.subject}"),
        erase={name: blank for name, blank in erase.items() if name not in exclude},
        keep={*own.keep, *SKELETON, "pgh_obj"} - {*exclude, "pgh_obj_id"},
        on_merge="stay" if own.on_merge else "",
        personal=set(own.personal) - exclude,
        special=set(own.special) - exclude,
        credential=set(own.credential) - exclude,
        free_text=set(own.free_text) - exclude,
        hidden={*own.hidden, *TECHNICAL} - exclude,
    )
