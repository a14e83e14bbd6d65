from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("operations", "0003_outside_links")]

    operations = [
        migrations.CreateModel(
            name="Mirror",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("host", models.CharField(max_length=255)),
                ("folder", models.TextField()),
            ],
            options={
                "default_permissions": (),
            },
        ),
    ]
