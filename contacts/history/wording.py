"""How a version of a row is told to people."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models.functions import Cast
from django.utils import formats, timezone

from contacts import normalize
from contacts.models import Company, Contact, ContactEmail, ContactList, Deal, FieldChoice, Stage, Tag
from contacts.models.event import SKELETON

# Columns that say nothing to a person, or that another sentence tells already.
UNTOLD = {"id", "contact", "is_primary", "created_at", "updated_at", "pgh_obj", *SKELETON}

# What the arrival and the end of a row mean, by table.
ARRIVALS = {
    "contact": ("created the contact", "removed the contact"),
    "contactemail": ("added the address {email}", "removed the address {email}"),
    "contactphone": ("added the number {number}", "removed the number {number}"),
    "externalid": ("noted the id {value} of {system}", "removed the id {value} of {system}"),
    "contacttag": ("added the tag {tag}", "removed the tag {tag}"),
    "listmember": ("added the contact to the list {list}", "took the contact off the list {list}"),
    "listpin": (
        "pinned the contact on the list {list} (always on it: {always})",
        "unpinned it from the list {list}",
    ),
    "activity": ("logged: {kind} {subject}", "removed: {kind} {subject}"),
    "task": ("added the task “{title}”", "removed the task “{title}”"),
    "deal": ("opened the deal “{name}”", "removed the deal “{name}”"),
    "company": ("created the company “{name}”", "removed the company “{name}”"),
    "contactlist": ("made the list “{name}”", "removed the list “{name}”"),
    "tag": ("made the tag “{name}”", "removed the tag “{name}”"),
    "customfield": ("defined the field “{label}”", "removed the field “{label}”"),
}


# Tables whose rows are called by their column “name”.
NAMED = {Company, ContactList, Deal, Stage, Tag}


@dataclass(frozen=True)
class Wording:
    """Names for the ids and words that versions hold, fetched once for all of them."""

    names: dict[tuple[type[models.Model], Any], str]
    labels: dict[tuple[str, str], str]

    @classmethod
    def of(cls, versions: Iterable[Any]) -> "Wording":
        """The names that the versions need."""
        wanted: dict[type[models.Model], set[Any]] = {}
        for version in versions:
            for told in (version, version.before):
                for column in _foreign_keys(told):
                    wanted.setdefault(column.related_model, set()).add(getattr(told, column.attname))
        names = _names({model: pks - {None} for model, pks in wanted.items() if pks - {None}})
        choices = FieldChoice.objects.values_list("field", "value", "label")
        return cls(names, {(name, value): label for name, value, label in choices})

    def say(self, column: models.Field, value: Any) -> str:
        """The value as people say it; a blank one is an empty text."""
        if value in (None, "", {}, []):
            return ""
        if column.is_relation:
            return self.names.get((column.related_model, value), "something that is gone")
        if column.name == "country":
            return normalize.country_name(value)
        if column.choices:
            return str(dict(column.flatchoices).get(value, value))
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, datetime):
            return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
        return self.labels.get((column.name, str(value)), str(value))


def _names(wanted: Mapping[type[models.Model], Collection[Any]]) -> dict[tuple[type[models.Model], Any], str]:
    """What each of the rows is called: tables with a column for that are asked all at once, others one by one."""
    named = {model._meta.label: model for model in wanted if model in NAMED}
    names = {
        (model, pk): str(row)
        for model in wanted.keys() - NAMED
        for pk, row in model._default_manager.in_bulk(wanted[model]).items()
    }
    queries = [
        model._default_manager.filter(pk__in=wanted[model])
        .order_by()
        .annotate(table=models.Value(label, models.TextField()), called=Cast("name", models.TextField()))
        .values_list("table", "pk", "called")
        for label, model in named.items()
    ]
    if queries:
        names |= {(named[label], pk): name for label, pk, name in queries[0].union(*queries[1:], all=True)}
    return names


def sentences(version: Any, wording: Wording, *, subject: type[models.Model] = Contact) -> Iterator[str]:
    """What one version tells, each sentence without who did it: “changed Stage from Lead to Customer”.

    Changes to rows of other tables than that of the `subject` name their table.
    """
    model = version.pgh_tracked_model
    if model is ContactEmail and version.is_primary and version.pgh_label != "update":
        return
    arrival, end = ARRIVALS[model._meta.model_name]
    if version.pgh_label == "update":
        if version.before is not None:
            yield from _changes(version, wording, subject)
        return
    said = {column.name: wording.say(column, getattr(version, column.attname)) for column in _told(version)}
    yield (arrival if version.pgh_label == "insert" else end).format_map(said).strip()


def _changes(version: Any, wording: Wording, subject: type[models.Model]) -> Iterator[str]:
    prefix = "" if version.pgh_tracked_model is subject else f"{version.pgh_tracked_model._meta.verbose_name}: "
    is_merge = hasattr(version, "merged_into_id") and version.before.merged_into_id != version.merged_into_id
    for column in _told(version):
        old, new = getattr(version.before, column.attname), getattr(version, column.attname)
        # Whoever is merged is deleted with that.
        if old == new or (is_merge and column.name == "deleted_at"):
            continue
        if column.name == "custom_fields":
            yield from _custom_changes(old or {}, new or {})
        elif column.name == "merged_into":
            if new is None:
                yield f"took the contact out of {wording.say(column, old)} again"
            elif old is None:
                yield f"merged the contact into {wording.say(column, new)}"
        elif column.name == "erased_at":
            yield prefix + "anonymised the person for good"
        elif column.name == "bounced_at":
            yield from _bounce(version, wording.say(column, new))
        elif column.name == "deleted_at":
            yield prefix + ("restored it" if new is None else "deleted it")
        else:
            yield prefix + _change(_label(column), wording.say(column, old), wording.say(column, new))


def _bounce(version: Any, at: str) -> Iterator[str]:
    # Of another address it is not known; that says the change of the address already.
    if version.email.lower() == version.before.email.lower():
        yield f"noted that mail to {version.email} {f'came back on {at}' if at else 'arrives again'}"


def _custom_changes(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    for key in sorted(old.keys() | new.keys()):
        if old.get(key) != new.get(key):
            yield _change(key.replace("_", " ").capitalize(), _plain(old.get(key)), _plain(new.get(key)))


def _change(label: str, old: str, new: str) -> str:
    if not old:
        return f"set {label} to {new}"
    if not new:
        return f"cleared {label}, which was {old}"
    return f"changed {label} from {old} to {new}"


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _label(column: models.Field) -> str:
    name = str(column.verbose_name)
    return name[:1].upper() + name[1:]


def _told(version: Any) -> list[models.Field]:
    tracked = version.pgh_tracked_model._meta
    return [tracked.get_field(field.name) for field in version._meta.fields if field.name not in UNTOLD]


def _foreign_keys(version: Any) -> list[models.Field]:
    return [column for column in _told(version) if column.is_relation] if version is not None else []
