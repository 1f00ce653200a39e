"""Invented people, companies and sales stories, the same for the same seed."""
