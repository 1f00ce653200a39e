"""When mail to an address last came back; the mark does not stay where the row comes to say another address."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0023_import_onto_list"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="contactemail",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="contactemail",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="contactemail",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="contactemailevent",
            name="append_only",
        ),
        migrations.AddField(
            model_name="contactemail",
            name="bounced_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="mail came back"),
        ),
        migrations.AddField(
            model_name="contactemailevent",
            name="bounced_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="mail came back"),
        ),
        migrations.AddIndex(
            model_name="contactemail",
            index=models.Index(
                condition=models.Q(("bounced_at__isnull", False)), fields=["contact"], name="contactemail_bounced"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactemail",
            trigger=pgtrigger.compiler.Trigger(
                name="forget_bounce",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.bounced_at = NEW.bounced_at AND lower(OLD.email::text) <> lower(NEW.email::text))",
                    func="NEW.bounced_at = NULL; RETURN NEW;",
                    hash="9454ecd8ddd170911cb5b5e4749db355fcb413e9",
                    operation="UPDATE",
                    pgid="pgtrigger_forget_bounce_6ab26",
                    table="contacts_contactemail",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactemail",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "contacts_contactemailevent" ("bounced_at", "contact_id", "created_at", "email", "id", "is_primary", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."bounced_at", new_values."contact_id", new_values."created_at", new_values."email", new_values."id", new_values."is_primary", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="4e4cfdf5f7f4746c2df40d117d51e97c0014b2ae",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a3fed",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="contacts_contactemail",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactemail",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $sql$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "contacts_contactemailevent" ("bounced_at", "contact_id", "created_at", "email", "id", "is_primary", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."bounced_at", new_values."contact_id", new_values."created_at", new_values."email", new_values."id", new_values."is_primary", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."bounced_at" IS DISTINCT FROM (new_values."bounced_at") OR old_values."contact_id" IS DISTINCT FROM (new_values."contact_id") OR old_values."created_at" IS DISTINCT FROM (new_values."created_at") OR old_values."email" IS DISTINCT FROM (new_values."email") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."is_primary" IS DISTINCT FROM (new_values."is_primary")) ) AS new_values, _pgh_attached_context$sql$; RETURN NULL;',
                    hash="b7be82484bd2a300f84f343c20bb2c59d58473ab",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_650fa",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="contacts_contactemail",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactemail",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "contacts_contactemailevent" ("bounced_at", "contact_id", "created_at", "email", "id", "is_primary", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."bounced_at", old_values."contact_id", old_values."created_at", old_values."email", old_values."id", old_values."is_primary", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="9bf97e0add1723d9a446e0db37fbf1e084d9600e",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_5784a",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="contacts_contactemail",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactemailevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="refuse_unless_blanking('pgh_id', 'pgh_created_at', 'pgh_label', 'pgh_obj_id', 'pgh_context_id', 'pgh_context', 'xid', 'bounced_at', 'contact_id', 'created_at', 'id', 'is_primary')",
                    func="RETURN NULL;",
                    hash="c675c529b22e26dea7d11a980cc2b094827c84dd",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_1e98d",
                    table="contacts_contactemailevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
