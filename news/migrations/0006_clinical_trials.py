from django.db import migrations


def mark(apps, schema_editor):
    """Mark the category of the starter content that speaks of a therapy. Releases before 0.5
    shipped it without the mark, and one person could publish 'All patients are cured' in it."""
    categories = apps.get_model("news", "Category").objects
    categories.filter(slug="clinical-trial").update(needs_second_person=True)


class Migration(migrations.Migration):
    dependencies = [("news", "0005_review_rules")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
