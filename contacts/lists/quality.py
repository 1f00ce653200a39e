"""What wants cleaning: the lists of those whose data somebody should put right, and how many there are."""

from dataclasses import dataclass

from django.conf import settings

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


def _problem(contact_list: ContactList, user: User, *, sees_all: bool) -> Problem:
    build = getattr(contact_list, "build", None)
    if contact_list.type == ContactList.Type.DYNAMIC and (build is None or build.refreshed_at is None):
        return Problem(contact_list, build, None)
    if sees_all and build:
        return Problem(contact_list, build, build.size)
    theirs = Contact.objects.live().visible_to(user).filter(list_members__list=contact_list).order_by()
    count = theirs[: MOST_COUNTED + 1].count()
    return Problem(contact_list, build, min(count, MOST_COUNTED), count > MOST_COUNTED)
