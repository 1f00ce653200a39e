"""Names for sets of rows."""

from typing import Any

from django.db.models.functions import Lower
from django.utils import timezone

from contacts.visibility import EmployerQuerySet, OwnedQuerySet, StoryQuerySet, VisibleQuerySet


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

    def with_email(self, email: str) -> "ContactQuerySet":
        """Contacts that have or had this address, whatever the case."""
        addresses = self.model._meta.get_field("emails").related_model.objects
        return self.filter(pk__in=addresses.alias(key=Lower("email")).filter(key=email.lower()).values("contact"))
