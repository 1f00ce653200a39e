"""Soft delete: a row that a person could want back is marked, not removed."""

from django.db import models
from django.db.models.functions import Now

from contacts.querysets import LiveQuerySet


class LiveModel(models.Model):
    """A model whose rows are deleted softly."""

    created_at = models.DateTimeField(auto_now_add=True, db_default=Now())
    updated_at = models.DateTimeField(auto_now=True, db_default=Now())
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = LiveQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_live(self) -> bool:
        """Whether nobody deleted the row."""
        return self.deleted_at is None
