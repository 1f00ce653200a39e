"""Bringing the members of a dynamic list in line with its filter and its pins, by difference alone."""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Greatest

from contacts.filters import Node, matching
from contacts.models import Contact, ContactList, ListBuild, ListMember, ListPin

# Two sets of as many ids whose hashes, all taken together, are the same are the same set: it costs hardly more than to
# count them, and no table is made where nothing differs, which is nearly always.
SUMS = """
SELECT wanted.size, (wanted.*) IS NOT DISTINCT FROM (held.*)
FROM (SELECT count(*) AS size, bit_xor(uuid_hash_extended(id, 0)) AS hashes FROM ({wanted}) AS w) AS wanted,
     (SELECT count(*) AS size, bit_xor(uuid_hash_extended(contact_id, 0)) AS hashes FROM ({members}) AS m) AS held
"""
# Kept for the moment between looking and writing.
DIFFERENCE = """
CREATE TEMPORARY TABLE list_difference ON COMMIT DROP AS
SELECT coalesce(wanted.id, member.contact_id) AS contact_id, member.id AS member_id
FROM ({wanted}) AS wanted FULL JOIN ({members}) AS member ON member.contact_id = wanted.id
WHERE wanted.id IS NULL OR member.id IS NULL
"""
COUNT = "SELECT count(*) FILTER (WHERE member_id IS NULL), count(member_id) FROM list_difference"
JOIN = """
INSERT INTO contacts_listmember (list_id, contact_id)
SELECT %s, contact_id FROM list_difference WHERE member_id IS NULL ORDER BY contact_id
ON CONFLICT DO NOTHING
"""
LEAVE = "DELETE FROM contacts_listmember WHERE id IN (SELECT member_id FROM list_difference)"


@dataclass(frozen=True)
class Difference:
    """How many contacts have joined a list, how many have left it, and how many of those looked at are on it now."""

    joined: int
    left: int
    size: int

    def __bool__(self) -> bool:
        return bool(self.joined or self.left)


def bring_in_line(
    contact_list: ContactList,
    node: Node,
    *,
    now: datetime,
    booking: Callable[[], AbstractContextManager[Any]],
    among: Collection[UUID] | None = None,
) -> Difference:
    """Have those be on the list who ought to be, of all contacts or only of those `among`; within a transaction.

    `booking` gives the change set of what is written; where nothing is, it is not asked for one.
    """
    wanted, of_wanted = _sql(_wanted(contact_list, node, now, among))
    members, of_members = _sql(_members(contact_list, among))
    both, given = {"wanted": wanted, "members": members}, (*of_wanted, *of_members)
    with connection.cursor() as cursor:
        cursor.execute(SUMS.format(**both), given)
        size, is_in_line = cursor.fetchone()
        if is_in_line:
            return Difference(0, 0, size)
        cursor.execute("DROP TABLE IF EXISTS pg_temp.list_difference")
        cursor.execute(DIFFERENCE.format(**both), given)
        cursor.execute(COUNT)
        difference = Difference(*cursor.fetchone(), size)
        with booking():
            cursor.execute(LEAVE)
            cursor.execute(JOIN, [contact_list.pk])
    if among is not None:
        _resize(contact_list, difference.joined - difference.left)
    return difference


def _resize(contact_list: ContactList, grown: int) -> None:
    # Merges and erasure take members away uncounted, until the list is built the next time.
    ListBuild.objects.filter(list=contact_list).update(size=Greatest(F("size") + grown, 0))


def _wanted(contact_list: ContactList, node: Node, now: datetime, among: Collection[UUID] | None) -> QuerySet:
    # As one array, which is looked up by hashing whatever the planner believes: of a query for the ids it would, before
    # there are statistics of a new list's members, compare each with each.
    few = None if among is None else Contact.objects.filter(pk__in=among)
    matched = matching(node, now=now, among=few).usable().order_by()
    pins = ListPin.objects.filter(list=contact_list)
    if not pins.exists():
        return matched.values("id")
    of_contact = pins.filter(contact=OuterRef("pk"))
    usable = (Contact.objects if few is None else few).usable().live().order_by()
    always = usable.filter(Exists(of_contact.filter(always=True)))
    return matched.filter(~Exists(of_contact.filter(always=False))).values("id").union(always.values("id"))


def _members(contact_list: ContactList, among: Collection[UUID] | None) -> QuerySet:
    members = ListMember.objects.filter(list=contact_list).order_by()
    return (members if among is None else members.filter(contact__in=among)).values("id", "contact_id")


def _sql(rows: QuerySet) -> tuple[str, tuple[Any, ...]]:
    return rows.query.sql_with_params()
