"""A base of people with deals and activities, made by the database in a few minutes."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import override_settings

from crm.models import User
from tests.benchmarks.bases import fresh_base

# For each ten contacts.
DEALS, ACTIVITIES = 3, 20

# Without triggers: what they would write is not what is measured, and takes hours of so many rows.
STATEMENTS = (
    "SET session_replication_role = replica",
    "SELECT setseed(0.5)",
    """
    INSERT INTO contacts_contact (
        first_name, last_name, email, phone, phone_e164, mobile, mobile_e164, title, department, address_line1,
        address_line2, city, state, postal_code, country, lifecycle_stage, lead_status, lead_source, linkedin_url,
        twitter_handle, source, created_at, last_contacted_at
    )
    SELECT 'First' || n %% 5000, 'Last' || n %% 30000, 'person' || n || '@example.com', '', '', '', '', '', '', '', '',
        'City ' || n %% 900, '', '', (ARRAY['DE', 'FR', 'GB', 'US', ''])[1 + floor(random() * 5)::int],
        (ARRAY['lead', 'opportunity', 'customer', ''])[1 + floor(random() * 4)::int], '', '', '', '', 'import',
        now() - random() * interval '900 days', now() - random() * interval '900 days'
    FROM generate_series(1, %(rows)s) AS n
    """,
    """
    INSERT INTO contacts_contactemail (contact_id, email, is_primary, live)
    SELECT id, email, true, true FROM contacts_contact
    """,
    "CREATE TEMPORARY TABLE people AS SELECT row_number() OVER (ORDER BY id) AS n, id FROM contacts_contact",
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
    "DROP TABLE people",
    "RESET session_replication_role",
    # What autovacuum does within minutes.
    "VACUUM ANALYZE",
)


@contextmanager
def storied_base(rows: int, folder: Path) -> Iterator[Client]:
    """A base with so many people who have a past, and the browser of somebody who may see them all."""
    with fresh_base("stories"), override_settings(DEBUG=False, ALLOWED_HOSTS=["testserver"], STATIC_ROOT=folder):
        give_stories(rows)
        client = Client()
        client.force_login(User.objects.create_superuser("benchmark"))
        yield client


def give_stories(rows: int) -> None:
    """Make so many contacts, their deals and activities; who has how many is chance, and always the same."""
    drawn = {"rows": rows, "deals": rows * DEALS // 10, "activities": rows * ACTIVITIES // 10}
    with connection.cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(statement, drawn if "%(" in statement else None)
