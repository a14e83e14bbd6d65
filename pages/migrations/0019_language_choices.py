"""The languages to choose from are no part of the columns: another one is no migration."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0018_translations"),
    ]

    operations = [
        migrations.AlterField(
            model_name="pageedition",
            name="language",
            field=models.CharField(max_length=10),
        ),
        migrations.AlterField(
            model_name="sitedetailsedition",
            name="language",
            field=models.CharField(max_length=10),
        ),
        migrations.AlterField(
            model_name="termedition",
            name="language",
            field=models.CharField(max_length=10),
        ),
    ]
