"""What a row adds to its contact in other tables. Each step writes only what is not there yet."""

from uuid import UUID

from django.db.backends.utils import CursorWrapper

from contacts.importing.reading import Problem, Severity
from contacts.importing.vocabulary import Mode

MARK_CHANGED = "UPDATE staged SET is_changed = true FROM added WHERE staged.contact_id = added.contact_id"

# The address by which a row was found is one of the contact's; of a new contact it is claimed already.
ADD_EMAILS = f"""
WITH added AS (
    INSERT INTO contacts_contactemail (contact_id, email, is_primary, live)
    SELECT contact_id, email, false, true FROM (
        SELECT contact_id, email FROM staged WHERE NOT is_new AND email IS NOT NULL
        UNION
        SELECT contact_id, jsonb_array_elements_text(emails) FROM staged WHERE emails IS NOT NULL
    ) AS named
    ORDER BY lower(email), contact_id
    ON CONFLICT (lower(email)) WHERE live DO NOTHING
    RETURNING contact_id
)
{MARK_CHANGED}
"""

FOREIGN_EMAILS = """
SELECT DISTINCT s.line, named.field
FROM staged s
CROSS JOIN LATERAL (
    SELECT 'email', s.email UNION ALL SELECT 'email_2', jsonb_array_elements_text(s.emails)
) AS named(field, email)
WHERE s.contact_id <> (
    SELECT e.contact_id FROM contacts_contactemail e WHERE e.live AND lower(e.email) = lower(named.email)
)
ORDER BY s.line, named.field
"""

ADD_PHONES = f"""
WITH added AS (
    INSERT INTO contacts_contactphone (contact_id, number, e164)
    SELECT DISTINCT ON (s.contact_id, further.number) s.contact_id, further.number, further.e164
    FROM staged s
    CROSS JOIN LATERAL (
        SELECT pair ->> 0 AS number, pair ->> 1 AS e164 FROM jsonb_array_elements(s.phones) AS entry(pair)
    ) AS further
    CROSS JOIN LATERAL (
        SELECT phone, mobile, phone_e164, mobile_e164 FROM contacts_contact WHERE id = s.contact_id LIMIT 1
    ) AS c
    WHERE further.number NOT IN (c.phone, c.mobile)
      AND (further.e164 = '' OR further.e164 NOT IN (c.phone_e164, c.mobile_e164))
    ON CONFLICT (contact_id, number) DO NOTHING
    RETURNING contact_id
)
{MARK_CHANGED}
"""

CREATE_TAGS = """
INSERT INTO contacts_tag (name)
SELECT DISTINCT ON (lower(name)) name
FROM staged CROSS JOIN LATERAL jsonb_array_elements_text(tags) AS tag(name)
WHERE NOT EXISTS (SELECT FROM contacts_tag t WHERE lower(t.name) = lower(tag.name) AND t.deleted_at IS NULL)
ORDER BY lower(name), line
ON CONFLICT (lower(name)) WHERE deleted_at IS NULL DO NOTHING
"""

ADD_TAGS = f"""
WITH added AS (
    INSERT INTO contacts_contacttag (contact_id, tag_id)
    SELECT DISTINCT s.contact_id, t.id
    FROM staged s
    CROSS JOIN LATERAL jsonb_array_elements_text(s.tags) AS tag(name)
    JOIN contacts_tag t ON lower(t.name) = lower(tag.name) AND t.deleted_at IS NULL
    {"{only}"}
    ON CONFLICT (contact_id, tag_id) DO NOTHING
    RETURNING contact_id
)
{MARK_CHANGED}
"""
ONLY_WITHOUT = "WHERE NOT EXISTS (SELECT FROM contacts_contacttag held WHERE held.contact_id = s.contact_id)"
# What the row does not name, where it names any; a row that repeats another one takes nothing away.
REMOVE_TAGS = f"""
WITH added AS (
    DELETE FROM contacts_contacttag held
    USING staged s
    WHERE held.contact_id = s.contact_id AND s.tags IS NOT NULL AND NOT s.is_new AND NOT s.fills_only
      AND NOT EXISTS (
        SELECT FROM contacts_tag t
        JOIN jsonb_array_elements_text(s.tags) AS tag(name) ON lower(t.name) = lower(tag.name)
        WHERE t.id = held.tag_id
      )
    RETURNING held.contact_id
)
{MARK_CHANGED}
"""

