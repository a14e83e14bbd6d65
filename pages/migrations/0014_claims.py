"""An index of the pages that have claims, for their register."""

from django.db import migrations, models

from tianhe_site.rich_text.claims import HoldsClaim


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0013_ends"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="pageedition",
            index=models.Index(
                fields=["live_from"],
                name="page_claims_idx",
                condition=models.Q(HoldsClaim("body")),
            ),
        ),
    ]
