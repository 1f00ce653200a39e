"""How urgent a request is, as a colour and in words."""

from django.utils import timezone

OVERDUE, SOON, LATER, CLOSED = "overdue", "soon", "later", "closed"
LOOKS = {OVERDUE: "danger", SOON: "warning", LATER: "success", CLOSED: None}
SOON_DAYS = 7


def due(request):
    """How urgent a request is, and in words."""
    if not request.is_open:
        return CLOSED, f"closed {request.closed_on:%Y-%m-%d}"
    days = (request.due_on - timezone.localdate()).days
    if days < 0:
        return OVERDUE, f"{-days} day{'s' if days < -1 else ''} overdue"
    words = {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")
    return SOON if days <= SOON_DAYS else LATER, words
