"""What was done with the contacts of the sample: owners, deals, activities, tasks, lists, consent.

Written by one statement a table for a whole batch of contacts. What happens to a contact is drawn from the
hash of the address, so that it is the same however the contacts are cut into batches; times are relative to now.
"""

import json
from collections.abc import Iterable
from itertools import cycle, islice
from random import Random
from typing import Any
from uuid import UUID

from django.db import connection

from contacts import normalize
from contacts.models import ChangeSet, ContactList, Stage
from crm.models import User
from crm.sample import story
from crm.sample.locale import Locale
from crm.sample.locales import LOCALES

# draw(text, salt, sides): a number from 0 to sides - 1. pick(array, text, salt): one of the array.
DRAW = """
CREATE OR REPLACE FUNCTION pg_temp.draw(text, bigint, bigint) RETURNS int LANGUAGE sql IMMUTABLE AS
'SELECT ((hashtextextended($1, $2) & 2147483647) % $3)::int';
CREATE OR REPLACE FUNCTION pg_temp.pick(anyarray, text, bigint) RETURNS anyelement LANGUAGE sql IMMUTABLE AS
'SELECT $1[1 + pg_temp.draw($2, $3, cardinality($1))]'
"""

# The source tells whose share is given: with it all the rest of the batch is written, or nothing.
OWNERS = """
UPDATE contacts_contact c
SET created_at = now()
        - make_interval(days => 1 + pg_temp.draw(c.email, 1, 700), hours => pg_temp.draw(c.email, 2, 24)),
    source = 'sample',
    owner_id = CASE WHEN pg_temp.draw(c.email, 3, 10) > 0
        THEN pg_temp.pick(%(owners)s::uuid[], c.email, 4) END
WHERE c.id = ANY (%(contacts)s)
"""

# Where a contact stands in the sales process decides how far a deal has come, or that there is none.
DEALS = """
INSERT INTO contacts_deal (name, amount, currency, stage_id, probability, expected_close, closed_at,
                           closing_reason, contact_id, company_id, owner_id, created_at)
SELECT offer.name, round(offer.euros * money.units, money.places), money.currency, stage.id, stage.probability,
       coalesce(ended.at, now() + make_interval(days => pg_temp.draw(c.email, 11, 140) - 20))::date,
       ended.at,
       CASE stage.outcome
           WHEN 'won' THEN pg_temp.pick(%(won)s::text[], c.email, 12)
           WHEN 'lost' THEN pg_temp.pick(%(lost)s::text[], c.email, 12)
           ELSE '' END,
       c.id, c.company_id, c.owner_id, c.created_at + (coalesce(ended.at, now()) - c.created_at) * 0.4
FROM contacts_contact c
JOIN jsonb_to_recordset(%(money)s::jsonb) AS money (country text, currency text, units numeric, places int)
     ON money.country = c.country
JOIN ROWS FROM (jsonb_to_recordset(%(offers)s::jsonb) AS (name text, euros numeric))
     WITH ORDINALITY AS offer (name, euros, number)
     ON offer.number = 1 + pg_temp.draw(c.email, 13, jsonb_array_length(%(offers)s::jsonb))
JOIN contacts_stage stage
     ON stage.id = (%(stages)s::jsonb -> c.lifecycle_stage ->> pg_temp.draw(c.email, 10, 100))::uuid
CROSS JOIN LATERAL (
    SELECT CASE WHEN stage.outcome <> 'open'
        THEN now() - (now() - c.created_at) * (pg_temp.draw(c.email, 15, 100) / 110.0::float8) END AS at
) AS ended
WHERE c.id = ANY (%(contacts)s)
"""

ACTIVITIES = """
INSERT INTO contacts_activity (kind, direction, subject, body, occurred_at, duration, contact_id, deal_id, owner_id)
SELECT talk.kind, talk.direction, talk.subject, talk.body,
       now() - (now() - c.created_at) * (pg_temp.draw(c.email, 300 + n, 1000) / 1000.0::float8),
       CASE talk.kind
           WHEN 'call' THEN make_interval(mins => 2 + pg_temp.draw(c.email, 400 + n, 30))
           WHEN 'meeting' THEN make_interval(mins => 30 + 15 * pg_temp.draw(c.email, 400 + n, 7)) END,
       c.id, deal.id, c.owner_id
FROM contacts_contact c
CROSS JOIN LATERAL generate_series(1, pg_temp.draw(c.email, 20, 5)) AS n
JOIN ROWS FROM (jsonb_to_recordset(%(talks)s::jsonb) AS (kind text, direction text, subject text, body text))
     WITH ORDINALITY AS talk (kind, direction, subject, body, number)
     ON talk.number = 1 + pg_temp.draw(c.email, 200 + n, jsonb_array_length(%(talks)s::jsonb))
LEFT JOIN contacts_deal deal ON deal.contact_id = c.id AND n = 1
WHERE c.id = ANY (%(contacts)s)
"""

