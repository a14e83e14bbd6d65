"""News whose page leaves out whom to contact."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0013_also_found_by"),
    ]

    operations = [
        migrations.AddField(
            model_name="newsedition",
            name="hide_contacts",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="For information about health that is read in mainland China. The page then shows no contacts, nothing about the company, and no links to contact and press pages, in the menu and the footer too.",
                verbose_name="hide contact details",
            ),
        ),
        migrations.AddField(
            model_name="newsitem",
            name="hide_contacts",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="For information about health that is read in mainland China. The page then shows no contacts, nothing about the company, and no links to contact and press pages, in the menu and the footer too.",
                verbose_name="hide contact details",
            ),
        ),
    ]
