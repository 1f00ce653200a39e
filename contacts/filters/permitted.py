"""What somebody may ask about: nobody learns by a filter what they may not look at."""

from functools import cache

from django.apps import apps
from django.db.models import Model

from contacts.filters.fields import Field
from contacts.filters.table import fields_of_contacts
from contacts.models import DuplicatePair
from contacts.visibility import may_look_at
from crm.models import User

# Whoever may merge contacts looks at who might be merged.
ALSO_BY = {DuplicatePair: "contacts.merge_contact"}


def fields_for(user: User | None) -> dict[str, Field]:
    """The fields that follow from tables which the user may look at; nobody stands for the program itself."""
    fields = fields_of_contacts()
    return fields if user is None else {name: field for name, field in fields.items() if may_ask(user, field)}


def may_ask(user: User | None, field: Field) -> bool:
    """Whether the user may look at every table from which the field follows."""
    return user is None or all(_may_look_at(user, _models()[table]) for table in field.sources())


def _may_look_at(user: User, model: type[Model]) -> bool:
    return may_look_at(user, model) or (model in ALSO_BY and user.has_perm(ALSO_BY[model]))


@cache
def _models() -> dict[str, type[Model]]:
    return {model._meta.db_table: model for model in apps.get_models()}
