"""Whose row it is: the contact that a staged row is about, or a new one.

Every statement works on the rows of `staged`. Look-ups in large tables are scalar subqueries, each one step in an
index. A join would be planned by guess, for nothing is known of `staged`, and might read the large table whole, once
for each chunk or even for each row; OFFSET 0 keeps PostgreSQL from making one of them, and from asking twice what is
named twice.
"""

from django.db.backends.utils import CursorWrapper

from contacts.models import ImportRun

MatchBy = ImportRun.MatchBy

# How a row found its contact (`found_by`): by the key that was chosen for the file, by its own address, by a further
# one. Or it did not: nobody, or several contacts have its key.
KEY, ADDRESS, FURTHER, NOBODY, SEVERAL = "k", "a", "f", "n", "s"
SEVERAL_ID = "00000000-0000-0000-0000-000000000000"

# A contact that was merged into another one is found under its old id too.
BY_ID = """
SELECT k.id FROM contacts_contact c JOIN contacts_contact k ON k.id = coalesce(c.merged_into_id, c.id)
WHERE c.id = s.match_key::uuid AND k.deleted_at IS NULL
"""
BY_EXTERNAL_ID = """
SELECT e.contact_id FROM contacts_externalid e
WHERE e.system = split_part(s.match_key, ':', 1) AND e.value = substr(s.match_key, strpos(s.match_key, ':') + 1)
  AND e.value <> ''
  AND (SELECT c.deleted_at IS NULL FROM contacts_contact c WHERE c.id = e.contact_id OFFSET 0)
"""
# A row and a contact who both have first and last names, of which no word is the same or nearly so.
OTHER_NAME = """(
    s.first_name <> '' AND s.last_name <> '' AND c.first_name <> '' AND c.last_name <> ''
    AND NOT string_to_array(name_key(s.first_name || ' ' || s.last_name), ' ') && string_to_array(c.name_key, ' ')
    AND similarity(name_key(s.first_name || ' ' || s.last_name), c.name_key) < 0.25
)"""
# Others of a household are not meant; of several who are left, the one whose name the row has. No more are looked at
# than a switchboard has.
BY_PHONE = f"""
SELECT CASE
    WHEN count(*) FILTER (WHERE agrees) = 1 THEN (array_agg(id) FILTER (WHERE agrees))[1]
    WHEN count(*) = 1 THEN (array_agg(id))[1]
    WHEN count(*) > 1 THEN '{SEVERAL_ID}'::uuid
END
FROM (
    SELECT c.id, (
        coalesce(name_key(s.first_name) = name_key(nullif(c.first_name, '')), true)
        AND coalesce(name_key(s.last_name) = name_key(nullif(c.last_name, '')), true)
        AND coalesce(s.first_name, s.last_name) IS NOT NULL
    ) AS agrees
    FROM contacts_contact c
    WHERE c.deleted_at IS NULL AND {OTHER_NAME} IS NOT TRUE AND c.id IN (
        SELECT id FROM contacts_contact WHERE phone_e164 = s.match_key AND phone_e164 <> ''
        UNION
        SELECT id FROM contacts_contact WHERE mobile_e164 = s.match_key AND mobile_e164 <> ''
        UNION
        SELECT contact_id FROM contacts_contactphone WHERE e164 = s.match_key AND e164 <> ''
    )
    LIMIT 1000
) AS holders
"""
BY_KEY = {
    MatchBy.EMAIL: "SELECT NULL::uuid",
    MatchBy.ID: BY_ID,
    MatchBy.EXTERNAL_ID: BY_EXTERNAL_ID,
    MatchBy.PHONE: BY_PHONE,
}

