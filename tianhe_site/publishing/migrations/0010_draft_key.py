from django.conf import settings
from django.db import migrations, models


def fill_draft_keys(apps, schema_editor):
    """Copy the keys of forms out of the translation keys, which held them until now.

    Forms make drafts in the first language only, and no form made what was imported.
    """
    entries = apps.get_model("publishing.HistoryEntry").objects
    imported = entries.filter(verb="import", item_id__isnull=False).values("item_id")
    drafts = apps.get_model("publishing.Publishable").objects
    made_by_forms = drafts.filter(language=settings.LANGUAGE_CODE).exclude(pk__in=imported)
    made_by_forms.update(draft_key=models.F("translation_key"))


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0009_preview_link_makers"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="publishable",
            name="one_row_a_language",
        ),
        migrations.AddConstraint(
            model_name="publishable",
            constraint=models.UniqueConstraint(
                fields=("language", "translation_key"), name="one_item_per_language"
            ),
        ),
        migrations.AddField(
            model_name="publishable",
            name="draft_key",
            field=models.UUIDField(editable=False, null=True, unique=True),
        ),
        migrations.RunPython(fill_draft_keys, migrations.RunPython.noop),
    ]
