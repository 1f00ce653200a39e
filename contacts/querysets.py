"""Names for sets of rows."""

from typing import Any, Self

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from contacts.exceptions import Restricted
from contacts.visibility import EmployerQuerySet, OwnedQuerySet, StoryQuerySet, VisibleQuerySet, may_look_at
from crm.models import User

SHARE_VIEWS = "contacts.share_savedview"


class LiveQuerySet(VisibleQuerySet):
    """Rows that can be deleted and wanted back."""

    def live(self) -> "LiveQuerySet":
        """Only rows that nobody deleted."""
        return self.filter(deleted_at=None)

    def deleted(self) -> "LiveQuerySet":
        """Only rows that wait to be restored."""
        return self.exclude(deleted_at=None)

    def soft_delete(self) -> int:
        """Mark every live row of the set as deleted; returns how many there were."""
        return self.live().update(deleted_at=timezone.now())

    def restore(self) -> int:
        """Make every deleted row of the set live again; returns how many there were."""
        return self.deleted().update(deleted_at=None)


class CompanyQuerySet(EmployerQuerySet, LiveQuerySet):
    """Sets of companies."""


class OfContactQuerySet(StoryQuerySet, LiveQuerySet):
    """Sets of tasks, of deals."""


class ActivityQuerySet(OfContactQuerySet):
    """Sets of activities."""

    def of_company(self, company: Any) -> "ActivityQuerySet":
        """Activities with the company itself, and with its people."""
        ids = self.model.objects.order_by().values("pk")
        # Each of the two has an index; of both in one condition the planner would read all activities.
        return self.filter(pk__in=ids.filter(company=company).union(ids.filter(contact__company=company)))


class ContactQuerySet(OwnedQuerySet, LiveQuerySet):
    """Sets of contacts."""

    def usable(self) -> "ContactQuerySet":
        """Only those whose data may be used: https://gdpr-info.eu/art-18-gdpr/"""
        return self.filter(restricted_at=None)

    def editable_by(self, user: User | AnonymousUser) -> "ContactQuerySet":
        """Contacts that the user may change: nobody changes those whose data are restricted."""
        return super().editable_by(user).usable()

    def require_editable_by(self, user: User | None) -> None:
        """Raise Restricted or BelongsToOthers unless the user may change every contact; the program may, too."""
        if restricted := self.exclude(restricted_at=None).count():
            raise Restricted(count=restricted)
        super().require_editable_by(user)

    def with_email(self, email: str) -> "ContactQuerySet":
        """Contacts that have or had this address, whatever the case."""
        addresses = self.model._meta.get_field("emails").related_model.objects
        return self.filter(pk__in=addresses.alias(key=Lower("email")).filter(key=email.lower()).values("contact"))


class DuplicatePairQuerySet(models.QuerySet):
    """Sets of pairs of contacts that may be one person."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Pairs of which the user may look at both contacts."""
        people = self.model._meta.get_field("low").related_model.objects.visible_to(user).order_by().values("pk")
        return self.filter(low__in=people, high__in=people)

    def waiting(self) -> Self:
        """Open pairs of contacts that are both there, and whose data may be used."""
        is_usable = {f"{side}__{name}": None for side in ("low", "high") for name in ("deleted_at", "restricted_at")}
        return self.filter(status=self.model.Status.OPEN, **is_usable)

    def of(self, contact: Any) -> Self:
        """Pairs with the contact."""
        return self.filter(Q(low=contact) | Q(high=contact))

    def after(self, pair: Any) -> Self:
        """Pairs that follow another one in the queue: less probable ones; of those as probable, by their ids."""
        follows = Q(probability__lt=pair.probability) | Q(pk__gt=pair.pk)
        return self.filter(follows, probability__lte=pair.probability)


class SavedViewQuerySet(VisibleQuerySet):
    """Sets of views of the list of contacts."""

    def named(self) -> "SavedViewQuerySet":
        """Those that somebody has saved."""
        return self.exclude(name="")

    def visible_to(self, user: User | AnonymousUser) -> "SavedViewQuerySet":
        """The user's own, and those that are shared, for whoever may see contacts."""
        if not may_see_contacts(user):
            return self.none()
        return self.filter(Q(created_by=user.pk) | Q(is_shared=True))

    def editable_by(self, user: User | AnonymousUser) -> "SavedViewQuerySet":
        """The user's own, and of whoever may share views, also those that others have shared."""
        if not may_see_contacts(user):
            return self.none()
        others = Q(is_shared=True) if user.has_perm(SHARE_VIEWS) else Q()
        return self.named().filter(Q(created_by=user.pk) | others)


def may_see_contacts(user: User | AnonymousUser) -> bool:
    """Whether there is a list of contacts for the user."""
    return may_look_at(user, apps.get_model("contacts.Contact"))
