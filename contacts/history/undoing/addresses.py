"""Addresses in an undo: the main one of a contact follows the contact, and each belongs to one live contact.

Whoever would get an address back that somebody else has by then gets nothing, nor does whoever waits for what those
keep: of a chain of people who took over each other's address all stay, wherever it is broken.
"""

from django.db.backends.utils import CursorWrapper

from contacts.history.undoing.tables import table_of
from contacts.models import ChangeSet, Contact, ContactEmail

# Ids alone. A twin is a row that says what another one says that the set removed: same contact, same address.
CREATE = """
DROP TABLE IF EXISTS undoing_twin, undoing_contest, undoing_blocked;
CREATE TEMPORARY TABLE undoing_twin (removed_id bigint PRIMARY KEY, row_id bigint) ON COMMIT DROP;
CREATE INDEX ON undoing_twin (row_id);
CREATE TEMPORARY TABLE undoing_contest (contact_id uuid, row_id bigint, holder uuid, outlook text) ON COMMIT DROP;
CREATE INDEX ON undoing_contest (holder);
CREATE TEMPORARY TABLE undoing_blocked (contact_id uuid, row_id bigint) ON COMMIT DROP;
"""
TWINS = """
INSERT INTO undoing_twin
SELECT v.id, twin.id
FROM undoing_contactemail v
JOIN {emails} p ON p.pgh_id = v.source_id
CROSS JOIN LATERAL (
    SELECT e.id FROM contacts_contactemail e
    WHERE e.contact_id = p.contact_id AND lower(e.email) = lower(p.email)
    LIMIT 1
) AS twin
WHERE v.act = 'put'
"""

# A contact as it is once the undo is done; u is its part of the undo, b the version that it goes back to.
EMAIL_AFTER = "lower(CASE WHEN 'email' = ANY (u.columns) THEN b.email ELSE t.email END)"
LIVE_AFTER = """(
    u.leaves IS NOT TRUE
    AND CASE WHEN 'deleted_at' = ANY (u.columns) THEN b.deleted_at ELSE t.deleted_at END IS NULL
)"""

# A row that comes to say another address, or to belong to another contact.
MOVES = "v.columns && '{email,contact_id}'"

# An address that is its contact's main one stays, unless the row that it replaced comes again; where somebody has made
# it the main one since, that is told.
MAIN_STAYS = """
UPDATE undoing_contactemail v
SET act = NULL, leaves = false, columns = '{{}}',
    keeps = CASE WHEN l.is_primary THEN v.keeps ELSE 'edited' END,
    kept = CASE WHEN l.is_primary THEN v.kept ELSE v.kept || '{{is_primary}}' END
FROM {emails} l, contacts_contactemail e
JOIN contacts_contact t ON t.id = e.contact_id
LEFT JOIN undoing_contact u ON u.id = t.id
LEFT JOIN {contacts} b ON b.pgh_id = u.source_id
WHERE e.id = v.id AND l.pgh_id = v.last_id AND (v.act = 'take' OR {moves})
  AND {live_after} AND lower(e.email) = {email_after}
  AND NOT EXISTS (
      SELECT FROM undoing_twin w JOIN undoing_contactemail removed ON removed.id = w.removed_id
      WHERE w.row_id = v.id AND removed.act = 'put'
  )
"""

