"""Items that were imported in several languages: the first one is the source of the others."""

from django.db import migrations
from django.db.models import Count, Min


def name_sources(apps, schema_editor):
    items = apps.get_model("publishing", "Publishable").objects
    shared = items.values("translation_key").annotate(first=Min("id"), count=Count("id"))
    for row in shared.filter(count__gt=1).order_by("first").values("translation_key", "first"):
        others = items.filter(translation_key=row["translation_key"]).exclude(pk=row["first"])
        others.update(source=row["first"])


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0019_translations"),
    ]

    operations = [
        migrations.RunPython(name_sources, migrations.RunPython.noop, elidable=True),
    ]
