"""New people of a file who are likely here already: told in the preview, for a human to decide."""

from collections.abc import Sequence
from uuid import UUID

from django.db.backends.utils import CursorWrapper

from contacts.duplicates.crowds import Likeliest, likeliest
from contacts.duplicates.prevention import OF_THE_WHOLE
from contacts.importing.likeness import profile_of
from contacts.importing.reading import Record
from contacts.models import ImportPlanRow, ImportRun

Disposition = ImportPlanRow.Disposition

NEW = f"""
SELECT line FROM contacts_importplanrow
WHERE run_id = %s AND line = ANY (%s) AND disposition = '{Disposition.CREATE}'
ORDER BY line
"""
MARK = f"""
UPDATE contacts_importplanrow p SET
    disposition = '{Disposition.LOOKALIKE}', contact_id = c.id, version = c.version, reason = found.reason
FROM (
    SELECT %(run)s::uuid AS run_id, told.*
    FROM unnest(%(lines)s::integer[], %(contacts)s::uuid[], %(reasons)s::text[]) AS told (line, contact_id, reason)
    OFFSET 0
) AS found
LEFT JOIN contacts_contact c ON c.id = found.contact_id
WHERE p.run_id = found.run_id AND p.line = found.line
"""
TOLD = 3


def mark_lookalikes(cursor: CursorWrapper, run: ImportRun, records: Sequence[Record]) -> int:
    """Mark the planned rows of these records that would make a contact who is likely here already; returns how many."""
    by_line = {record.line: record for record in records}
    cursor.execute(NEW, [run.pk, list(by_line)])
    new = [by_line[line] for (line,) in cursor.fetchall()]
    found = likeliest([profile_of(record) for record in new])
    if found:
        rows = {
            "lines": [new[each.place].line for each in found],
            "contacts": [each.other if isinstance(each.other, UUID) else None for each in found],
            "reasons": [sentence(each, new) for each in found],
        }
        cursor.execute(MARK, rows | {"run": run.pk})
    return len(found)


def sentence(each: Likeliest, records: Sequence[Record]) -> str:
    """Who it is, how likely that is, and why, in words that hold no value."""
    who = "this contact" if isinstance(each.other, UUID) else f"the person of line {records[each.other].line}"
    for_it = (reason for reason in each.reasons if reason.weight > 0 and reason.group not in OF_THE_WHOLE)
    why = [reason.text for reason in for_it][:TOLD]
    return f"Likely {who} ({min(round(each.probability * 100), 99)} %): {', '.join(why)}."[:255]
