from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0003_desk"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(("erased_at", None), ("deleted_at__isnull", False), _connector="OR"),
                name="contact_erased_is_deleted",
                violation_error_message="The person was anonymised for good.",
            ),
        ),
    ]
