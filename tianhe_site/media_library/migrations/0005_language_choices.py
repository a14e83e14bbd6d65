"""The languages to choose from are no part of the columns: another one is no migration."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("media_library", "0004_for_press"),
    ]

    operations = [
        migrations.AlterField(
            model_name="document",
            name="language",
            field=models.CharField(
                default="en",
                help_text="The language it's written in.",
                max_length=10,
                verbose_name="language",
            ),
        ),
        migrations.AlterField(
            model_name="imagetext",
            name="language",
            field=models.CharField(max_length=10, verbose_name="language"),
        ),
    ]
