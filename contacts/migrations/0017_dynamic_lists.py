"""Dynamic lists: their builds, pinned members, and who was changed in a way that their filters ask about."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import contacts.models.columns

# A filter may name columns that a later version no longer has: they are left out, for a write must not fail by it.
NOTE_CHANGED = """
CREATE FUNCTION note_changed_contacts() RETURNS trigger LANGUAGE plpgsql AS $fn$
DECLARE
    watched text[];
    changed text;
BEGIN
    SELECT array_agg(DISTINCT named.name) INTO watched
    FROM contacts_listbuild b
    JOIN contacts_contactlist l ON l.id = b.list_id AND l.deleted_at IS NULL
    CROSS JOIN LATERAL jsonb_array_elements_text(b.watches -> TG_TABLE_NAME) AS named(name)
    JOIN pg_attribute a ON a.attrelid = TG_RELID AND a.attname = named.name AND NOT a.attisdropped;
    IF watched IS NULL THEN
        RETURN NULL;
    END IF;
    changed := CASE TG_OP
        WHEN 'INSERT' THEN format('SELECT %I, NULL::text[] FROM new_values', TG_ARGV[0])
        WHEN 'DELETE' THEN format('SELECT %I, NULL::text[] FROM old_values', TG_ARGV[0])
        ELSE format(
            'SELECT unnest(ARRAY[o.%1$I, n.%1$I]), names FROM old_values o JOIN new_values n USING (id)'
            ' CROSS JOIN LATERAL array_remove(ARRAY[%2$s], NULL) AS names WHERE names <> $3',
            TG_ARGV[0],
            (
                SELECT string_agg(format('CASE WHEN o.%1$I IS DISTINCT FROM n.%1$I THEN %1$L END', name), ', ')
                FROM unnest(watched) AS name
            )
        )
    END;
    IF TG_NARGS > 1 THEN
        changed := format(TG_ARGV[1], changed);
    END IF;
    EXECUTE format(
        'INSERT INTO contacts_changedcontact (contact_id, columns, source, change_set_id)'
        ' SELECT DISTINCT changed.id, changed.columns, $1, $2 FROM (%s) AS changed(id, columns)'
        ' WHERE changed.id IS NOT NULL AND changed.columns IS DISTINCT FROM $3',
        changed
    ) USING TG_TABLE_NAME, nullif(current_setting('pghistory.context_id', true), '')::uuid, '{}'::text[];
    RETURN NULL;