# Of ten tasks four are done, three overdue, two to come; one has no date. Of five done ones one was late.
# They were made in the last weeks, and after the deal they are for.
TASKS = """
INSERT INTO contacts_task (title, created_at, due_at, done_at, priority, contact_id, deal_id, owner_id)
SELECT pg_temp.pick(%(titles)s::text[], c.email, 31), task.made, due.at,
       CASE WHEN task.state < 4 AND pg_temp.draw(c.email, 35, 5) > 0
                THEN task.made + (due.at - task.made) * (0.2 + pg_temp.draw(c.email, 36, 80) / 100.0::float8)
            WHEN task.state < 4
                THEN due.at + (now() - due.at) * (0.1 + pg_temp.draw(c.email, 36, 50) / 100.0::float8) END,
       1 + pg_temp.draw(c.email, 32, 3), c.id, deal.id, c.owner_id
FROM contacts_contact c
LEFT JOIN contacts_deal deal ON deal.contact_id = c.id
CROSS JOIN LATERAL (
    SELECT pg_temp.draw(c.email, 33, 10) AS state,
           now() - least(now() - c.created_at, make_interval(days => 60))
                   * (0.3 + pg_temp.draw(c.email, 37, 29) / 100.0::float8) AS made
) AS task
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN task.state < 7 THEN date_trunc(
            'hour', task.made + (now() - task.made) * (0.3 + pg_temp.draw(c.email, 34, 65) / 100.0::float8)
        )
        WHEN task.state < 9 THEN date_trunc('hour', now() + make_interval(hours => 2 + pg_temp.draw(c.email, 34, 700)))
    END AS at
) AS due
WHERE c.id = ANY (%(contacts)s) AND pg_temp.draw(c.email, 30, 10) < 3
"""

# The first list has most members: of those who have agreed to e-mails every second one, and nobody else.
MEMBERS = """
INSERT INTO contacts_listmember (list_id, contact_id)
SELECT list.id, c.id
FROM contacts_contact c
JOIN unnest(%(lists)s::uuid[]) WITH ORDINALITY AS list (id, number)
     ON CASE WHEN list.number = 1
        THEN pg_temp.draw(c.email, 41, 100) < 50 AND c.email_opt_in AND EXISTS (
            SELECT FROM gdpr_consentevent event JOIN gdpr_purpose purpose ON purpose.id = event.purpose_id
            WHERE event.contact_id = c.id AND purpose.key = 'email_marketing' AND event.kind = 'granted'
        )
        ELSE pg_temp.draw(c.email, 40 + list.number, 100) < 15 / list.number END
WHERE list.id IS NOT NULL AND c.id = ANY (%(contacts)s)
"""

CONSENT = """
INSERT INTO gdpr_consentevent (contact_id, purpose_id, kind, channel, evidence, occurred_at, change_set_id)
SELECT c.id, purpose.id, event.kind, event.channel, event.evidence,
       c.created_at + (now() - c.created_at) * event.moment, %(change_set)s
FROM contacts_contact c
CROSS JOIN LATERAL (
    SELECT pg_temp.draw(c.email, 50, 100) AS marketing, pg_temp.draw(c.email, 51, 100) AS processing
) AS drawn
CROSS JOIN LATERAL (VALUES
    (drawn.marketing < 25, 'email_marketing', 'granted', 'form', 'Sign-up form on the website, box ticked', 0.1),
    (drawn.marketing BETWEEN 25 AND 39, 'email_marketing', 'granted', 'paper', 'Signed card at the trade fair', 0.2),
    (drawn.marketing BETWEEN 20 AND 27, 'email_marketing', 'withdrawn', 'email', 'Link in the newsletter', 0.7),
    (drawn.marketing > 96, 'email_marketing', 'withdrawn', 'phone', 'Asked not to be written to', 0.6),
    (drawn.processing < 60, 'data_processing', 'granted', 'form', 'Terms accepted with the first enquiry', 0.0)
) AS event (happened, purpose, kind, channel, evidence, moment)
JOIN gdpr_purpose purpose ON purpose.key = event.purpose
WHERE c.id = ANY (%(contacts)s) AND event.happened
"""

