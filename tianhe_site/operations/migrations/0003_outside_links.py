import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("operations", "0002_imported_items"),
        ("publishing", "0013_draft_versions"),
    ]

    operations = [
        migrations.CreateModel(
            name="OutsideLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("url", models.TextField()),
                ("checked_at", models.DateTimeField(null=True)),
                (
                    "fault",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not-found", "Page not found"),
                            ("server-error", "Server error"),
                            ("no-answer", "Server doesn't answer"),
                            ("no-host", "Server not found"),
                            ("certificate", "Browsers don't trust the server's certificate"),
                            ("redirects", "Redirects in a loop"),
                            ("inner", "Not a public address"),
                        ],
                        max_length=20,
                    ),
                ),
                ("failing_since", models.DateTimeField(db_index=True, null=True)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="publishing.publishable",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
    ]
