import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import contacts.models.columns


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0011_import_decisions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ExportRun",
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
                ("kind", models.CharField(max_length=10, verbose_name="format")),
                ("columns", models.JSONField(help_text="The names of the columns, in the order of the file.")),
                ("has_all_columns", models.BooleanField(verbose_name="all columns")),
                ("contacts", models.TextField(help_text="Which contacts were meant, in words.")),
                (
                    "selection",
                    models.JSONField(help_text="Which contacts; what was searched for is forgotten once it is done."),
                ),
                (
                    "door",
                    models.CharField(
                        choices=[("admin", "Admin"), ("api", "API"), ("command", "Command line"), ("job", "Job")],
                        max_length=10,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "Asked for"),
                            ("queued", "Waiting for a worker"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Interrupted"),
                            ("cancelled", "Stopped"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("message", models.TextField(blank=True)),
                ("total", models.PositiveIntegerField(default=0, verbose_name="to be exported")),
                ("rows", models.PositiveIntegerField(default=0, verbose_name="exported")),
                ("file", models.FileField(blank=True, max_length=255, upload_to="exports/")),
                ("expires_at", models.DateTimeField(null=True, verbose_name="file is kept until")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="export_runs",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "export",
                "ordering": ["-created_at"],
            },
        ),
    ]
