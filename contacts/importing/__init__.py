"""Contacts out of files: sources yield rows, a mapping names the fields of their columns."""
