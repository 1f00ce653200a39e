"""What a base of contacts is filled with beside them: deals, activities, and stages of their lives."""

from django.db import connection

# For each ten contacts.
DEALS, ACTIVITIES = 3, 20

# Without triggers: what they would write is not what is measured, and takes hours of these rows.
STATEMENTS = (
    "SET session_replication_role = replica",
    "SELECT setseed(0.5)",
    "CREATE TEMPORARY TABLE people AS SELECT row_number() OVER (ORDER BY id) AS n, id FROM contacts_contact",
    "CREATE UNIQUE INDEX ON people (n)",
    """
    INSERT INTO contacts_deal (name, amount, currency, amount_base, stage_id, contact_id, closed_at, closing_reason)
    SELECT 'Deal', worth, 'EUR', worth, stage.ids[1 + floor(random() * array_length(stage.ids, 1))::int], people.id,
        now() - random() * interval '900 days', ''
    FROM (
        SELECT 1 + floor(random() * %(rows)s)::int AS n, round((random() * 20000)::numeric, 2) AS worth
        FROM generate_series(1, %(deals)s)
    ) AS drawn
    JOIN people USING (n)
    CROSS JOIN (SELECT array_agg(id) AS ids FROM contacts_stage) AS stage
    """,
    """
    INSERT INTO contacts_activity (kind, direction, subject, body, occurred_at, contact_id)
    SELECT (ARRAY['call', 'email', 'meeting', 'note'])[1 + floor(random() * 4)::int], '', 'Talk', '',
        now() - random() * interval '900 days', people.id
    FROM (SELECT 1 + floor(random() * %(rows)s)::int AS n FROM generate_series(1, %(activities)s)) AS drawn
    JOIN people USING (n)
    """,
    """
    UPDATE contacts_contact c SET
        lifecycle_stage = (ARRAY['lead', 'opportunity', 'customer', ''])[1 + floor(random() * 4)::int],
        last_activity_at = newest.at, last_contacted_at = newest.at
    FROM (SELECT contact_id, max(occurred_at) AS at FROM contacts_activity GROUP BY contact_id) AS newest
    WHERE newest.contact_id = c.id
    """,
    "DROP TABLE people",
    "RESET session_replication_role",
    # What autovacuum does within minutes.
    "VACUUM ANALYZE",
)


def give_stories(rows: int) -> None:
    """Give so many contacts their deals and activities; who has how many is chance, and always the same."""
    drawn = {"rows": rows, "deals": rows * DEALS // 10, "activities": rows * ACTIVITIES // 10}
    with connection.cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(statement, drawn if "%(" in statement else None)