COMPANIES = """
UPDATE contacts_company company
SET industry = pg_temp.pick(%(industries)s::text[], company.name, 60),
    website = CASE WHEN company.domain = '' THEN '' ELSE 'https://www.' || company.domain END,
    custom_fields = %(profiles)s::jsonb -> pg_temp.draw(company.name, 61, jsonb_array_length(%(profiles)s::jsonb)),
    owner_id = seat.owner_id, address_line1 = seat.address_line1, city = seat.city, state = seat.state,
    postal_code = seat.postal_code, country = seat.country
FROM (
    SELECT DISTINCT ON (company_id) company_id, owner_id, address_line1, city, state, postal_code, country
    FROM contacts_contact
    WHERE company_id = ANY (%(companies)s)
    ORDER BY company_id, address_line1 = '', email
) AS seat
WHERE company.id = seat.company_id
"""

# Deals and consent before what refers to them.
OF_CONTACTS = (OWNERS, DEALS, ACTIVITIES, TASKS, CONSENT, MEMBERS)
# Of a hundred contacts at each point of the sales process, how many have a deal of which outcome.
DEALS_PERCENT = {
    "lead": {Stage.Outcome.OPEN: 5, Stage.Outcome.LOST: 12},
    "marketing_qualified_lead": {Stage.Outcome.OPEN: 12, Stage.Outcome.LOST: 15},
    "sales_qualified_lead": {Stage.Outcome.OPEN: 40, Stage.Outcome.LOST: 20},
    "opportunity": {Stage.Outcome.OPEN: 100},
    "customer": {Stage.Outcome.WON: 100},
    "evangelist": {Stage.Outcome.WON: 100},
    "other": {Stage.Outcome.LOST: 30},
}
# What a euro buys, roughly, and the places of an amount.
UNITS_PER_EURO = {"EUR": 1, "USD": 1, "GBP": 1, "PLN": 4, "JPY": 160, "TRY": 40, "BRL": 6, "UAH": 45}
PLACES = {"JPY": 0}
INDUSTRIES = [
    "Machinery",
    "Software",
    "Wholesale",
    "Logistics",
    "Construction",
    "Food",
    "Health care",
    "Energy",
    "Consulting",
    "Education",
]
PHRASES = 1_000


class Dealings:
    """The sentences and amounts that all batches draw from; nothing of the database but a few ids."""

    def __init__(self, *, seed: int = 1) -> None:
        rng = Random(seed)
        self._words: dict[str, Any] = {
            "offers": _json(("name", "euros"), (story.deal(rng) for _ in range(PHRASES))),
            "money": _json(("country", "currency", "units", "places"), map(_money, LOCALES)),
            "talks": _json(("kind", "direction", "subject", "body"), (story.activity(rng) for _ in range(PHRASES))),
            "titles": [story.task_title(rng) for _ in range(PHRASES)],
            "profiles": json.dumps([story.company_values(rng) for _ in range(PHRASES)]),
            "industries": INDUSTRIES,
            "won": list(story.WON_REASONS),
            "lost": list(story.LOST_REASONS),
            "stages": json.dumps(_stages_by_lifecycle(), default=str),
            "owners": _ids(User.objects.filter(team__name__startswith="Sales").order_by("username")),
            "lists": _lists(),
        }

    def of_contacts(self, contacts: list[UUID], *, change_set: ChangeSet) -> None:
        """Give each of the contacts its share."""
        self._write(OF_CONTACTS, contacts=contacts, change_set=change_set.pk)

    def of_companies(self, companies: list[UUID]) -> None:
        """Fill in the companies from what is known of the people who work there."""
        self._write([COMPANIES], companies=companies)

    def _write(self, statements: Iterable[str], **batch: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(DRAW)
            for statement in statements:
                cursor.execute(statement, self._words | batch)


def _stages_by_lifecycle() -> dict[str, list[UUID]]:
    """For each point of the sales process the stages of the deals of up to a hundred contacts."""
    stages = {outcome: _ids(Stage.objects.filter(outcome=outcome)) for outcome in Stage.Outcome}
    return {
        point: [stage for outcome, wanted in percent.items() for stage in islice(cycle(stages[outcome]), wanted)]
        for point, percent in DEALS_PERCENT.items()
    }


def _money(locale: Locale) -> tuple[str, str, int, int]:
    """Code of the country, its currency, units to a euro and places."""
    currency = locale.currency
    return normalize.country(locale.country), currency, UNITS_PER_EURO[currency], PLACES.get(currency, 2)


def _lists() -> list[UUID | None]:
    """Which lists to fill, in the order of `story.LISTS`; None where the team has a dynamic one of that name."""
    static = ContactList.objects.live().filter(type=ContactList.Type.STATIC)
    return [static.filter(name__iexact=name).values_list("pk", flat=True).first() for name, _ in story.LISTS]


def _ids(rows: Any) -> list[UUID]:
    return list(rows.values_list("pk", flat=True))


def _json(names: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> str:
    return json.dumps([dict(zip(names, row, strict=True)) for row in rows], default=str)
