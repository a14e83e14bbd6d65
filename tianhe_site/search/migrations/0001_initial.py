from django.db import migrations, models

CREATE = {
    # The terms come finished: what the tokeniser still does is part them at spaces.
    "sqlite": [
        "CREATE VIRTUAL TABLE search_words USING fts5(words, tokenize='ascii', columnsize=0)"
    ],
    # Words stand apart from numbers, so that a frequent term is found in a small table. Without
    # `fastupdate` no search has to read a list of what is still to be sorted in.
    "postgresql": [
        "CREATE TABLE search_words (id bigint PRIMARY KEY, words tsvector NOT NULL) "
        "WITH (toast_tuple_target = 128)",
        "CREATE INDEX search_words_idx ON search_words USING gin (words) WITH (fastupdate = off)",
    ],
}


def create_words(apps, schema_editor):
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_words(apps, schema_editor):
    schema_editor.execute("DROP TABLE search_words")


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Row",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=60)),
                ("edition_id", models.BigIntegerField()),
            ],
        ),
        migrations.AddConstraint(
            model_name="row",
            constraint=models.UniqueConstraint(
                fields=("kind", "edition_id"), name="one_row_an_edition"
            ),
        ),
        migrations.RunPython(create_words, drop_words),
    ]
