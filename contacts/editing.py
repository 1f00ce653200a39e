"""Writing one row of any table, through whatever door: permitted, validated, and booked on a change set."""

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import UniqueConstraint
from psycopg.errors import UniqueViolation

from contacts import guards
from contacts.creation import who_has
from contacts.custom_fields import validated
from contacts.deletion import reason
from contacts.exceptions import EmailTaken, Taken
from contacts.history import change_set
from contacts.labels import LabelChange, label, require_may_label, retagged
from contacts.models import ChangeSet, Contact, CustomField, Tag
from contacts.models.live import LiveModel
from crm.models import User

Row = TypeVar("Row", bound=LiveModel)
# By what of a contact a person is known again.
TELLING = {"email", "first_name", "last_name", "phone", "mobile", "country"}


def add(row: Row, *, by: User | None, door: ChangeSet.Door) -> Row:
    """Write a new row in its canonical form. Raises ValidationError, Taken, EmailTaken."""
    if hasattr(row, "custom_fields"):
        row.custom_fields = validated(_subject(row), row.custom_fields)
    _validate(row)
    with change_set(ChangeSet.Kind.EDIT, door=door, by=by):
        _write(row, force_insert=True)
    return row


def edit(
    row: Row, changes: Mapping[str, Any], *, by: User | None, door: ChangeSet.Door, tags: Collection[Tag] | None = None
) -> Row:
    """Change columns of a row, by name, and have it bear exactly these tags, if any are given.

    What somebody else changed meanwhile in other columns stays. `custom_fields` are changed key by key; None takes one
    out. Returns the row as it is then; where nothing differs, nothing is written. Raises ValidationError, Taken,
    EmailTaken, NotWelcome, BelongsToOthers, NotAllowed where the user may not add or take away tags, and DoesNotExist
    for a row that is gone.
    """
    with transaction.atomic():
        current = _locked(row, by)
        before = _columns(current)
        for name, value in changes.items():
            setattr(current, name, _merged(current, value) if name == "custom_fields" else value)
        _validate(current, changes)
        is_changed = _columns(current) != before
        if isinstance(current, Contact) and is_changed and not TELLING.isdisjoint(changes):
            guards.require_welcome([guards.as_entered(current)])
        labels = LabelChange() if tags is None else retagged(current, tags, by=by)
        require_may_label(current, labels, by=by)
        if is_changed or not labels.is_empty:
            with change_set(ChangeSet.Kind.EDIT, door=door, by=by):
                if is_changed:
                    _write(current)
                label(current, labels, by=by, door=door)
    return current


def _locked(row: Row, by: User | None) -> Row:
    """The row as it is now; nobody else changes it until the transaction ends."""
    current = type(row).objects.live().select_for_update(no_key=True).get(pk=row.pk)
    type(row).objects.filter(pk=row.pk).require_editable_by(by)
    return current


def _columns(row: models.Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.local_concrete_fields}


def _merged(row: models.Model, given: Mapping[str, Any]) -> dict[str, Any]:
    """The row's custom fields with those given; what is there of fields that are no longer defined stays."""
    given = {key: value for key, value in given.items() if value is None or value != row.custom_fields.get(key)}
    defined = set(CustomField.objects.filter(subject=_subject(row)).values_list("key", flat=True))
    undefined = {key for key in row.custom_fields.keys() - defined if given.get(key) is None}
    told = {key: value for key, value in (row.custom_fields | given).items() if key not in undefined}
    kept = {key: row.custom_fields[key] for key in undefined - given.keys()}
    return kept | validated(_subject(row), told)


def _subject(row: models.Model) -> CustomField.Subject:
    return CustomField.Subject(row._meta.model_name)


def _validate(row: models.Model, changes: Collection[str] | None = None) -> None:
    """Judge the whole row, or what changes of it: what it had before may be older than a rule."""
    unjudged = {field.name for field in row._meta.fields} - set(changes) if changes is not None else None
    # Twice: texts are brought into their form before they are judged.
    row.clean()
    row.full_clean(exclude=unjudged, validate_constraints=False)
    for constraint in row._meta.constraints:
        try:
            constraint.validate(type(row), row)
        except ValidationError as error:
            if isinstance(constraint, UniqueConstraint):
                raise Taken(reason=" ".join(error.messages)) from error
            raise
    if isinstance(row, Contact) and who_has(row.email).exclude(contact=row).exists():
        raise EmailTaken


def _write(row: models.Model, **how: Any) -> None:
    try:
        row.save(**how)
    except IntegrityError as error:
        # Somebody else was quicker by a moment.
        if "email_unique_among_live" in str(error):
            raise EmailTaken from error
        if isinstance(error.__cause__, UniqueViolation):
            raise Taken(reason=reason(error)) from error
        raise
