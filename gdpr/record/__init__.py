"""The record of processing activities (Art. 30 GDPR), drawn up from what the models say about themselves."""

from gdpr.record.activities import Activity, activities
from gdpr.record.formats import FORMATS
from gdpr.record.pages import outdated_pages, write_pages

__all__ = ["FORMATS", "Activity", "activities", "outdated_pages", "write_pages"]
