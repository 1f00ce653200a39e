"""The standing of a person who has several ids: consent is folded over a contact and all that were merged into it.

Merges that are older than this migration are folded with the next word of the person; what was refused before stands as
a withdrawal of the contact that stayed.
"""

from importlib import import_module

from django.db import migrations

OF_ONE_ID = import_module("gdpr.migrations.0002_ledger_rules").FOLD

# The word that counts, for each purpose. Of each of the ids it is the newest, of several ids the most restrictive. While
# an id leads to another contact, what is said there is said for it too; once they are two again, only what ended
# consent is still said for both, for nobody knows which of the two has said it. A version of a contact holds from the
# moment of the merge, or of the undo that wrote it.
STANDING = """
CREATE FUNCTION consent_standing(person uuid) RETURNS TABLE (purpose_id uuid, event_id bigint) LANGUAGE sql STABLE AS $fn$
    SELECT DISTINCT ON (word.purpose_id) word.purpose_id, word.id
    FROM (
        SELECT person AS id
        UNION ALL
        SELECT c.id FROM contacts_contact c WHERE c.merged_into_id = person
    ) AS member
    CROSS JOIN LATERAL (
        SELECT DISTINCT ON (said.purpose_id) said.purpose_id, said.id, said.kind, said.occurred_at
        FROM (
            SELECT e.purpose_id, e.id, e.kind, e.occurred_at
            FROM gdpr_consentevent e
            WHERE e.contact_id = member.id
            UNION ALL
            SELECT e.purpose_id, e.id, e.kind, e.occurred_at
            FROM contacts_contactevent v
            LEFT JOIN contacts_changeset s ON s.id = v.pgh_context_id
            LEFT JOIN LATERAL (
                SELECT greatest(n.deleted_at, coalesce(t.started_at, n.pgh_created_at)) AS at
                FROM contacts_contactevent n
                LEFT JOIN contacts_changeset t ON t.id = n.pgh_context_id
                WHERE n.pgh_obj_id = v.pgh_obj_id AND n.pgh_id > v.pgh_id
                ORDER BY n.pgh_id
                LIMIT 1
            ) AS ended ON true
            JOIN gdpr_consentevent e ON e.contact_id = v.merged_into_id
            WHERE v.pgh_obj_id = member.id AND v.merged_into_id IS NOT NULL
              AND e.recorded_at > greatest(v.deleted_at, s.started_at)
              AND (ended.at IS NULL OR e.recorded_at <= ended.at)
              AND (
                  e.kind IN ('refused', 'withdrawn', 'objected', 'expired')
                  OR v.merged_into_id = person
                  OR EXISTS (SELECT FROM contacts_contact f WHERE f.id = v.merged_into_id AND f.merged_into_id = person)
              )
        ) AS said
        WHERE said.kind <> 'requested'
        ORDER BY said.purpose_id, said.occurred_at DESC, said.id DESC
    ) AS word
    ORDER BY word.purpose_id, word.kind IN ('granted', 'confirmed'), word.occurred_at DESC, word.id DESC
$fn$;
"""

# The columns of a contact are the shadow of its standing. The contacts are locked beforehand: the statement after sees
# what others have committed meanwhile.
FOLD = """
CREATE FUNCTION fold_consent_of(people uuid[]) RETURNS void LANGUAGE plpgsql AS $fn$
BEGIN
    PERFORM FROM contacts_contact WHERE id = ANY (people) ORDER BY id FOR NO KEY UPDATE;
    UPDATE contacts_contact c
    SET email_opt_in = folded.email_opt_in,
        consent_given = folded.consent_given,
        consent_date = folded.consent_date,
        data_processing_consent = folded.data_processing_consent
    FROM unnest(people) AS touched(contact_id)
    CROSS JOIN LATERAL (
        SELECT coalesce(bool_and(given) FILTER (WHERE key = 'email_marketing'), true) AS email_opt_in,
               coalesce(bool_or(given), false) AS consent_given,
               max(occurred_at) FILTER (WHERE given) AS consent_date,
               coalesce(bool_or(given) FILTER (WHERE key = 'data_processing'), false) AS data_processing_consent
        FROM (
            SELECT p.key, e.occurred_at, e.kind IN ('granted', 'confirmed') AS given
            FROM consent_standing(touched.contact_id) s
            JOIN gdpr_consentevent e ON e.id = s.event_id
            JOIN gdpr_purpose p ON p.id = s.purpose_id
        ) AS standing
    ) AS folded
    WHERE c.id = touched.contact_id
      AND (c.email_opt_in, c.consent_given, c.consent_date, c.data_processing_consent)
          IS DISTINCT FROM
          (folded.email_opt_in, folded.consent_given, folded.consent_date, folded.data_processing_consent);
END
$fn$;
"""

OF_EVENTS = """
CREATE OR REPLACE FUNCTION fold_consent() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
    PERFORM fold_consent_of(ARRAY(
        SELECT contact_id FROM new_values
        UNION
        SELECT c.merged_into_id FROM new_values n JOIN contacts_contact c ON c.id = n.contact_id
        WHERE c.merged_into_id IS NOT NULL
    ));
    RETURN NULL;
END
$fn$;
"""

# On a table of another app, whose models know nothing of it: so it stands here, and nothing in Python switches it off.
OF_MERGES = """
CREATE FUNCTION fold_consent_of_merged() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
    PERFORM fold_consent_of(array_remove(ARRAY[NEW.id, OLD.merged_into_id, NEW.merged_into_id], NULL));
    RETURN NULL;
END
$fn$;
CREATE TRIGGER fold_consent_of_merged AFTER UPDATE ON contacts_contact FOR EACH ROW
    WHEN (OLD.merged_into_id IS DISTINCT FROM NEW.merged_into_id)
    EXECUTE FUNCTION fold_consent_of_merged();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0014_merge"),
        ("gdpr", "0004_time_within_calendar"),
    ]

    operations = [
        migrations.RunSQL(STANDING, "DROP FUNCTION consent_standing(uuid)"),
        migrations.RunSQL(FOLD, "DROP FUNCTION fold_consent_of(uuid[])"),
        migrations.RunSQL(OF_EVENTS, OF_ONE_ID.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")),
        migrations.RunSQL(
            OF_MERGES,
            "DROP TRIGGER fold_consent_of_merged ON contacts_contact; DROP FUNCTION fold_consent_of_merged()",
        ),
    ]