ADD_EXTERNAL_IDS = f"""
WITH added AS (
    INSERT INTO contacts_externalid (contact_id, system, value)
    SELECT DISTINCT ON (system, value) contact_id, system, value FROM (
        SELECT pair ->> 0 AS system, pair ->> 1 AS value, contact_id
        FROM staged CROSS JOIN LATERAL jsonb_array_elements(external_id) AS entry(pair)
    ) AS named
    ORDER BY system, value, contact_id
    ON CONFLICT (system, value) WHERE value <> '' DO NOTHING
    RETURNING contact_id
)
{MARK_CHANGED}
"""

FOREIGN_EXTERNAL_IDS = """
SELECT s.line
FROM staged s
CROSS JOIN LATERAL jsonb_array_elements(s.external_id) AS entry(pair)
WHERE s.contact_id <> (
    SELECT e.contact_id FROM contacts_externalid e
    WHERE e.system = pair ->> 0 AND e.value = pair ->> 1 AND e.value <> ''
)
ORDER BY s.line
"""

# A note that was deleted since is not brought back by the same file.
ADD_NOTES = f"""
WITH added AS (
    INSERT INTO contacts_activity (contact_id, kind, direction, subject, body, occurred_at)
    SELECT s.contact_id, 'note', '', 'Imported note', note.body, now()
    FROM staged s
    CROSS JOIN LATERAL jsonb_array_elements_text(s.notes) AS note(body)
    WHERE NOT EXISTS (
        SELECT FROM contacts_activity a
        WHERE a.contact_id = s.contact_id AND a.kind = 'note' AND a.body = note.body
        OFFSET 0
    )
    RETURNING contact_id
)
{MARK_CHANGED}
"""


# The address is the contact's own by now, or stays with whose it is.
CHANGE_MAIN_ADDRESS = f"""
WITH added AS (
    UPDATE contacts_contact c SET email = s.email
    FROM staged s
    WHERE c.id = s.contact_id AND NOT s.is_new AND NOT s.fills_only AND lower(c.email) <> lower(s.email)
      AND s.contact_id = (
        SELECT e.contact_id FROM contacts_contactemail e WHERE e.live AND lower(e.email) = lower(s.email)
      )
    RETURNING c.id AS contact_id
)
{MARK_CHANGED}
"""


# No row counts as changed by that: what it says of the contact is as it was.
PUT_ON_LIST = """
INSERT INTO contacts_listmember (list_id, contact_id)
SELECT list.id, s.contact_id
FROM (SELECT DISTINCT contact_id FROM staged) AS s
JOIN contacts_contactlist list ON list.id = %s AND list.deleted_at IS NULL AND list.type = 'static'
ORDER BY s.contact_id
ON CONFLICT (list_id, contact_id) DO NOTHING
"""


def add_emails(cursor: CursorWrapper) -> list[Problem]:
    """The addresses that the contact does not have yet; one that belongs to another contact stays there."""
    cursor.execute(ADD_EMAILS)
    reason = "The address belongs to another contact; it was left there."
    cursor.execute(FOREIGN_EMAILS)
    return [Problem(line, name, Severity.WARNING, "address of another", reason) for line, name in cursor.fetchall()]


def add_phones(cursor: CursorWrapper) -> None:
    """Further telephone numbers."""
    cursor.execute(ADD_PHONES)


def change_main_address(cursor: CursorWrapper) -> None:
    """Make the row's address the main one; what was it stays as a further one."""
    cursor.execute(CHANGE_MAIN_ADDRESS)


def change_tags(cursor: CursorWrapper, mode: Mode) -> None:
    """Tags; those that nobody used before are made."""
    cursor.execute(CREATE_TAGS)
    if mode == Mode.OVERWRITE:
        cursor.execute(REMOVE_TAGS)
    cursor.execute(ADD_TAGS.format(only=ONLY_WITHOUT if mode == Mode.FILL else ""))


def add_external_ids(cursor: CursorWrapper) -> list[Problem]:
    """Ids of other systems; one that leads to another contact stays there."""
    cursor.execute(ADD_EXTERNAL_IDS)
    reason = "This id leads to another contact; it was left there."
    cursor.execute(FOREIGN_EXTERNAL_IDS)
    return [Problem(line, "external_id", Severity.WARNING, "id of another", reason) for (line,) in cursor.fetchall()]


def add_notes(cursor: CursorWrapper) -> None:
    """Notes, each as an activity."""
    cursor.execute(ADD_NOTES)


def put_on_list(cursor: CursorWrapper, list_id: UUID) -> None:
    """Put everybody who is staged on a static list; where it has been deleted meanwhile, on none."""
    cursor.execute(PUT_ON_LIST, [list_id])