BY_ADDRESS = "SELECT e.contact_id FROM contacts_contactemail e WHERE e.live AND lower(e.email) = lower(s.email)"
# A further address may be a shared mailbox: it finds a contact only where a name agrees and none contradicts.
BY_FURTHER_ADDRESS = """
SELECT further.contact_id
FROM (
    SELECT place, (
        SELECT e.contact_id FROM contacts_contactemail e WHERE e.live AND lower(e.email) = lower(address)
    ) AS contact_id
    FROM jsonb_array_elements_text(s.emails) WITH ORDINALITY AS named(address, place)
    OFFSET 0
) AS further
WHERE (
    SELECT coalesce(first_name, last_name) AND coalesce(last_name, first_name)
    FROM (
        SELECT name_key(s.first_name) = name_key(nullif(c.first_name, '')) AS first_name,
               name_key(s.last_name) = name_key(nullif(c.last_name, '')) AS last_name
        FROM contacts_contact c WHERE c.id = further.contact_id
        OFFSET 0
    ) AS agrees
)
ORDER BY further.place
LIMIT 1
"""
IDENTIFY = f"""
UPDATE staged s SET (contact_id, is_new, found_by) = (
    SELECT coalesce(nullif(key, '{SEVERAL_ID}'), address, further, uuid7()),
           coalesce(nullif(key, '{SEVERAL_ID}'), address, further) IS NULL,
           CASE
               WHEN key <> '{SEVERAL_ID}' THEN '{KEY}' WHEN address IS NOT NULL THEN '{ADDRESS}'
               WHEN further IS NOT NULL THEN '{FURTHER}' WHEN key IS NOT NULL THEN '{SEVERAL}' ELSE '{NOBODY}'
           END
    FROM (SELECT ({{by_key}}) AS key OFFSET 0) AS by_key
    CROSS JOIN LATERAL (
        SELECT CASE WHEN key IS NULL OR key = '{SEVERAL_ID}' THEN ({BY_ADDRESS}) END AS address OFFSET 0
    ) AS by_address
    CROSS JOIN LATERAL (
        SELECT CASE WHEN key IS NULL AND address IS NULL THEN ({BY_FURTHER_ADDRESS}) END AS further OFFSET 0
    ) AS by_further
)
"""

CLAIM = """
INSERT INTO contacts_contactemail (contact_id, email, is_primary, live)
SELECT contact_id, email, true, true FROM staged WHERE is_new
ORDER BY lower(email)
ON CONFLICT (lower(email)) WHERE live DO NOTHING
"""

# Somebody else was first: their contact is ours to update.
MATCH_LOST_CLAIMS = f"""
UPDATE staged s SET contact_id = e.contact_id, is_new = false, found_by = '{ADDRESS}'
FROM (
    SELECT l.line, (
        SELECT c.contact_id FROM contacts_contactemail c WHERE c.live AND lower(c.email) = lower(l.email)
    ) AS contact_id
    FROM staged l WHERE l.is_new
) AS e
WHERE e.line = s.line AND e.contact_id <> s.contact_id
"""

POSTPONE = f"""
DELETE FROM staged later
USING (SELECT contact_id, min(line) AS line FROM staged GROUP BY contact_id HAVING count(*) > 1) AS earliest
WHERE later.contact_id = earliest.contact_id AND later.line > earliest.line AND NOT later.is_new
RETURNING later.line, later.contact_id, later.found_by IN ('{KEY}', '{ADDRESS}')
"""


def identify(cursor: CursorWrapper, match_by: str) -> None:
    """Set `contact_id`, `is_new` and `found_by` of every staged row: by the file's key, else by an address."""
    cursor.execute(IDENTIFY.format(by_key=BY_KEY[MatchBy(match_by)]))


def claim(cursor: CursorWrapper) -> bool:
    """Take the addresses of new contacts; whether somebody else had one first, whose contact the row now is about."""
    cursor.execute(CLAIM)
    claimed = cursor.rowcount
    cursor.execute("SELECT count(*) FROM staged WHERE is_new")
    if cursor.fetchone()[0] == claimed:
        return False
    cursor.execute(MATCH_LOST_CLAIMS)
    return True
