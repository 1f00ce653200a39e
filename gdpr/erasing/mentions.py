"""Texts about others that name who was erased: found by the follow-up, decided by a human.

Only the place is kept. What is proposed is the text without the names; what was written there before goes with them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.apps import apps
from django.db import connection, models, transaction
from django.utils import timezone

from contacts import normalize
from contacts.history import change_set
from contacts.models import Activity, ChangeSet, Company, Contact, ContactList, Deal, ImportRun, Tag, Task
from contacts.models.event import Event
from contacts.models.name_word import FORGET_WORDS
from crm.models import User
from gdpr.canonical import digest
from gdpr.erasing import statistics
from gdpr.erasing.traces import Traces
from gdpr.exceptions import NotPermitted, TextChanged
from gdpr.models import ConsentEvent, Erasure, Mention

PERMISSION = "gdpr.change_mention"
ERASED = "[erased]"
BATCH = 2_000
Status = Mention.Status

# What people write in their own words, or by which they call things. History is looked through with its table.
FREE_TEXTS: dict[type[models.Model], tuple[str, ...]] = {
    Activity: ("subject", "body"),
    Task: ("title",),
    Deal: ("name", "closing_reason"),
    Contact: ("title", "department", "address_line1", "address_line2", "linkedin_url"),
    Company: ("name",),
    ContactList: ("name", "description"),
    Tag: ("name",),
    ConsentEvent: ("evidence",),
    ImportRun: ("file_name",),
}


@dataclass(frozen=True)
class Redaction:
    """A text as it is, in parts, and as it is proposed; each part with whether it names who was erased."""

    parts: tuple[tuple[str, bool], ...]

    @property
    def proposed(self) -> str:
        """The text without the names."""
        return "".join(ERASED if names else part for part, names in self.parts)


def searched() -> list[type[models.Model]]:
    """The tables that are looked through, each before its history."""
    found: list[type[models.Model]] = []
    for model in FREE_TEXTS:
        found += [model, *filter(None, [getattr(model, "pgh_event_model", None)])]
    return [model for model in found if _columns(model)]


def find(erasure: Erasure, model: type[models.Model], traces: Traces) -> int:
    """Note where the table names who was erased; returns in how many texts. Twice finds nothing more."""
    rows = iter(_mentions(erasure, model, traces))
    found = 0
    while batch := list(islice(rows, BATCH)):
        found += len(Mention.objects.bulk_create(batch, ignore_conflicts=True))
    return found


def redaction_of(mention: Mention) -> Redaction | None:
    """The text and what is proposed; nothing where it is gone, or is another one by now."""
    text = _text(mention)
    if text is None or _hash(text) != bytes(mention.digest):
        return None
    parts, at = [], 0
    for start, end in mention.spans:
        parts += [(text[at:start], False), (text[start:end], True)]
        at = end
    return Redaction((*parts, (text[at:], False)))


@transaction.atomic
def redact(mention: Mention, *, by: User | None, door: ChangeSet.Door) -> Mention:
    """Write what is proposed, and blank what the text said before; once decided it stays.

    Raises TextChanged and NotPermitted.
    """
    now = _locked(mention, by)
    if now.status != Status.OPEN:
        return now
    proposal = redaction_of(now)
    if proposal is None:
        raise TextChanged
    with change_set(ChangeSet.Kind.ANONYMISE, door=door, by=by, reason=now.erasure.reason):
        _write(now, proposal.proposed)
        model = apps.get_model(now.table)
        statistics.draw_anew({model, getattr(model, "pgh_event_model", model)})
    return _decided(now, Status.REDACTED, by)


@transaction.atomic
def leave(mention: Mention, *, by: User | None) -> Mention:
    """Note that somebody else is meant; once decided it stays. Raises NotPermitted."""
    now = _locked(mention, by)
    return _decided(now, Status.LEFT, by) if now.status == Status.OPEN else now


def row_of(mention: Mention) -> models.Model | None:
    """The row that holds the text, or the one whose history does."""
    model = apps.get_model(mention.table)
    row = model._base_manager.filter(pk=mention.row).first()
    if row is not None and issubclass(model, Event):
        return model.pgh_tracked_model._base_manager.filter(pk=row.pgh_obj_id).first()
    return row


def _mentions(erasure: Erasure, model: type[models.Model], traces: Traces) -> Iterator[Mention]:
    label, columns = model._meta.label_lower, _columns(model)
    known = _known_of_rows(erasure, model)
    rows = model._base_manager.order_by("pk").values_list("pk", _row_id(model), *columns)
    for pk, row, *texts in rows.iterator(chunk_size=BATCH):
        for column, text in zip(columns, texts, strict=True):
            if text and (spans := traces.spans(text)) and (str(row), column) not in known:
                place = {"table": label, "row": str(pk), "column": column, "digest": _hash(text)}
                yield Mention(erasure=erasure, spans=spans, **place)


def _known_of_rows(erasure: Erasure, model: type[models.Model]) -> set[tuple[str, str]]:
    """Of a history, the texts whose rows are to be decided about: what they said before goes with them."""
    if not issubclass(model, Event):
        return set()
    found = erasure.mentions.filter(table=model.pgh_tracked_model._meta.label_lower)
    return set(found.values_list("row", "column"))


def _row_id(model: type[models.Model]) -> str:
    return "pgh_obj_id" if issubclass(model, Event) else "pk"


def _columns(model: type[models.Model]) -> list[str]:
    if not issubclass(model, Event):
        return list(FREE_TEXTS[model])
    # The database lets nobody blank what is not declared to tell about people.
    blankable = model.personal_data.erase if model.personal_data else ()
    return [name for name in FREE_TEXTS[model.pgh_tracked_model] if name in blankable]


def _text(mention: Mention) -> str | None:
    rows = apps.get_model(mention.table)._base_manager.filter(pk=mention.row)
    return rows.values_list(mention.column, flat=True).first()


def _write(mention: Mention, text: str) -> None:
    model = apps.get_model(mention.table)
    rows = model._base_manager.filter(pk=mention.row)
    if issubclass(model, Event) or model is ConsentEvent:
        # Their database knows one change only.
        rows.update(**{mention.column: ""})
        return
    longest = model._meta.get_field(mention.column).max_length
    before = normalize.name_key(_text(mention) or "").split()
    rows.update(**{mention.column: text[:longest]})
    if model is Company:
        with connection.cursor() as cursor:
            cursor.execute(FORGET_WORDS, [before])
    history = getattr(model, "pgh_event_model", None)
    if history and mention.column in _columns(history):
        newest = history.objects.filter(pgh_obj=mention.row).order_by("-pgh_id").values("pgh_id")[:1]
        history.objects.filter(pgh_obj=mention.row).exclude(pgh_id__in=newest).update(**{mention.column: ""})


def _locked(mention: Mention, by: User | None) -> Mention:
    if by and not by.has_perm(PERMISSION):
        raise NotPermitted(permission=PERMISSION)
    return Mention.objects.select_for_update(of=("self",)).select_related("erasure").get(pk=mention.pk)


def _decided(mention: Mention, status: Status, by: User | None) -> Mention:
    mention.status, mention.decided_by, mention.decided_at = status, by, timezone.now()
    mention.save(update_fields=["status", "decided_by", "decided_at"])
    return mention


def _hash(text: str) -> bytes:
    return digest("text", text)
