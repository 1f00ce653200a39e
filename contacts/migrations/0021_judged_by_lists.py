"""Filters ask about likely duplicates, a view of the pairs from both sides; lists judge whom a merge or a pin concerns."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

# Those of DuplicatePairQuerySet.waiting; who is deleted or restricted himself is no duplicate of anybody either.
SIDES = """
CREATE VIEW contacts_likelyduplicate AS
SELECT p.id, p.low_id AS contact_id, p.probability, p.created_at
FROM contacts_duplicatepair p
JOIN contacts_contact own ON own.id = p.low_id AND own.deleted_at IS NULL AND own.restricted_at IS NULL
JOIN contacts_contact other ON other.id = p.high_id AND other.deleted_at IS NULL AND other.restricted_at IS NULL
WHERE p.status = 'open'
UNION ALL
SELECT p.id, p.high_id, p.probability, p.created_at
FROM contacts_duplicatepair p
JOIN contacts_contact own ON own.id = p.high_id AND own.deleted_at IS NULL AND own.restricted_at IS NULL
JOIN contacts_contact other ON other.id = p.low_id AND other.deleted_at IS NULL AND other.restricted_at IS NULL
WHERE p.status = 'open'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0020_saved_views"),
    ]

    operations = [
        migrations.RunSQL(SIDES, "DROP VIEW contacts_likelyduplicate"),
        migrations.CreateModel(
            name="LikelyDuplicate",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("contact_id", models.UUIDField()),
                ("probability", models.FloatField()),
                ("created_at", models.DateTimeField(verbose_name="found")),
            ],
            options={
                "verbose_name": "likely duplicate",
                "managed": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="duplicatepair",
            trigger=pgtrigger.compiler.Trigger(
                name="note_low_changed_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('low_id')",
                    func="RETURN NULL;",
                    hash="07d554f1c52fff1a9d33877ae98e35806cfe4b9b",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_note_low_changed_insert_bf9b5",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="contacts_duplicatepair",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="duplicatepair",
            trigger=pgtrigger.compiler.Trigger(
                name="note_low_changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('low_id')",
                    func="RETURN NULL;",
                    hash="a9631b73b070c43c773b0e81f42cb8bc92eac0e8",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_note_low_changed_update_91b2a",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="contacts_duplicatepair",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="duplicatepair",
            trigger=pgtrigger.compiler.Trigger(
                name="note_low_changed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('low_id')",
                    func="RETURN NULL;",
                    hash="a53cbb3e97096748624a3297a1ec458b24166bef",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_note_low_changed_delete_457ec",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="contacts_duplicatepair",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="duplicatepair",
            trigger=pgtrigger.compiler.Trigger(
                name="note_high_changed_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('high_id')",
                    func="RETURN NULL;",
                    hash="8db973a560200ac789e80bbc85bf8265694c59e5",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_note_high_changed_insert_0cf64",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="contacts_duplicatepair",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="duplicatepair",
            trigger=pgtrigger.compiler.Trigger(
                name="note_high_changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('high_id')",
                    func="RETURN NULL;",
                    hash="30854619ff9a7912a514ecf7d275a30b7bc3d03c",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_note_high_changed_update_ad03e",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="contacts_duplicatepair",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="duplicatepair",
            trigger=pgtrigger.compiler.Trigger(
                name="note_high_changed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('high_id')",
                    func="RETURN NULL;",
                    hash="e9336354b28e20f282b3c0a86adbef23428956c6",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_note_high_changed_delete_9cc11",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="contacts_duplicatepair",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="listmember",
            trigger=pgtrigger.compiler.Trigger(
                name="judged_when_moved",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="EXECUTE $sql$\nINSERT INTO contacts_changedcontact (contact_id, source, change_set_id, list_id)\nSELECT concerned.contact_id, 'contacts_contact', nullif(current_setting('pghistory.context_id', true), '')::uuid,\n    concerned.list_id\nFROM (\nSELECT n.contact_id, n.list_id\nFROM new_values n\nJOIN old_values o USING (id)\nJOIN contacts_contactlist l ON l.id = n.list_id AND l.type = 'dynamic'\nWHERE n.contact_id <> o.contact_id\n) AS concerned\n$sql$; RETURN NULL;",
                    hash="bfba4db927c5af93a397053dc6f5ed7d146ecaec",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_judged_when_moved_6ddad",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="contacts_listmember",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="listpin",
            trigger=pgtrigger.compiler.Trigger(
                name="judged_when_pinned",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="EXECUTE $sql$\nINSERT INTO contacts_changedcontact (contact_id, source, change_set_id, list_id)\nSELECT concerned.contact_id, 'contacts_contact', nullif(current_setting('pghistory.context_id', true), '')::uuid,\n    concerned.list_id\nFROM (SELECT contact_id, list_id FROM new_values) AS concerned\n$sql$; RETURN NULL;",
                    hash="bb7cc0b09d1617b4027bc11bd5b91367b9ec762a",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_judged_when_pinned_ce194",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="contacts_listpin",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="listpin",
            trigger=pgtrigger.compiler.Trigger(
                name="judged_when_moved",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="EXECUTE $sql$\nINSERT INTO contacts_changedcontact (contact_id, source, change_set_id, list_id)\nSELECT concerned.contact_id, 'contacts_contact', nullif(current_setting('pghistory.context_id', true), '')::uuid,\n    concerned.list_id\nFROM (SELECT contact_id, list_id FROM old_values UNION SELECT contact_id, list_id FROM new_values) AS concerned\n$sql$; RETURN NULL;",
                    hash="db7bcf7aaa3d36eca6b4f60294e976f8cf2d7825",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_judged_when_moved_bfa1b",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="contacts_listpin",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="listpin",
            trigger=pgtrigger.compiler.Trigger(
                name="judged_when_unpinned",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="EXECUTE $sql$\nINSERT INTO contacts_changedcontact (contact_id, source, change_set_id, list_id)\nSELECT concerned.contact_id, 'contacts_contact', nullif(current_setting('pghistory.context_id', true), '')::uuid,\n    concerned.list_id\nFROM (SELECT contact_id, list_id FROM old_values) AS concerned\n$sql$; RETURN NULL;",
                    hash="83c418fec236504f208e6e0275b272627c7840d6",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_judged_when_unpinned_2ec08",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="contacts_listpin",
                    when="AFTER",
                ),
            ),
        ),
    ]