# Who claims which address: those who change theirs, those who come to life with all that they have, and single rows
# that come to a live contact. Of several who claim one, the first gets it. Who has it now keeps it, unless the contact
# goes, the row goes, or the contact changes its main address to another: that one waits for the other's turn.
CONTEST = """
INSERT INTO undoing_contest
WITH after AS (
    SELECT t.id, {email_after} AS email, {live_after} AS is_live, t.deleted_at IS NULL AS was_live,
           'email' = ANY (u.columns) AS changes
    FROM undoing_contact u
    JOIN contacts_contact t ON t.id = u.id
    LEFT JOIN {contacts} b ON b.pgh_id = u.source_id
    WHERE u.leaves OR u.columns && '{{email,deleted_at}}'
), claim AS (
    SELECT id AS contact_id, NULL::bigint AS row_id, email, true AS is_main
    FROM after WHERE is_live AND (changes OR NOT was_live)
    UNION ALL
    SELECT a.id, NULL, lower(e.email), false
    FROM after a
    JOIN contacts_contactemail e ON e.contact_id = a.id
    LEFT JOIN undoing_contactemail v ON v.id = e.id
    WHERE a.is_live AND NOT a.was_live AND v.act IS DISTINCT FROM 'take' AND ({moves}) IS NOT TRUE
    UNION ALL
    SELECT came.contact_id, came.row_id, came.email, false
    FROM (
        SELECT v.id AS row_id, lower(CASE WHEN 'email' = ANY (v.columns) THEN p.email ELSE e.email END) AS email,
               CASE WHEN 'contact_id' = ANY (v.columns) THEN p.contact_id ELSE e.contact_id END AS contact_id
        FROM undoing_contactemail v
        JOIN {emails} p ON p.pgh_id = v.source_id
        JOIN contacts_contactemail e ON e.id = v.id
        WHERE {moves}
        UNION ALL
        SELECT v.id, lower(p.email), p.contact_id
        FROM undoing_contactemail v JOIN {emails} p ON p.pgh_id = v.source_id
        WHERE v.act = 'put'
    ) AS came
    JOIN contacts_contact t ON t.id = came.contact_id
    LEFT JOIN after a ON a.id = came.contact_id
    WHERE coalesce(a.is_live, t.deleted_at IS NULL)
)
SELECT c.contact_id, c.row_id, e.contact_id,
    CASE
        WHEN e.is_primary THEN
            CASE WHEN h.changes AND (c.is_main OR v.act = 'take' OR {moves}) THEN 'waits' ELSE 'lost' END
        WHEN v.act = 'take' OR {moves} THEN 'free'
        ELSE 'lost'
    END
FROM claim c
JOIN contacts_contactemail e ON e.live AND lower(e.email) = c.email AND e.contact_id <> c.contact_id
LEFT JOIN undoing_contactemail v ON v.id = e.id
LEFT JOIN after h ON h.id = e.contact_id
WHERE h.is_live IS NOT FALSE
UNION ALL
SELECT contact_id, row_id, first_id, 'lost'
FROM (
    SELECT *, first_value(contact_id) OVER (PARTITION BY email ORDER BY is_main DESC, contact_id) AS first_id FROM claim
) AS ranked
WHERE contact_id <> first_id
"""
ANALYZE = "ANALYZE undoing_contest"
# Link by link: a join would read all claims once for each link of a chain.
BLOCK = """
INSERT INTO undoing_blocked
WITH RECURSIVE blocked AS (
    SELECT contact_id, row_id FROM undoing_contest WHERE outlook = 'lost'
    UNION
    SELECT waiting.contact_id, waiting.row_id
    FROM blocked b
    CROSS JOIN LATERAL (
        SELECT c.contact_id, c.row_id FROM undoing_contest c
        WHERE c.holder = b.contact_id AND c.outlook = 'waits'
        OFFSET 0
    ) AS waiting
    WHERE b.row_id IS NULL
)
SELECT contact_id, row_id FROM blocked
"""
BAR_CONTACTS = """
UPDATE undoing_contact u
SET columns = ARRAY(SELECT unnest(u.columns) EXCEPT SELECT unnest(barring.columns)),
    barred = u.barred || ARRAY(SELECT unnest(u.columns) INTERSECT SELECT unnest(barring.columns)), bars = 'address'
FROM (
    SELECT id, CASE WHEN deleted_at IS NULL THEN '{{email}}' ELSE '{{deleted_at,merged_into_id}}' END::text[] AS columns
    FROM contacts_contact WHERE id IN (SELECT contact_id FROM undoing_blocked WHERE row_id IS NULL)
) AS barring
WHERE u.id = barring.id
"""
# What was a main address is told with its contact.
BAR_ROWS = """
UPDATE undoing_contactemail v
SET act = NULL, columns = '{{}}', barred = '{{email}}', bars = CASE WHEN p.is_primary THEN v.bars ELSE 'address' END
FROM {emails} p
WHERE p.pgh_id = v.source_id AND v.id IN (SELECT row_id FROM undoing_blocked)
"""
# The contact has taken the address up again by itself.
HAS_IT_ALREADY = """
UPDATE undoing_contactemail v SET act = NULL
FROM undoing_twin w LEFT JOIN undoing_contactemail twin ON twin.id = w.row_id
WHERE w.removed_id = v.id AND v.act = 'put' AND twin.act IS DISTINCT FROM 'take'
"""

