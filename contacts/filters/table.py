"""All that filters of contacts can ask about: one table for the compiler, the sentence, the builder and the API.

Other apps add to it: a module `filter_fields` of theirs is imported when the program starts, and registers a provider.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from django.db.models import Count, DecimalField, F, Max, Min, Model, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, Trim

from contacts.filters.columns import capitalised, columns_of, custom_fields_of, key_to, live, merged, reads, through
from contacts.filters.fields import Aggregate, Column, Field, Related, Sources, Through
from contacts.filters.kinds import Moment, Number, Presence, Text, Total, Word
from contacts.models import (
    Activity,
    ChangeSet,
    Company,
    Contact,
    ContactEmail,
    ContactList,
    ContactPhone,
    ContactTag,
    CustomField,
    Deal,
    DuplicatePair,
    ExternalId,
    LikelyDuplicate,
    ListMember,
    Stage,
    Tag,
    Task,
)
from contacts.models.contact import ENRICHABLE
from contacts.resources import choice_labels

Provider = Callable[[], Iterable[Field]]
# What every live contact has in common, or what stands in fields of its own.
NOT_OF_CONTACTS = {"name_key", "deleted_at", "erased_at", "merged_into", "version"}
NOT_OF_COMPANIES = {"id", "name_key", "deleted_at", "version"}
NOT_OF_ROWS = {"id", "contact", "deleted_at", "version"}
ENRICHED_COLUMNS = [Contact._meta.get_field(name).column for name in ENRICHABLE]

_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Have the fields that the provider yields in the table."""
    _providers.append(provider)
    return provider


def fields_of_contacts() -> dict[str, Field]:
    """The fields by their names."""
    return {field.name: field for provider in _providers for field in provider()}


@register
def contact_fields() -> Iterator[Field]:
    """The columns of contacts, their custom fields, and what they are called in full."""
    yield Column(
        name="name",
        label="Name",
        kind=Text(),
        value=Trim("name_key"),
        reads=reads(Contact, "first_name", "last_name"),
    )
    yield from columns_of(Contact, but=NOT_OF_CONTACTS, choices=choice_labels())
    yield from custom_fields_of(Contact, _defined(CustomField.Subject.CONTACT))


@register
def company_fields() -> Iterator[Field]:
    """The columns of the company that the contact works for."""
    columns = columns_of(Company, but=NOT_OF_COMPANIES, prefix="company.")
    custom = custom_fields_of(Company, _defined(CustomField.Subject.COMPANY), prefix="company.")
    to = {"link": "pk", "to": "company_id", "named_by": reads(Contact, "company_id")}
    for column in (*columns, *custom):
        named = through(column, partial(live, Company), **to)
        yield replace(named, label=f"Company: {named.label}")


@register
def label_fields() -> Iterator[Field]:
    """Tags and lists, further addresses and numbers."""
    tagged = partial(ContactTag.objects.filter, tag__deleted_at=None)
    listed = partial(ListMember.objects.filter, list__deleted_at=None)
    yield _belonging("tags", "Tag", ContactTag, "tag", key_to(Tag), tagged)
    yield _belonging("lists", "List", ListMember, "list", key_to(ContactList), listed)
    yield _belonging("emails", "Any e-mail address", ContactEmail, "email", Text(), partial(live, ContactEmail))
    yield _belonging("phones", "Further telephone number", ContactPhone, "number", Text(), partial(live, ContactPhone))


@register
def story_fields() -> Iterator[Field]:
    """What happened with contacts, what is to be done, what may be sold to them: whether, how much, how long ago."""
    yield from _rows(Activity, "activities", "occurred_at")
    yield from _rows(Task, "tasks", "created_at")
    outcome = Column(
        name="outcome",
        label="Outcome",
        kind=Word(dict(Stage.Outcome.choices)),
        value=F("stage__outcome"),
        reads=merged(reads(Deal, "stage_id"), reads(Stage, "outcome")),
    )
    worth = Coalesce(Sum("amount_base"), Value(0), output_field=DecimalField(max_digits=30, decimal_places=2))
    yield from _rows(Deal, "deals", "created_at", outcome)
    yield _aggregate(Deal, "deals", "sum", "Sum of deals in base currency", Total(), worth, "amount_base", outcome)
    yield from _rows(ExternalId, "external_ids", "created_at")


@register
def upkeep_fields() -> Iterator[Field]:
    """Whether somebody may be here twice, and what enrichment has filled in."""
    inner = {field.name: field for field in columns_of(LikelyDuplicate, but={"id", "contact_id"})}
    told = reads(DuplicatePair, "low_id", "high_id", "status", "probability") | reads(Contact, "restricted_at")
    pairs = {"rows": LikelyDuplicate.objects.all, "link": "contact_id", "reads": told, "inner": inner}
    total, likeliest, newest = Count("pk"), Max("probability"), Max("pgh_created_at")
    yield Related(name="duplicates", label="Likely duplicates", kind=Presence(), **pairs)
    yield Aggregate(name="duplicates.count", label="Number of likely duplicates", kind=Total(), computed=total, **pairs)
    label = "Probability of the likeliest duplicate"
    yield Aggregate(name="duplicates.probability", label=label, kind=Number(), computed=likeliest, **pairs)
    filled = {"rows": _enriched, "link": "pgh_obj", "reads": reads(Contact, *ENRICHED_COLUMNS)}
    yield Related(name="enrichments", label="Enrichments", kind=Presence(), **filled)
    yield Aggregate(name="enrichments.newest", label="Last enriched", kind=Moment(), computed=newest, **filled)


def _enriched() -> QuerySet:
    """The versions of contacts that an enrichment has made."""
    by_enrichment = ChangeSet.objects.filter(kind=ChangeSet.Kind.ENRICH).order_by().values("pk")
    return Contact.pgh_event_model.objects.filter(pgh_context_id__in=by_enrichment)


def _rows(model: type[Model], name: str, dated: str, *further: Field) -> Iterator[Field]:
    """Fields about rows of a table that belong to contacts; `dated` is the column that makes them old or new."""
    plural = str(model._meta.verbose_name_plural)
    yield Related(name=name, label=capitalised(plural), kind=Presence(), **_of(model, further))
    total = Count("pk")
    yield _aggregate(model, name, "count", f"Number of {plural}", Total(), total, "contact_id", *further)
    for word, extreme in (("newest", Max), ("oldest", Min)):
        label = f"{capitalised(word)} {model._meta.verbose_name}"
        yield _aggregate(model, name, word, label, Moment(), extreme(dated), dated, *further)


def _aggregate(
    model: type[Model], name: str, what: str, label: str, kind: Any, computed: Any, column: str, *further: Field
) -> Aggregate:
    of = _of(model, further)
    of["reads"] = merged(of["reads"], reads(model, column))
    return Aggregate(name=f"{name}.{what}", label=label, kind=kind, computed=computed, **of)


def _of(model: type[Model], further: Iterable[Field]) -> dict[str, Any]:
    """What fields about the same rows share."""
    inner = {field.name: field for field in (*columns_of(model, but=NOT_OF_ROWS), *further)}
    return {"rows": partial(live, model), "link": "contact", "reads": reads(model, "contact_id"), "inner": inner}


def _belonging(name: str, label: str, model: type[Model], column: str, kind: Any, rows: Callable) -> Through:
    told: Sources = reads(model, "contact_id", model._meta.get_field(column).column)
    return Through(name=name, label=label, kind=kind, rows=rows, link="contact", value=F(column), reads=told)


def _defined(subject: CustomField.Subject) -> list[CustomField]:
    return list(CustomField.objects.filter(subject=subject))
