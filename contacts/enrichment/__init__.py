"""Filling what is blank in contacts from what other sources know."""

from contacts.enrichment.run import SURE, Enrichment, EnrichmentPlan, Gain, enrich, plan_enrichment

__all__ = ["SURE", "Enrichment", "EnrichmentPlan", "Gain", "enrich", "plan_enrichment"]