# Nobody can say any more which addresses a contact had that was removed for good.
BAR_REMOVED = "UPDATE undoing_contact SET act = NULL, bars = 'gone' WHERE act = 'put'"

CONCERNED = """
SELECT id FROM undoing_contact WHERE columns <> '{}'
UNION
SELECT e.contact_id FROM undoing_contactemail v JOIN contacts_contactemail e ON e.id = v.id
WHERE v.act = 'put' OR v.columns <> '{}'
"""
SET_MAIN = """
UPDATE contacts_contactemail e SET is_primary = true
FROM contacts_contact t
WHERE t.id = e.contact_id AND t.id IN ({concerned}) AND lower(e.email) = lower(t.email) AND NOT EXISTS (
    SELECT FROM contacts_contactemail main WHERE main.contact_id = t.id AND main.is_primary
)
"""
SET_LIVE = """
UPDATE contacts_contactemail e SET live = t.deleted_at IS NULL
FROM undoing_contactemail v, contacts_contact t
WHERE e.id = v.id AND t.id = e.contact_id AND (v.act = 'put' OR v.columns <> '{{}}')
  AND e.live <> (t.deleted_at IS NULL)
"""
ADD_MISSING = """
INSERT INTO contacts_contactemail (contact_id, email, is_primary, live)
SELECT t.id, t.email, true, true
FROM contacts_contact t
WHERE t.id IN ({concerned}) AND t.deleted_at IS NULL
  AND NOT EXISTS (SELECT FROM contacts_contactemail e WHERE e.contact_id = t.id AND e.is_primary)
ORDER BY t.id
"""
# Whoever was merged has left all addresses to the other contact: the trigger shall not give them one anew.
REMOVE_NEW_OF_MERGED = """
DELETE FROM contacts_contactemail e
USING contacts_contact t, {emails} made
WHERE t.id = e.contact_id AND t.id IN ({concerned}) AND t.merged_into_id IS NOT NULL
  AND made.pgh_obj_id = e.id AND made.pgh_context_id = %(undo)s AND made.pgh_label = 'insert'
  AND NOT EXISTS (SELECT FROM undoing_contactemail v WHERE v.id = e.id AND v.act = 'put')
"""


def settle(cursor: CursorWrapper) -> None:
    """Leave out of the plan what would take an address from somebody."""
    for statement in (CREATE, BAR_REMOVED, TWINS, MAIN_STAYS, HAS_IT_ALREADY, CONTEST, ANALYZE, BLOCK, BAR_CONTACTS):
        cursor.execute(statement.format(**_names()))
    # Those who keep their address by now may be others.
    for statement in (BAR_ROWS, MAIN_STAYS, HAS_IT_ALREADY):
        cursor.execute(statement.format(**_names()))


def follow_contacts(cursor: CursorWrapper, undo: ChangeSet) -> None:
    """Bring the rows that came back in line with their contacts, once these are as they shall be."""
    for statement in (SET_MAIN, SET_LIVE, ADD_MISSING, REMOVE_NEW_OF_MERGED):
        cursor.execute(statement.format(concerned=CONCERNED, **_names()), {"undo": undo.pk})


def _names() -> dict[str, str]:
    return {
        "contacts": table_of(Contact).history,
        "emails": table_of(ContactEmail).history,
        "email_after": EMAIL_AFTER,
        "live_after": LIVE_AFTER,
        "moves": MOVES,
    }
