"""Who may see which row, and who may change it: the one place that every door asks."""

from collections.abc import Iterable
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from contacts.exceptions import BelongsToOthers
from crm.models import User

SEE_ALL = "contacts.see_all_records"
CHANGE_ALL = "contacts.change_all_records"


class VisibleQuerySet(models.QuerySet):
    """Rows that belong to the whole firm: whoever may see or change the table may see or change each."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Rows that the user may look at."""
        if not may_look_at(user, self.model):
            return self.none()
        return self if settings.REPS_SEE_ALL or user.has_perm(SEE_ALL) else self.filter(self.seen_as_own(user))

    def editable_by(self, user: User | AnonymousUser) -> Self:
        """Rows that the user may change, or delete if they may delete at all."""
        if not _holds(user, self.model, ["change"]):
            return self.none()
        return self if user.has_perm(CHANGE_ALL) else self.filter(self.changed_as_own(user))

    def require_editable_by(self, user: User | None) -> None:
        """Raise BelongsToOthers unless the user may change every row. Nobody stands for the program itself."""
        if user is None:
            return
        theirs = self.model.objects.editable_by(user).filter(pk=OuterRef("pk"))
        # Looked up row by row: of NOT IN the planner would make a list of the whole table.
        if count := self.filter(~Exists(theirs)).count():
            raise BelongsToOthers(count=count)

    def seen_as_own(self, user: User) -> Q:
        """What somebody sees who does not see everybody's records."""
        return Q()

    def changed_as_own(self, user: User) -> Q:
        """What somebody may change who may not change everybody's records."""
        return Q()


class OwnedQuerySet(VisibleQuerySet):
    """Rows with an owner: theirs, and their team's."""

    def seen_as_own(self, user: User) -> Q:
        return Q(owner__in=colleagues(user))

    def changed_as_own(self, user: User) -> Q:
        return Q(owner__in=colleagues(user))


class StoryQuerySet(OwnedQuerySet):
    """What happens with a contact is seen by whoever has the contact."""

    def seen_as_own(self, user: User) -> Q:
        return super().seen_as_own(user) | Q(contact__owner__in=colleagues(user))


class OfPersonQuerySet(VisibleQuerySet):
    """What is known of a contact is seen by whoever has the contact."""

    def seen_as_own(self, user: User) -> Q:
        return Q(contact__owner__in=colleagues(user))


class EmployerQuerySet(OwnedQuerySet):
    """A company is seen by whoever has one of its people."""

    def seen_as_own(self, user: User) -> Q:
        people = self.model._meta.get_field("contacts").related_model.objects
        theirs = people.filter(company=OuterRef("pk"), deleted_at=None, owner__in=colleagues(user))
        return super().seen_as_own(user) | Exists(theirs)


def may_look_at(user: User | AnonymousUser, model: type[models.Model]) -> bool:
    """Whether the user may look at the table; at which of its rows, `visible_to` says."""
    return _holds(user, model, ("view", "change"))


def colleagues(user: User) -> QuerySet[User]:
    """The user and the members of their team."""
    own_team = Q(team=user.team_id) if user.team_id else Q()
    return User.objects.filter(Q(pk=user.pk) | own_team).order_by().values("pk")


def _holds(user: User | AnonymousUser, model: type[models.Model], verbs: Iterable[str]) -> bool:
    meta = model._meta
    return any(user.has_perm(f"{meta.app_label}.{verb}_{meta.model_name}") for verb in verbs)
