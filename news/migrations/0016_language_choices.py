"""The languages to choose from are those of the settings, so another one is no migration."""

import tianhe_site.languages
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0015_translations"),
    ]

    operations = [
        migrations.AlterField(
            model_name="newsedition",
            name="language",
            field=models.CharField(choices=tianhe_site.languages.choices, max_length=10),
        ),
    ]
