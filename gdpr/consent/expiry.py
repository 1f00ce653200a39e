"""Consent ends by itself where its purpose says so."""

from datetime import datetime

from django.db import connection

from contacts.history import change_set
from contacts.models import ChangeSet

CHUNK = 5_000

# The grants that stand, and are older than their purpose allows. What the newest word of an id is, the index tells;
# only of what is left the standing is asked.
DUE = """
SELECT coalesce(c.merged_into_id, c.id) AS contact_id, e.purpose_id,
       e.occurred_at + make_interval(days => p.expires_after_days) AS ended_at,
       format('Given on %%s, valid for %%s days', to_char(e.occurred_at, 'YYYY-MM-DD'), p.expires_after_days) AS reason
FROM gdpr_purpose p
JOIN gdpr_consentevent e ON e.purpose_id = p.id
JOIN contacts_contact c ON c.id = e.contact_id
CROSS JOIN LATERAL consent_standing(coalesce(c.merged_into_id, c.id)) AS standing
WHERE e.kind IN ('granted', 'confirmed') AND NOT e.awaits_confirmation
  AND e.occurred_at < %(now)s - make_interval(days => p.expires_after_days)
  AND NOT EXISTS (
      SELECT FROM gdpr_consentevent n
      WHERE n.contact_id = e.contact_id AND n.purpose_id = e.purpose_id
        AND n.kind <> 'requested' AND NOT n.awaits_confirmation
        AND (n.occurred_at, n.id) > (e.occurred_at, e.id)
  )
  AND standing.event_id = e.id
LIMIT %(most)s
"""

# Dated when it ran out: a grant that is given anew at this moment counts more.
EXPIRE = """
INSERT INTO gdpr_consentevent (contact_id, purpose_id, kind, channel, source, evidence, occurred_at, change_set_id)
SELECT contact_id, purpose_id, 'expired', 'program', 'Expiry', reason, ended_at, %(change_set)s
FROM ({due}) AS due
"""


def expire(*, now: datetime, door: ChangeSet.Door) -> int:
    """Record that consent has ended wherever it is older than its purpose allows; returns for how many grants.

    Works in chunks, each in a transaction of its own; whoever breaks it off has it go on the next time.
    """
    ended = 0
    while _execute(DUE, now=now, most=1):
        with change_set(ChangeSet.Kind.CONSENT, door=door) as made:
            ended += _execute(EXPIRE.format(due=DUE), now=now, most=CHUNK, change_set=made.pk)
    return ended


def _execute(statement: str, **parameters: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount
