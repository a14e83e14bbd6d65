from django.db import migrations


def empty(apps, schema_editor):
    # What was indexed before has no pairs, and is indexed anew by the start command.
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("TRUNCATE search_words, search_row")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(empty, migrations.RunPython.noop)]
