"""Certificates of erasures, what is to be done after them, and who must not come back."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import contacts.models.columns


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0026_statistics_of_plans"),
        ("gdpr", "0008_standing_in_time"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Erasure",
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
                (
                    "status",
                    models.CharField(
                        choices=[("erased", "Erased, not verified yet"), ("verified", "Verified")],
                        default="erased",
                        max_length=10,
                    ),
                ),
                (
                    "people",
                    models.PositiveIntegerField(
                        help_text="Those that were merged with one another included.", verbose_name="contacts"
                    ),
                ),
                ("reason", models.CharField(max_length=255)),
                (
                    "door",
                    models.CharField(
                        choices=[
                            ("admin", "Admin"),
                            ("api", "API"),
                            ("command", "Command line"),
                            ("job", "Job"),
                            ("public", "Public page"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "counts",
                    models.JSONField(
                        default=dict,
                        help_text="How many rows of each table were blanked or removed.",
                        verbose_name="rows",
                    ),
                ),
                ("erased_at", models.DateTimeField(auto_now_add=True)),
                (
                    "files",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=255),
                        default=list,
                        help_text="Files that are still to be deleted.",
                        size=None,
                    ),
                ),
                (
                    "done",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100),
                        default=list,
                        help_text="Steps that are done since.",
                        size=None,
                    ),
                ),
                ("message", models.TextField(blank=True, help_text="What it waits for.")),
                ("verified_at", models.DateTimeField(null=True)),
                (
                    "change_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="erasures", to="contacts.changeset"
                    ),
                ),
                (
                    "erased_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="erasures",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-erased_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="ErasureTrace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("email", "E-mail address"),
                            ("phone", "Telephone number"),
                            ("first", "Word of a first name"),
                            ("last", "Word of a last name"),
                        ],
                        max_length=10,
                    ),
                ),
                ("digest", models.BinaryField(max_length=32)),
                (
                    "erasure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="traces", to="gdpr.erasure"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ErasureNotice",
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
                (
                    "exports",
                    models.PositiveIntegerField(
                        help_text="How many exports they have made since the person was known."
                    ),
                ),
                ("last_export_at", models.DateTimeField()),
                (
                    "status",
                    models.CharField(
                        choices=[("waiting", "To be told"), ("acknowledged", "Has deleted it")],
                        default="waiting",
                        max_length=15,
                    ),
                ),
                ("acknowledged_at", models.DateTimeField(null=True)),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "erasure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="gdpr.erasure"
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "notice of erasure",
                "verbose_name_plural": "notices of erasure",
                "ordering": ["-status", "-last_export_at"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("erasure", "recipient"), name="notice_once_per_recipient", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Mention",
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
                ("table", models.CharField(max_length=100)),
                ("row", models.CharField(max_length=40)),
                ("column", models.CharField(max_length=100)),
                ("spans", models.JSONField(help_text="Where in the text, as pairs of first and last character.")),
                (
                    "digest",
                    models.BinaryField(
                        help_text="Of the text, with a key: whether it is still the same.", max_length=32
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "To be looked at"),
                            ("redacted", "Redacted"),
                            ("left", "Somebody else is meant"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "erasure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="mentions", to="gdpr.erasure"
                    ),
                ),
            ],
            options={
                "ordering": ["status", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("erasure", "table", "row", "column"), name="mention_once_per_text")
                ],
            },
        ),
        migrations.CreateModel(
            name="Suppression",
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
                (
                    "kind",
                    models.CharField(
                        choices=[("email", "E-mail address"), ("phone", "Telephone number with name")], max_length=10
                    ),
                ),
                (
                    "digest",
                    models.BinaryField(
                        help_text="HMAC-SHA-256, with a key that is not in the database.", max_length=32
                    ),
                ),
                ("form", models.PositiveSmallIntegerField(help_text="The version of the form that was hashed.")),
                (
                    "key_print",
                    models.CharField(
                        help_text="By what the key is told from others.", max_length=16, verbose_name="key"
                    ),
                ),
                ("reason", models.CharField(max_length=255)),
                (
                    "created_at",
                    models.DateTimeField(
                        auto_now_add=True, db_default=django.db.models.functions.datetime.Now(), verbose_name="since"
                    ),
                ),
                ("lifted_at", models.DateTimeField(null=True, verbose_name="lifted")),
                ("lifted_reason", models.CharField(blank=True, max_length=255, verbose_name="why it was lifted")),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "erasure",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suppressions",
                        to="gdpr.erasure",
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None)),
                        fields=("digest",),
                        name="suppression_once_unless_lifted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lifted_at", None), models.Q(("lifted_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="suppression_lifted_with_reason",
                    ),
                ],
            },
        ),
    ]
