"""Finding the companies that rows name, by domain, then by name; creating those that are missing."""

from django.db.backends.utils import CursorWrapper

BLANK = ("industry", "phone", "phone_e164", "website", "address_line1", "address_line2", "city", "state")
BLANK += ("postal_code", "country")
INSERT = f"INSERT INTO contacts_company (name, domain, {', '.join(BLANK)})"
BLANKS = ", ".join(["''"] * len(BLANK))

# Each pair of name and domain that the chunk has, once, with the line that names it first.
DISTINCT = """
CREATE TEMPORARY TABLE IF NOT EXISTS staged_company (
    name text, domain text, key text, line integer, company_id uuid
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

# Here too the large table is looked up by scalar subqueries, see IDENTIFY. The index on domains holds no blank ones,
# and is used only by a query that says so.
BY_DOMAIN = """
UPDATE staged_company s SET company_id = (
    SELECT c.id FROM contacts_company c WHERE c.domain = s.domain AND c.domain <> '' AND c.deleted_at IS NULL OFFSET 0
)
WHERE s.domain <> '' AND s.company_id IS NULL
"""

# A company that was known by name alone learns its domain: one domain each, and each domain once.
# Of one name there may be thousands, each with a domain: they are read once for the name, not for each domain.
LEARN_DOMAIN = """
UPDATE contacts_company c SET domain = learnt.domain
FROM (
    SELECT DISTINCT ON (named.id) named.id, named.domain
    FROM (
        SELECT DISTINCT ON (n.domain) n.domain, known.id
        FROM (
            SELECT array_agg(s.domain) AS domains, (
                SELECT c.id FROM contacts_company c
                WHERE c.name_key = s.key AND c.domain = '' AND c.deleted_at IS NULL
                ORDER BY c.created_at, c.id
                LIMIT 1
            ) AS id
            FROM staged_company s
            WHERE s.company_id IS NULL AND s.domain <> ''
            GROUP BY s.key
            OFFSET 0
        ) AS known
        CROSS JOIN LATERAL unnest(known.domains) AS n(domain)
        WHERE known.id IS NOT NULL
        ORDER BY n.domain, known.id
    ) AS named
    ORDER BY named.id, named.domain
    OFFSET 0
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
UPDATE staged_company s SET company_id = (
    SELECT c.id FROM contacts_company c
    WHERE c.name_key = s.key AND c.deleted_at IS NULL
    ORDER BY c.domain <> '', c.created_at, c.id
    LIMIT 1
)
WHERE s.domain = '' AND s.company_id IS NULL
"""

CREATE_BY_NAME = f"""
{INSERT}
SELECT DISTINCT ON (key) name, '', {BLANKS}
FROM staged_company WHERE company_id IS NULL
ORDER BY key, line
"""

# Of several companies with one name, a known contact keeps the one it has. A domain names only one.
KEEP = """
UPDATE staged s SET company_id = (SELECT c.company_id FROM contacts_contact c WHERE c.id = s.contact_id)
WHERE NOT s.is_new AND s.company IS NOT NULL AND s.company_domain IS NULL AND (
    SELECT own.name_key = name_key(s.company)
    FROM contacts_company own
    WHERE own.id = (SELECT c.company_id FROM contacts_contact c WHERE c.id = s.contact_id)
      AND own.id <> s.company_id AND own.deleted_at IS NULL
    OFFSET 0
)
"""

ASSIGN = """
UPDATE staged s SET company_id = c.company_id
FROM staged_company c
WHERE c.name = coalesce(s.company, s.company_domain) AND c.domain = coalesce(s.company_domain, '')
"""


# A company that is known by name alone would learn the domain that a row names beside it.
BY_NAME_WITHOUT_DOMAIN = """
UPDATE staged_company s SET company_id = (
    SELECT c.id FROM contacts_company c
    WHERE c.name_key = s.key AND c.domain = '' AND c.deleted_at IS NULL
    ORDER BY c.created_at, c.id
    LIMIT 1
)
WHERE s.domain <> '' AND s.company_id IS NULL
"""


def find(cursor: CursorWrapper) -> None:
    """Set `company_id` of the staged rows whose company is known; of the others it stays blank."""
    for statement in (DISTINCT, BY_DOMAIN, BY_NAME_WITHOUT_DOMAIN, BY_NAME, ASSIGN, KEEP):
        cursor.execute(statement)


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
    cursor.execute(KEEP)
