"""The desk of those who look after privacy."""

from gdpr.admin import consent  # noqa: F401 (registers its models)
