"""Contacts that may be one person: found, explained, decided on."""
