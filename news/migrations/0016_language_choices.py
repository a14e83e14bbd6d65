"""The languages to choose from are no part of the columns: another one is no migration."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0015_translations"),
    ]

    operations = [
        migrations.AlterField(
            model_name="newsedition",
            name="language",
            field=models.CharField(max_length=10),
        ),
    ]
