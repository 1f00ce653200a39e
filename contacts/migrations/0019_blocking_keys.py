"""A row of keys for each contact, with an inverted index, instead of a row for each key."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

# The planner cannot know how many share a key, and might read the whole table for a rare one.
CONTACTS_WITH_KEYS = """
CREATE FUNCTION contacts_with_keys(keys bigint[], most integer) RETURNS SETOF uuid
LANGUAGE sql STABLE ROWS 10 SET enable_seqscan TO off AS $fn$
    SELECT contact_id FROM contacts_blockingkeys WHERE hashes @> keys LIMIT most
$fn$;
"""
# A job writes the keys of marked contacts.
MARK_ALL = """
INSERT INTO contacts_duplicatemark (contact_id) SELECT id FROM contacts_contact WHERE deleted_at IS NULL
ON CONFLICT (contact_id) DO UPDATE SET has_keys = false
"""


class Migration(migrations.Migration):
    dependencies = [("contacts", "0018_merge_runs")]

    operations = [
        migrations.CreateModel(
            name="BlockingKeys",
            fields=[
                (
                    "contact",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="contacts.contact",
                    ),
                ),
                ("hashes", django.contrib.postgres.fields.ArrayField(models.BigIntegerField(), size=None)),
            ],
            options={
                "verbose_name": "keys to find duplicates by",
                "verbose_name_plural": "keys to find duplicates by",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["hashes"], name="blocking_keys_shared"),
                ],
            },
        ),
        migrations.RunSQL(CONTACTS_WITH_KEYS, "DROP FUNCTION contacts_with_keys"),
        migrations.RunSQL(MARK_ALL, migrations.RunSQL.noop),
        migrations.DeleteModel(name="DuplicateKey"),
    ]
