"""Indexes for the lists of the admin: the audit log by name and by time, the trash, and which
preview links are open."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0015_ends_and_newest"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="historyentry",
            index=models.Index(fields=["actor_name", "-id"], name="history_name_idx"),
        ),
        migrations.AddIndex(
            model_name="historyentry",
            index=models.Index(fields=["at"], name="history_at_idx"),
        ),
        migrations.AddIndex(
            model_name="publishable",
            index=models.Index(
                fields=["trashed_at"],
                name="draft_trashed_idx",
                condition=models.Q(("trashed_at__isnull", False)),
            ),
        ),
        migrations.AddIndex(
            model_name="previewlink",
            index=models.Index(fields=["expires_at"], name="preview_expiry_idx"),
        ),
    ]