END
$fn$
"""

# What undo knows of members: who is on a dynamic list follows from its filter.
BY_HAND = """
CREATE VIEW contacts_listmemberevent_by_hand AS
SELECT e.* FROM contacts_listmemberevent e
WHERE NOT EXISTS (SELECT FROM contacts_contactlist l WHERE l.id = e.list_id AND l.type = 'dynamic')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0016_lookalikes"),
    ]

    operations = [
        migrations.RunSQL(NOTE_CHANGED, "DROP FUNCTION note_changed_contacts()"),
        migrations.RunSQL(BY_HAND, "DROP VIEW contacts_listmemberevent_by_hand"),
        migrations.CreateModel(
            name="ChangedContact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("contact_id", models.UUIDField()),
                ("source", models.CharField(max_length=63)),
                (
                    "columns",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), null=True, size=None),
                ),
                ("change_set_id", models.UUIDField(null=True)),
                ("list_id", models.UUIDField(null=True)),
            ],
            options={
                "verbose_name": "changed contact",
            },
        ),
        migrations.CreateModel(
            name="ListBuild",
            fields=[
                (
                    "list",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="build",
                        serialize=False,
                        to="contacts.contactlist",
                    ),
                ),
                ("refreshed_at", models.DateTimeField(null=True)),
                ("seconds", models.FloatField(null=True)),
                ("size", models.PositiveIntegerField(default=0)),
                ("error", models.TextField(blank=True)),
                ("is_due", models.BooleanField(default=False)),
                ("filters", models.JSONField(help_text="The filter that it was built by.", null=True)),
                (
                    "watches",
                    models.JSONField(default=dict, help_text="Columns by table: who changes one is judged anew."),
                ),
            ],
            options={
                "verbose_name": "build of a list",
                "verbose_name_plural": "builds of lists",
            },
        ),
        migrations.CreateModel(
            name="ListPin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("always", models.BooleanField(help_text="Always on the list, else never.")),
                (
                    "created_at",
                    models.DateTimeField(auto_now_add=True, db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "verbose_name": "pinned member",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="ListPinEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("xid", contacts.models.columns.TransactionId()),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("always", models.BooleanField(help_text="Always on the list, else never.")),
                (
                    "created_at",
                    models.DateTimeField(auto_now_add=True, db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="contactlist",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="contactlist",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="contactlist",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="contactlistevent",
            name="append_only",
        ),
        migrations.AddField(
            model_name="contactlist",
            name="schedule",
            field=models.CharField(
                choices=[
                    ("hourly", "Every hour"),
                    ("daily", "Every day"),
                    ("weekly", "Every week"),
                    ("manual", "Only when asked to"),
                ],
                db_default="daily",
                default="daily",
                help_text="Beside this, changes show within seconds, unless it is refreshed only when asked to.",
                max_length=10,
                verbose_name="refreshed",
            ),
        ),
        migrations.AddField(
            model_name="contactlistevent",
            name="schedule",
            field=models.CharField(
                choices=[
                    ("hourly", "Every hour"),
                    ("daily", "Every day"),
                    ("weekly", "Every week"),
                    ("manual", "Only when asked to"),
                ],
                db_default="daily",
                default="daily",
                help_text="Beside this, changes show within seconds, unless it is refreshed only when asked to.",
                max_length=10,
                verbose_name="refreshed",
            ),
        ),
        migrations.AlterField(
            model_name="changeset",
            name="kind",
            field=models.CharField(
                choices=[
                    ("edit", "Edit"),
                    ("import", "Import"),
                    ("delete", "Delete"),
                    ("restore", "Restore"),
                    ("merge", "Merge"),
                    ("enrich", "Enrichment"),
                    ("anonymise", "Anonymisation"),
                    ("consent", "Consent"),
                    ("sample", "Sample data"),
                    ("configuration", "Configuration"),
                    ("undo", "Undo"),
                    ("refresh", "Refresh of a list"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddIndex(
            model_name="listmemberevent",
            index=models.Index(fields=["list", "pgh_created_at"], name="listmemberevent_list"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="activity",
            trigger=pgtrigger.compiler.Trigger(
                name="note_changed_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('contact_id')",
                    func="RETURN NULL;",
                    hash="23b26aebc3c2746f4630c585ee435c17d9f789ad",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_note_changed_insert_ae3ed",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="contacts_activity",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="activity",
            trigger=pgtrigger.compiler.Trigger(
                name="note_changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('contact_id')",
                    func="RETURN NULL;",
                    hash="3cf5318dd45884f32c527a128907f37e0efc601a",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_note_changed_update_6972b",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="contacts_activity",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="activity",
            trigger=pgtrigger.compiler.Trigger(
                name="note_changed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('contact_id')",
                    func="RETURN NULL;",
                    hash="11f7a8996d53de1668125d159d949a15e795249e",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_note_changed_delete_89f9d",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="contacts_activity",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="company",
            trigger=pgtrigger.compiler.Trigger(
                name="note_changed_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('id', '\nSELECT c.id, changed.columns FROM contacts_contact c JOIN (%s) AS changed(id, columns) ON changed.id = c.company_id\n')",
                    func="RETURN NULL;",
                    hash="18bdea7801a9f46db7fa73b02025cc957ded2f2e",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_note_changed_insert_83962",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="contacts_company",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="company",
            trigger=pgtrigger.compiler.Trigger(
                name="note_changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('id', '\nSELECT c.id, changed.columns FROM contacts_contact c JOIN (%s) AS changed(id, columns) ON changed.id = c.company_id\n')",
                    func="RETURN NULL;",
                    hash="feb3bdfbe94edc675051372afae77f57e5622c5d",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_note_changed_update_a3aa3",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="contacts_company",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="company",
            trigger=pgtrigger.compiler.Trigger(
                name="note_changed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('id', '\nSELECT c.id, changed.columns FROM contacts_contact c JOIN (%s) AS changed(id, columns) ON changed.id = c.company_id\n')",
                    func="RETURN NULL;",
                    hash="aa2353619a4f3b00dc009cc73cfa2cc5a703d4d7",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_note_changed_delete_bcb84",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="contacts_company",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contact",
            trigger=pgtrigger.compiler.Trigger(
                name="note_changed_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('id')",
                    func="RETURN NULL;",
                    hash="616affa486a80a0069be8795219c377e7520867c",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_note_changed_insert_4da35",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="contacts_contact",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contact",
            trigger=pgtrigger.compiler.Trigger(
                name="note_changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('id')",
                    func="RETURN NULL;",
                    hash="3e5e97e220cbe769706dd9fc7999425de30a1d51",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_note_changed_update_d657b",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="contacts_contact",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contact",
            trigger=pgtrigger.compiler.Trigger(
                name="note_changed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('id')",
                    func="RETURN NULL;",
                    hash="090763f69bf5421500e0ae8ced83345407fa29af",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_note_changed_delete_083a3",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="contacts_contact",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactemail",
            trigger=pgtrigger.compiler.Trigger(
                name="note_changed_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('contact_id')",
                    func="RETURN NULL;",
                    hash="bc905f209b7820ba6c710f423f6029ff4af94012",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_note_changed_insert_29de4",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="contacts_contactemail",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactemail",
            trigger=pgtrigger.compiler.Trigger(
                name="note_changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('contact_id')",
                    func="RETURN NULL;",
                    hash="88bc52042ea9215db23fc7bc7c2d3b3ef08513a1",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_note_changed_update_20362",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="contacts_contactemail",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactemail",
            trigger=pgtrigger.compiler.Trigger(
                name="note_changed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('contact_id')",
                    func="RETURN NULL;",
                    hash="e3c1694ff2afe0e37595f6682105a36aa6df566e",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_note_changed_delete_e07b6",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="contacts_contactemail",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactlist",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "contacts_contactlistevent" ("created_at", "created_by_id", "deleted_at", "description", "filters", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "schedule", "type") SELECT new_values."created_at", new_values."created_by_id", new_values."deleted_at", new_values."description", new_values."filters", new_values."id", new_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."schedule", new_values."type" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="40465236a16d87a53823782ac335466f5718264b",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_d8eda",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="contacts_contactlist",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactlist",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $sql$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "contacts_contactlistevent" ("created_at", "created_by_id", "deleted_at", "description", "filters", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "schedule", "type") SELECT new_values."created_at", new_values."created_by_id", new_values."deleted_at", new_values."description", new_values."filters", new_values."id", new_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."schedule", new_values."type" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."created_at" IS DISTINCT FROM (new_values."created_at") OR old_values."created_by_id" IS DISTINCT FROM (new_values."created_by_id") OR old_values."deleted_at" IS DISTINCT FROM (new_values."deleted_at") OR old_values."description" IS DISTINCT FROM (new_values."description") OR old_values."filters" IS DISTINCT FROM (new_values."filters") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."name" IS DISTINCT FROM (new_values."name") OR old_values."schedule" IS DISTINCT FROM (new_values."schedule") OR old_values."type" IS DISTINCT FROM (new_values."type")) ) AS new_values, _pgh_attached_context$sql$; RETURN NULL;',
                    hash="070315f9ba016ab28086c23b402bb0c8dd4efad2",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_27a42",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="contacts_contactlist",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactlist",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "contacts_contactlistevent" ("created_at", "created_by_id", "deleted_at", "description", "filters", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "schedule", "type") SELECT old_values."created_at", old_values."created_by_id", old_values."deleted_at", old_values."description", old_values."filters", old_values."id", old_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."schedule", old_values."type" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="0c6507017b016fe8edc3c93b6f9d44a1dd7324f9",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_4066e",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="contacts_contactlist",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactlistevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="refuse_unless_blanking('pgh_id', 'pgh_created_at', 'pgh_label', 'pgh_obj_id', 'pgh_context_id', 'pgh_context', 'xid', 'created_at', 'created_by_id', 'deleted_at', 'description', 'filters', 'id', 'name', 'schedule', 'type')",
                    func="RETURN NULL;",
                    hash="914e021ab90353cd8879edeeaf021c701e561a44",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_a5e65",
                    table="contacts_contactlistevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactphone",
            trigger=pgtrigger.compiler.Trigger(
                name="note_changed_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('contact_id')",
                    func="RETURN NULL;",
                    hash="7429b3b9c1c1df20ce60f1b2af35a07d3868069a",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_note_changed_insert_2cb0b",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="contacts_contactphone",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactphone",
            trigger=pgtrigger.compiler.Trigger(
                name="note_changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('contact_id')",
                    func="RETURN NULL;",
                    hash="3945c23147ee80d2117d35c9c59719d7e1e0e0e1",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_note_changed_update_0ac9c",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="contacts_contactphone",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactphone",
            trigger=pgtrigger.compiler.Trigger(
                name="note_changed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('contact_id')",
                    func="RETURN NULL;",
                    hash="84cb5d1fb8fac79d28de97ee9200f6975fd640fb",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_note_changed_delete_c7f45",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="contacts_contactphone",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contacttag",
            trigger=pgtrigger.compiler.Trigger(
                name="note_changed_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('contact_id')",
                    func="RETURN NULL;",
                    hash="dba6838819e19ccce13e335cbb993761a028eaef",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_note_changed_insert_67a2f",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="contacts_contacttag",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contacttag",
            trigger=pgtrigger.compiler.Trigger(
                name="note_changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('contact_id')",
                    func="RETURN NULL;",
                    hash="46bd6d516831dd3206a16e9bdde7b39d8a68e754",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_note_changed_update_e6654",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="contacts_contacttag",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contacttag",
            trigger=pgtrigger.compiler.Trigger(
                name="note_changed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('contact_id')",
                    func="RETURN NULL;",
                    hash="0af5f7929a45b06f55a67d751cf853371cc81d2f",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_note_changed_delete_4bf5e",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="contacts_contacttag",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="deal",
            trigger=pgtrigger.compiler.Trigger(
                name="note_changed_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('contact_id')",
                    func="RETURN NULL;",
                    hash="dec48e2cb0ee5745803ea3240dc302cd9d3f6253",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_note_changed_insert_05b50",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="contacts_deal",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="deal",
            trigger=pgtrigger.compiler.Trigger(
                name="note_changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('contact_id')",
                    func="RETURN NULL;",
                    hash="c119d7bba86de41a10d637ce4a3b8f51b972820e",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_note_changed_update_2176e",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="contacts_deal",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="deal",
            trigger=pgtrigger.compiler.Trigger(
                name="note_changed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('contact_id')",
                    func="RETURN NULL;",
                    hash="5ce01f1fe80a9acabdda4364756dae29badf4896",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_note_changed_delete_cf799",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="contacts_deal",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="externalid",
            trigger=pgtrigger.compiler.Trigger(
                name="note_changed_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('contact_id')",
                    func="RETURN NULL;",
                    hash="87a67c6d74445ab4c130b9c0cc66920743395ca5",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_note_changed_insert_1f036",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="contacts_externalid",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="externalid",
            trigger=pgtrigger.compiler.Trigger(
                name="note_changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('contact_id')",
                    func="RETURN NULL;",
                    hash="7613f44c97a7e118f9952e432fbb4424de0b0280",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_note_changed_update_41c1f",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="contacts_externalid",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="externalid",
            trigger=pgtrigger.compiler.Trigger(
                name="note_changed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('contact_id')",
                    func="RETURN NULL;",
                    hash="c5994bceb92e0cae4c2088f31ad8f3f91e727108",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_note_changed_delete_916a5",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="contacts_externalid",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="listmember",
            trigger=pgtrigger.compiler.Trigger(
                name="note_changed_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('contact_id')",
                    func="RETURN NULL;",
                    hash="c9a0fcef88035c82f6fea5685227214112b44bc3",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_note_changed_insert_98be1",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="contacts_listmember",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="listmember",
            trigger=pgtrigger.compiler.Trigger(
                name="note_changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('contact_id')",
                    func="RETURN NULL;",
                    hash="8be909bc71b1a5adc2b41007648bd9affb710ad6",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_note_changed_update_1af2d",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="contacts_listmember",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="listmember",
            trigger=pgtrigger.compiler.Trigger(
                name="note_changed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('contact_id')",
                    func="RETURN NULL;",
                    hash="e63d75da40ba57eb94bff520a2480f26b78dd62d",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_note_changed_delete_08dce",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="contacts_listmember",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stage",
            trigger=pgtrigger.compiler.Trigger(
                name="note_changed_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('id', '\nSELECT d.contact_id, changed.columns FROM contacts_deal d JOIN (%s) AS changed(id, columns) ON changed.id = d.stage_id\n')",
                    func="RETURN NULL;",
                    hash="bc514940388bfb9dc54b199559e41db5e81165dd",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_note_changed_insert_7bc52",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="contacts_stage",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stage",
            trigger=pgtrigger.compiler.Trigger(
                name="note_changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('id', '\nSELECT d.contact_id, changed.columns FROM contacts_deal d JOIN (%s) AS changed(id, columns) ON changed.id = d.stage_id\n')",
                    func="RETURN NULL;",
                    hash="711698e07de6fb9914be8f309895bb0ba1ed618f",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_note_changed_update_ce964",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="contacts_stage",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stage",
            trigger=pgtrigger.compiler.Trigger(
                name="note_changed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('id', '\nSELECT d.contact_id, changed.columns FROM contacts_deal d JOIN (%s) AS changed(id, columns) ON changed.id = d.stage_id\n')",
                    func="RETURN NULL;",
                    hash="c6298558d72c4f2b64c9bfcf8c1aa1aa556612bf",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_note_changed_delete_e1328",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="contacts_stage",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="task",
            trigger=pgtrigger.compiler.Trigger(
                name="note_changed_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('contact_id')",
                    func="RETURN NULL;",
                    hash="d21196fb6d2319594a8ac9494448098b111ec5d9",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_note_changed_insert_1b1c6",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="contacts_task",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="task",
            trigger=pgtrigger.compiler.Trigger(
                name="note_changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('contact_id')",
                    func="RETURN NULL;",
                    hash="e468f79bed79087d12bace2b4c23107ce9bdf89a",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_note_changed_update_649f4",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="contacts_task",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="task",
            trigger=pgtrigger.compiler.Trigger(
                name="note_changed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('contact_id')",
                    func="RETURN NULL;",
                    hash="66d3f7b718ce2a9732190a248bd788c0fa6de359",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_note_changed_delete_a8823",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="contacts_task",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="listpin",
            name="contact",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="list_pins", to="contacts.contact"
            ),
        ),
        migrations.AddField(
            model_name="listpin",
            name="list",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="pins",
                to="contacts.contactlist",
            ),
        ),
        migrations.AddField(
            model_name="listpinevent",
            name="contact",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="contacts.contact",
            ),
        ),
        migrations.AddField(
            model_name="listpinevent",
            name="list",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="contacts.contactlist",
            ),
        ),
        migrations.AddField(
            model_name="listpinevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="contacts.listpin",
            ),
        ),
        migrations.AddConstraint(
            model_name="listpin",
            constraint=models.UniqueConstraint(fields=("list", "contact"), name="pin_once_per_list"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="listpin",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "contacts_listpinevent" ("always", "contact_id", "created_at", "id", "list_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."always", new_values."contact_id", new_values."created_at", new_values."id", new_values."list_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="3d34e62bc89cc732a9ee32905f49ca1b1bc2ddc8",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_19bfb",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="contacts_listpin",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="listpin",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $sql$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "contacts_listpinevent" ("always", "contact_id", "created_at", "id", "list_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."always", new_values."contact_id", new_values."created_at", new_values."id", new_values."list_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context$sql$; RETURN NULL;',
                    hash="558a32a9745d0e93f0fbec481246c61be53fa23b",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_38c98",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="contacts_listpin",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="listpin",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "contacts_listpinevent" ("always", "contact_id", "created_at", "id", "list_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."always", old_values."contact_id", old_values."created_at", old_values."id", old_values."list_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="d4aebfc3248f26861bed72edaa814b14a92a151e",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_f5348",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="contacts_listpin",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="listpin",
            trigger=pgtrigger.compiler.Trigger(
                name="tracked_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="refuse_write('a table with a history cannot be truncated: delete its rows')",
                    func="RETURN NULL;",
                    hash="bc1c3fa00e6da65904b2c6680e04205f958585bd",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_tracked_truncate_19f41",
                    table="contacts_listpin",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="listpinevent",
            index=models.Index(fields=["pgh_context_id"], name="listpinevent_change_set"),
        ),
        migrations.AddIndex(
            model_name="listpinevent",
            index=models.Index(fields=["pgh_obj", "pgh_id"], name="listpinevent_of_row"),
        ),
        migrations.AddIndex(
            model_name="listpinevent",
            index=models.Index(fields=["contact"], name="listpinevent_contact"),
        ),
        migrations.AddIndex(
            model_name="listpinevent",
            index=models.Index(fields=["list", "pgh_created_at"], name="listpinevent_list"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="listpinevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="refuse_unless_blanking('pgh_id', 'pgh_created_at', 'pgh_label', 'pgh_obj_id', 'pgh_context_id', 'pgh_context', 'xid', 'always', 'contact_id', 'created_at', 'id', 'list_id')",
                    func="RETURN NULL;",
                    hash="07fc3bfe060df449438d859294ae2fe2a7611f84",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_7620c",
                    table="contacts_listpinevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="listpinevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="refuse_truncate()",
                    func="RETURN NULL;",
                    hash="5debbb847ead4acc9e562b421915c60c5c92678a",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_append_only_truncate_02c21",
                    table="contacts_listpinevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
