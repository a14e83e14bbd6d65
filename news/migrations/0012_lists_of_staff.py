"""Indexes for the lists of the admin: news by category and by state, and what has claims."""

from django.db import migrations, models

from tianhe_site.rich_text.claims import HoldsClaim


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0011_ends"),
    ]

    operations = [
        # Two more columns answer whether a draft is ahead of its live edition.
        migrations.RemoveIndex(model_name="newsedition", name="news_item_idx"),
        migrations.AddIndex(
            model_name="newsedition",
            index=models.Index(
                fields=["item", "live_from", "live_until", "content_hash"], name="news_states_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="newsedition",
            index=models.Index(
                fields=["live_from"],
                name="news_claims_idx",
                condition=models.Q(HoldsClaim("body")),
            ),
        ),
        migrations.AddIndex(
            model_name="newsitem",
            index=models.Index(
                fields=["category", "-date", "-publishable_ptr"], name="news_draft_category_idx"
            ),
        ),
    ]
