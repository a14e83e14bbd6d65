"""The languages to choose from are those of the settings, so another one is no migration."""

import tianhe_site.languages
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0018_translations"),
    ]

    operations = [
        migrations.AlterField(
            model_name="pageedition",
            name="language",
            field=models.CharField(choices=tianhe_site.languages.choices, max_length=10),
        ),
        migrations.AlterField(
            model_name="sitedetailsedition",
            name="language",
            field=models.CharField(choices=tianhe_site.languages.choices, max_length=10),
        ),
        migrations.AlterField(
            model_name="termedition",
            name="language",
            field=models.CharField(choices=tianhe_site.languages.choices, max_length=10),
        ),
    ]
