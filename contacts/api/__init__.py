"""The REST API: `/api/v1/`. One module per resource; the others are what resources share."""
