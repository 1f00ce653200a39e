"""Lists that ask about consent learn of each entry."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0017_dynamic_lists"),
        ("gdpr", "0005_standing_of_merged"),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="consentevent",
            trigger=pgtrigger.compiler.Trigger(
                name="note_changed_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('contact_id')",
                    func="RETURN NULL;",
                    hash="6023d08725f1e0baa8f0750ae8c61276f96a658b",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_note_changed_insert_7523d",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="gdpr_consentevent",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="consentevent",
            trigger=pgtrigger.compiler.Trigger(
                name="note_changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('contact_id')",
                    func="RETURN NULL;",
                    hash="8b34c31cf44587acbcaa9d044805a5a301ded55d",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_note_changed_update_06c2d",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="gdpr_consentevent",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="consentevent",
            trigger=pgtrigger.compiler.Trigger(
                name="note_changed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="note_changed_contacts('contact_id')",
                    func="RETURN NULL;",
                    hash="d55c91282da18ac33a8b14a803b66d46ed2d73ca",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_note_changed_delete_6dcbd",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="gdpr_consentevent",
                    when="AFTER",
                ),
            ),
        ),
    ]
