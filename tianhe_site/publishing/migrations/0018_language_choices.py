"""The languages to choose from are no part of the columns: another one is no migration."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0017_search_by_staff"),
    ]

    operations = [
        migrations.AlterField(
            model_name="pinnedresult",
            name="language",
            field=models.CharField(
                default="en",
                max_length=10,
                verbose_name="language",
            ),
        ),
        migrations.AlterField(
            model_name="publishable",
            name="language",
            field=models.CharField(
                default="en",
                max_length=10,
                verbose_name="language",
            ),
        ),
        migrations.AlterField(
            model_name="watchedword",
            name="language",
            field=models.CharField(
                default="en",
                help_text="English words match whole words only; Chinese words match anywhere. Risky words are checked in every language, product names only in this one.",
                max_length=10,
                verbose_name="language",
            ),
        ),
    ]
