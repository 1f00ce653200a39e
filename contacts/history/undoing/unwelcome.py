"""Nothing comes back about people who are not welcome any more (`contacts.guards`)."""

from django.db.backends.utils import CursorWrapper

from contacts import guards
from contacts.guards import Candidate
from contacts.history.undoing.tables import table_of
from contacts.models import Contact, ContactEmail, ContactPhone
from contacts.models.columns import e164

# Who comes to life, or gets back a name, an address or a number.
TELLING = "'{email,first_name,last_name,phone,mobile,country,deleted_at}'::text[]"
# A contact as it would be, with all the addresses and numbers that it has, or that come back to it.
COMING = """
SELECT t.id, {email}, {first_name}, {last_name}, ARRAY[{phone}, {mobile}], {country},
    ARRAY(
        SELECT e.email FROM contacts_contactemail e WHERE e.contact_id = t.id
        UNION
        SELECT p.email FROM undoing_contactemail v JOIN {emails} p ON p.pgh_id = v.source_id
        WHERE p.contact_id = t.id AND (v.act = 'put' OR v.columns <> '{{}}')
    ),
    ARRAY(
        SELECT n.number FROM contacts_contactphone n WHERE n.contact_id = t.id
        UNION
        SELECT p.number FROM undoing_contactphone v JOIN {phones} p ON p.pgh_id = v.source_id
        WHERE p.contact_id = t.id AND (v.act = 'put' OR v.columns <> '{{}}')
    )
FROM contacts_contact t
LEFT JOIN undoing_contact u ON u.id = t.id
LEFT JOIN {contacts} b ON b.pgh_id = u.source_id
WHERE t.id IN (
    SELECT id FROM undoing_contact WHERE columns && {telling}
    UNION
    SELECT p.contact_id FROM undoing_contactemail v JOIN {emails} p ON p.pgh_id = v.source_id
    WHERE v.act = 'put' OR v.columns <> '{{}}'
    UNION
    SELECT p.contact_id FROM undoing_contactphone v JOIN {phones} p ON p.pgh_id = v.source_id
    WHERE v.act = 'put' OR v.columns <> '{{}}'
)
"""
AFTER = "CASE WHEN '{column}' = ANY (u.columns) THEN b.{column} ELSE t.{column} END"
BAR_CONTACTS = """
UPDATE undoing_contact SET barred = columns, columns = '{}', bars = 'unwelcome'
WHERE id = ANY (%(ids)s) AND columns <> '{}'
"""
BAR_ROWS = """
UPDATE {undoing} v SET act = NULL, barred = '{{{column}}}', columns = '{{}}', bars = 'unwelcome'
FROM {history} p
WHERE p.pgh_id = v.source_id AND p.contact_id = ANY (%(ids)s) AND (v.act = 'put' OR v.columns <> '{{}}')
"""


def settle(cursor: CursorWrapper) -> None:
    """Leave out of the plan what would bring somebody back whom the guards turn away."""
    turned_away = list(guards.blocked(_coming(cursor)))
    if not turned_away:
        return
    cursor.execute(BAR_CONTACTS, {"ids": turned_away})
    for model, column in ((ContactEmail, "email"), (ContactPhone, "number")):
        table = table_of(model)
        statement = BAR_ROWS.format(undoing=table.undoing, history=table.history, column=column)
        cursor.execute(statement, {"ids": turned_away})


def _coming(cursor: CursorWrapper) -> list[Candidate]:
    columns = ("email", "first_name", "last_name", "phone", "mobile", "country")
    histories = {"contacts": Contact, "emails": ContactEmail, "phones": ContactPhone}
    statement = COMING.format(
        telling=TELLING,
        **{column: AFTER.format(column=column) for column in columns},
        **{name: table_of(model).history for name, model in histories.items()},
    )
    cursor.execute(statement)
    return [
        Candidate(pk, [email, *emails], [*filter(None, (e164(number, country) for number in (*own, *further)))], name)
        for pk, email, first, last, own, country, emails, further in cursor.fetchall()
        if (name := f"{first} {last}")
    ]
