"""Indexes of the pages that the dashboard reminds of."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0015_readers_second_round"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="page",
            index=models.Index(
                condition=models.Q(("next_review__isnull", False)),
                fields=["next_review"],
                name="page_next_review_idx",
            ),
        ),
        migrations.AddIndex(
            model_name="page",
            index=models.Index(
                condition=models.Q(("status_date__isnull", False)),
                fields=["status_date"],
                name="page_status_date_idx",
            ),
        ),
        migrations.AddIndex(
            model_name="page",
            index=models.Index(
                condition=models.Q(("to_do", ""), _negated=True),
                fields=["title"],
                name="page_to_do_idx",
            ),
        ),
        migrations.AddIndex(
            model_name="page",
            index=models.Index(
                condition=models.Q(("layout", "press")),
                fields=["publishable_ptr"],
                name="page_press_idx",
            ),
        ),
    ]
