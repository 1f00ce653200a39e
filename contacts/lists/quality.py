"""What wants cleaning: the lists of those whose data somebody should put right, and how many there are."""

from dataclasses import dataclass

from django.conf import settings

from contacts.exceptions import UnusableFilter
from contacts.filters import leaves, parse
from contacts.filters.fields import Field
from contacts.models import Contact, ContactList, ListBuild
from contacts.visibility import SEE_ALL
from crm.models import User

# Of those who may not see everybody, nobody is counted further.
MOST_COUNTED = 10_000


@dataclass(frozen=True)
class Problem:
    """A list of contacts that want cleaning; `count` is None until it is built for the first time.

    There may be more than `count` where it `has_more`.
    """

    list: ContactList
    build: ListBuild | None
    count: int | None
    has_more: bool = False


def problems(user: User) -> list[Problem]:
    """Each list that wants cleaning, with how many on it the user may see: counted when it is built, not now."""
    lists = ContactList.objects.live().visible_to(user).filter(wants_cleaning=True)
    sees_all = settings.REPS_SEE_ALL or user.has_perm(SEE_ALL)
    return [_problem(each, user, sees_all=sees_all) for each in lists.select_related("build").order_by("name")]


def in_question(contact_list: ContactList) -> list[str]:
    """The fields of contacts that the filter of a list finds something wrong with: columns, and `custom.KEY`.

    Those that have to be filled come first; none where the filter asks about other tables alone, or cannot be used.
    """
    try:
        asked = leaves(parse(contact_list.filters), inner=False)
    except UnusableFilter:
        return []
    fields = [leaf.field for leaf in sorted(asked, key=lambda leaf: leaf.operator.name != "is_empty")]
    return list(dict.fromkeys(name for field in fields for name in _own(field)))


def _own(field: Field) -> list[str]:
    if "." in field.name:
        # What stands in a row of another table has its name before the point.
        return [field.name] if field.name.startswith("custom.") else []
    # Every field of contacts depends on that as well.
    columns = field.sources().get(Contact._meta.db_table, set()) - {"deleted_at"}
    return [column.name for column in Contact._meta.local_concrete_fields if column.column in columns]


def _problem(contact_list: ContactList, user: User, *, sees_all: bool) -> Problem:
    build = getattr(contact_list, "build", None)
    if contact_list.type == ContactList.Type.DYNAMIC and (build is None or build.refreshed_at is None):
        return Problem(contact_list, build, None)
    if sees_all and build:
        return Problem(contact_list, build, build.size)
    theirs = Contact.objects.live().visible_to(user).filter(list_members__list=contact_list).order_by()
    count = theirs[: MOST_COUNTED + 1].count()
    return Problem(contact_list, build, min(count, MOST_COUNTED), count > MOST_COUNTED)
