"""Finding the companies that rows name, by domain, then by name; creating those that are missing."""

from django.db.backends.utils import CursorWrapper

BLANK = ("industry", "phone", "phone_e164", "website", "address_line1", "address_line2", "city", "state")
BLANK += ("postal_code", "country")
INSERT = f"INSERT INTO contacts_company (name, domain, {', '.join(BLANK)})"
BLANKS = ", ".join(["''"] * len(BLANK))

# Each pair of name and domain that the chunk has, once, with the line that names it first.
DISTINCT = """
CREATE TEMPORARY TABLE IF NOT EXISTS staged_company (
    name text, domain text, key text, line integer, company_id uuid, is_ambiguous boolean NOT NULL DEFAULT false
) ON COMMIT DELETE ROWS;
DELETE FROM staged_company;
INSERT INTO staged_company (name, domain, key, line)
SELECT name, domain, name_key(name), line
FROM (
    SELECT coalesce(company, company_domain) AS name, coalesce(company_domain, '') AS domain, min(line) AS line
    FROM staged WHERE coalesce(company, company_domain) IS NOT NULL
    GROUP BY 1, 2
) AS named
"""

BY_DOMAIN = """
UPDATE staged_company s SET company_id = c.id
FROM contacts_company c
WHERE s.domain <> '' AND c.domain = s.domain AND c.deleted_at IS NULL
"""

# A company that was known by name alone learns its domain: one domain each, and each domain once.
LEARN_DOMAIN = """
UPDATE contacts_company c SET domain = learnt.domain
FROM (
    SELECT DISTINCT ON (named.id) named.id, named.domain
    FROM (
        SELECT DISTINCT ON (n.domain) n.domain, known.id
        FROM staged_company n
        JOIN contacts_company known ON known.name_key = n.key AND known.domain = '' AND known.deleted_at IS NULL
        WHERE n.company_id IS NULL AND n.domain <> ''
        ORDER BY n.domain, known.created_at, known.id
    ) AS named
    ORDER BY named.id, named.domain
) AS learnt
WHERE c.id = learnt.id
"""

CREATE_WITH_DOMAIN = f"""
{INSERT}
SELECT DISTINCT ON (domain) name, domain, {BLANKS}
FROM staged_company WHERE company_id IS NULL AND domain <> ''
ORDER BY domain, name = domain, line
ON CONFLICT (domain) WHERE deleted_at IS NULL AND domain <> '' DO NOTHING
"""

# Where the row names no domain; among several of one name, the one without a domain, then the oldest.
BY_NAME = """
UPDATE staged_company s SET company_id = c.id
FROM (
    SELECT DISTINCT ON (n.name) n.name, c.id
    FROM staged_company n
    JOIN contacts_company c ON c.name_key = n.key AND c.deleted_at IS NULL
    WHERE n.company_id IS NULL AND n.domain = ''
    ORDER BY n.name, c.domain <> '', c.created_at, c.id
) AS c
WHERE s.name = c.name AND s.domain = ''
"""

CREATE_BY_NAME = f"""
{INSERT}
SELECT DISTINCT ON (key) name, '', {BLANKS}
FROM staged_company WHERE company_id IS NULL
ORDER BY key, line
"""

# Of several companies with one name, a known contact keeps the one it has.
AMBIGUOUS = """
UPDATE staged_company s SET is_ambiguous = true
FROM contacts_company c
WHERE c.name_key = s.key AND c.id <> s.company_id AND c.deleted_at IS NULL
"""
KEEP = """
UPDATE staged s SET company_id = coalesce((
    SELECT own.id
    FROM contacts_contact c
    JOIN contacts_company own ON own.id = c.company_id
    WHERE c.id = s.contact_id AND own.deleted_at IS NULL
      AND own.name_key = named.key AND named.domain IN ('', own.domain)
), s.company_id)
FROM staged_company named
WHERE named.is_ambiguous AND NOT s.is_new
  AND named.name = coalesce(s.company, s.company_domain) AND named.domain = coalesce(s.company_domain, '')
"""

ASSIGN = """
UPDATE staged s SET company_id = c.company_id
FROM staged_company c
WHERE c.name = coalesce(s.company, s.company_domain) AND c.domain = coalesce(s.company_domain, '')
"""


def find_or_create(cursor: CursorWrapper) -> None:
    """Set `company_id` of every staged row that names a company."""
    cursor.execute(DISTINCT)
    cursor.execute(BY_DOMAIN)
    cursor.execute(LEARN_DOMAIN)
    cursor.execute(CREATE_WITH_DOMAIN)
    cursor.execute(BY_DOMAIN)
    cursor.execute(BY_NAME)
    cursor.execute(CREATE_BY_NAME)
    if cursor.rowcount:
        cursor.execute(BY_NAME)
    cursor.execute(ASSIGN)
    cursor.execute(AMBIGUOUS)
    if cursor.rowcount:
        cursor.execute(KEEP)
