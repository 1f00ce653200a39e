"""The pages that people reach without logging in."""
