"""Mirrors contacts.search."""
