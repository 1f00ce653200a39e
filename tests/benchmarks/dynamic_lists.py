"""Dynamic lists: a refresh and the SQL that somebody would write for it, one contact that changes, pages of members."""

import statistics
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contacts.api.paging import Order
from contacts.filters import matching, parse
from contacts.history import change_set
from contacts.lists import follow_changes, make_dynamic_list, refresh
from contacts.models import ChangeSet, Contact, ContactList, ListMember
from tests.benchmarks.contents import NotTheSameWork
from tests.benchmarks.lists import visit
from tests.benchmarks.report import Report, thousands, times
from tests.benchmarks.stories import storied_base
from tests.benchmarks.timing import seconds

COMMAND = ChangeSet.Door.COMMAND
TIMES = 9
SMALL = 10_000
WON = [{"field": "outcome", "operator": "equals", "value": "won"}]
FIVE = [
    {"field": "lifecycle_stage", "operator": "in", "value": ["customer", "opportunity"]},
    {"field": "email_opt_in", "operator": "equals", "value": True},
    {"field": "country", "operator": "is_set"},
    {"field": "last_contacted_at", "operator": "in_last_days", "value": 365},
    {"field": "deals.sum", "operator": "greater_than", "value": 5_000, "where": WON},
]
PLAIN_FOUR = FIVE[:4]
# What somebody would type who has the database before them.
WANTED = """
SELECT c.id FROM contacts_contact c
WHERE c.deleted_at IS NULL AND c.lifecycle_stage IN ('customer', 'opportunity') AND c.email_opt_in AND c.country <> ''
  AND c.last_contacted_at BETWEEN %(since)s AND %(now)s
  AND c.id IN (
    SELECT d.contact_id FROM contacts_deal d JOIN contacts_stage s ON s.id = d.stage_id
    WHERE s.outcome = 'won' AND d.deleted_at IS NULL AND d.contact_id IS NOT NULL
    GROUP BY d.contact_id HAVING sum(d.amount_base) > 5000
  )
"""
JOIN = f"""
INSERT INTO contacts_listmember (list_id, contact_id)
SELECT %(list)s, wanted.id FROM ({WANTED}) AS wanted
WHERE NOT EXISTS (SELECT FROM contacts_listmember m WHERE m.list_id = %(list)s AND m.contact_id = wanted.id)
"""
LEAVE = f"""
DELETE FROM contacts_listmember m
WHERE m.list_id = %(list)s AND NOT EXISTS (SELECT FROM ({WANTED}) AS wanted WHERE wanted.id = m.contact_id)
"""
REMARKS = (
    "By hand: one INSERT … SELECT and one DELETE with the same condition, and the same triggers.",
    "A tenth of the members was taken off and as many others were put on before each refresh that has to change.",
    "One contact: from the commit of the change until its membership is right, once the job looks, each five seconds.",
)


def measure(rows: int, folder: Path) -> Report:
    """Compare, with so many contacts, three tenths as many deals, and twice as many activities."""
    few_s = _follow_s(min(rows, SMALL), folder)
    with storied_base(rows, folder) as client:
        now = timezone.now()
        contact_list = made("Five conditions", FIVE, now)
        large = made("Four conditions", PLAIN_FOUR, now)
        figures = _unchanged(contact_list, now) | _prefixed("plain", _unchanged(large, now))
        figures |= _changed(contact_list, now)
        figures |= {"follow_s": _one_change(contact_list), "follow_small_s": few_s} | _pages(large, client)
    return Report({"rows": rows} | figures, _table(rows, figures), REMARKS)


def made(name: str, filters: list, now: datetime) -> ContactList:
    """A list that was built once, on a base that autovacuum has looked after."""
    contact_list = make_dynamic_list(name, filters, by=None, door=COMMAND)
    refresh(contact_list, now=now, by=None, door=COMMAND)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE contacts_listmember")
    return contact_list


def _follow_s(rows: int, folder: Path) -> float:
    with storied_base(rows, folder):
        return _one_change(made("Five conditions", FIVE, timezone.now()))


def _unchanged(contact_list: ContactList, now: datetime) -> dict[str, float]:
    """A refresh that finds nobody to join or leave, and the bare count of the same condition."""
    node, before = parse(contact_list.filters), ListMember.pgh_event_model.objects.count()
    counting = _median(lambda: matching(node, now=now).count())
    refreshing = _median(lambda: _refresh(contact_list, now))
    written = ListMember.pgh_event_model.objects.count() - before
    size = contact_list.list_members.count()
    return {
        "members": size,
        "count_s": counting,
        "unchanged_s": refreshing,
        "unchanged_ratio": round(refreshing / counting, 3),
        "unchanged_written": written,
    }


