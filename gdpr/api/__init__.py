"""What privacy adds to the REST API."""
