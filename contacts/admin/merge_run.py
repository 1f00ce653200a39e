"""Merges of many groups of duplicates: every run with its own pages."""

from django.contrib import admin

from contacts.admin import merge_run_steps
from contacts.admin.run_pages import RunAdmin
from contacts.models import MergeRun


@admin.register(MergeRun)
class MergeRunAdmin(RunAdmin):
    list_display = ["__str__", "state", "merged", "left", "created_by", "created_at"]
    steps = {"start": merge_run_steps.start, "stop": merge_run_steps.stop, "progress": merge_run_steps.progress_part}

    def current_step(self, request, row):
        return merge_run_steps.current(request, row)