def _changed(contact_list: ContactList, now: datetime) -> dict[str, float]:
    """A refresh that has to bring some in and put some out, ours and by hand, in turns."""
    ours, by_hand = [], []
    for _ in range(TIMES):
        for spent, work in ((ours, _refresh), (by_hand, _refresh_by_hand)):
            expected = set_apart(contact_list)
            spent.append(seconds(lambda work=work: work(contact_list, now)))
            if contact_list.list_members.count() != expected:
                raise NotTheSameWork({"members": contact_list.list_members.count(), "expected": expected})
    ours_s, by_hand_s = statistics.median(ours), statistics.median(by_hand)
    return {
        "changed_s": round(ours_s, 4),
        "by_hand_s": round(by_hand_s, 4),
        "changed_ratio": round(ours_s / by_hand_s, 3),
    }


def set_apart(contact_list: ContactList) -> int:
    """Have a tenth of the members be others; returns how many ought to be on the list."""
    size = contact_list.list_members.count()
    some = max(1, size // 10)
    members = contact_list.list_members.order_by("id")
    strangers = Contact.objects.exclude(list_members__list=contact_list).order_by("id").values_list("pk", flat=True)
    with change_set(ChangeSet.Kind.SAMPLE, door=COMMAND):
        leaving = list(members.values_list("pk", flat=True)[:some])
        ListMember.objects.filter(pk__in=leaving).delete()
        ListMember.objects.bulk_create(ListMember(list=contact_list, contact_id=pk) for pk in strangers[:some])
    return size


def _refresh(contact_list: ContactList, now: datetime) -> None:
    refresh(contact_list, now=now, by=None, door=COMMAND)


def _refresh_by_hand(contact_list: ContactList, now: datetime) -> None:
    given = {"list": contact_list.pk, "now": now, "since": now - timedelta(365)}
    with change_set(ChangeSet.Kind.REFRESH, door=COMMAND), connection.cursor() as cursor:
        cursor.execute(LEAVE, given)
        cursor.execute(JOIN, given)


def _one_change(contact_list: ContactList) -> float:
    """How long it takes to judge one contact anew, once its change is committed."""
    follow_changes(now=timezone.now())
    spent = []
    for member in contact_list.list_members.order_by("id")[:TIMES]:
        with change_set(ChangeSet.Kind.SAMPLE, door=COMMAND):
            Contact.objects.filter(pk=member.contact_id).update(lifecycle_stage="lead")
        spent.append(seconds(lambda: follow_changes(now=timezone.now())))
        if ListMember.objects.filter(pk=member.pk).exists():
            raise NotTheSameWork({"still a member": member.pk})
    return round(statistics.median(spent), 4)


def _pages(contact_list: ContactList, client: Client) -> dict[str, float]:
    """The first page of members by the API, and one of the last."""
    address = reverse("api:members", args=[contact_list.pk])
    rows = Contact.objects.filter(list_members__list=contact_list).order_by("pk").annotate(place_0=F("pk"))
    last = Order("id", [F("pk")]).cursor("after", rows[rows.count() * 19 // 20])
    return {"first_page_ms": _page_ms(client, address), "deep_page_ms": _page_ms(client, f"{address}?cursor={last}")}


def _page_ms(client: Client, address: str) -> float:
    visit(client, address)
    return round(1000 * _median(lambda: visit(client, address)), 1)


def _median(work: Callable[[], object]) -> float:
    return round(statistics.median(seconds(work) for _ in range(TIMES)), 4)


def _prefixed(name: str, figures: dict[str, float]) -> dict[str, float]:
    return {f"{name}_{key}": figure for key, figure in figures.items()}


def _table(rows: int, figures: dict[str, float]) -> dict[str, str]:
    return {
        "contacts": thousands(rows),
        "members by five conditions, one aggregated": thousands(figures["members"]),
        "refresh that changes a tenth, s": f"{figures['changed_s']:.3f}",
        "… by hand, s": f"{figures['by_hand_s']:.3f}",
        "… ratio (goal 1.30)": times(figures["changed_ratio"]),
        "refresh with nothing changed, s": f"{figures['unchanged_s']:.3f}",
        "… to the bare count (goal 1.10)": times(figures["unchanged_ratio"]),
        "… members written": thousands(figures["unchanged_written"]),
        "members by four plain conditions": thousands(figures["plain_members"]),
        "… nothing changed, to the bare count": times(figures["plain_unchanged_ratio"]),
        "one contact judged anew, ms": f"{1000 * figures['follow_s']:.0f}",
        f"… in a base of {min(rows, SMALL):,}, ms": f"{1000 * figures['follow_small_s']:.0f}",
        "first page of members, ms": f"{figures['first_page_ms']:.1f}",
        "page at 95 % of the members, ms": f"{figures['deep_page_ms']:.1f}",
    }
