import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import contacts.models.columns


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0006_undo"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BulkRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=contacts.models.columns.UUID7(),
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("title", models.CharField(max_length=500)),
                ("operation", models.JSONField(help_text="What is done to each contact.")),
                (
                    "selection",
                    models.JSONField(blank=True, default=dict, help_text="Which contacts; forgotten once it is done."),
                ),
                ("watermark", models.JSONField(help_text="What had been committed when it was planned.")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Waiting to be confirmed"),
                            ("queued", "Waiting for a worker"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Interrupted"),
                            ("cancelled", "Stopped"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("message", models.TextField(blank=True)),
                ("matched", models.PositiveIntegerField(default=0)),
                ("not_permitted", models.PositiveIntegerField(default=0, verbose_name="not yours to change")),
                ("changing", models.PositiveIntegerField(default=0, verbose_name="to be changed")),
                ("changed", models.PositiveIntegerField(default=0)),
                ("conflicts", models.PositiveIntegerField(default=0, verbose_name="changed by others meanwhile")),
                ("last_id", models.UUIDField(null=True, verbose_name="last contact that is done")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "change_set",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bulk_runs",
                        to="contacts.changeset",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bulk_runs",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "bulk change",
                "ordering": ["-created_at"],
                "permissions": [("bulk_change_contact", "Can change many contacts at once")],
            },
        ),
    ]
