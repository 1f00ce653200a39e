"""No samples of what stands in files: the planner would keep values of people after their rows are gone."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("contacts", "0025_public_door")]

    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE contacts_importplanrow ALTER COLUMN changes SET STATISTICS 0;
            ALTER TABLE contacts_importplanrow ALTER COLUMN reason SET STATISTICS 0;
            """,
            """
            ALTER TABLE contacts_importplanrow ALTER COLUMN changes SET STATISTICS -1;
            ALTER TABLE contacts_importplanrow ALTER COLUMN reason SET STATISTICS -1;
            """,
        )
    ]
