"""What comes first for a query, and which queries found nothing."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0016_lists_of_staff"),
    ]

    operations = [
        migrations.CreateModel(
            name="PinnedResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("zh-hans", "简体中文")],
                        default="en",
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                (
                    "queries",
                    models.TextField(
                        help_text="One per line, for example: how much does it cost. Word order, upper and lower case and endings don't matter.",
                        verbose_name="searches",
                    ),
                ),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="publishing.publishable",
                        verbose_name="first result",
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="publishing.publishable",
                        verbose_name="second result",
                    ),
                ),
                (
                    "third",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="publishing.publishable",
                        verbose_name="third result",
                    ),
                ),
            ],
            options={
                "verbose_name": "pinned result",
                "verbose_name_plural": "pinned results",
                "ordering": ["language", "queries"],
            },
        ),
        migrations.CreateModel(
            name="SearchMiss",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                ("text", models.CharField(blank=True, max_length=100, verbose_name="search")),
                ("count", models.PositiveIntegerField(default=1, verbose_name="times")),
            ],
            options={
                "verbose_name": "search without results",
                "verbose_name_plural": "searches without results",
                "default_permissions": ("view",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("day", "language", "text"), name="one_miss_per_day"
                    )
                ],
            },
        ),
    ]
