"""Bulk changes: every run with its own pages."""

from django.contrib import admin

from contacts.admin import bulk_steps
from contacts.admin.run_pages import RunAdmin
from contacts.models import BulkRun


@admin.register(BulkRun)
class BulkRunAdmin(RunAdmin):
    list_display = ["title", "state", "changing", "changed", "conflicts", "created_by", "created_at"]
    steps = {"start": bulk_steps.start, "stop": bulk_steps.stop, "progress": bulk_steps.progress_part}

    def current_step(self, request, row):
        return bulk_steps.STEPS[row.status](request, row)
