"""Columns for privacy pages, filing numbers in mainland China, and pages without contacts."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("media_library", "0004_for_press"),
        ("pages", "0016_reminders"),
        ("publishing", "0017_search_by_staff"),
    ]

    operations = [
        migrations.AddField(
            model_name="page",
            name="hide_contacts",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="For information about health that is read in mainland China. The page then shows no contacts, nothing about the company, and no links to contact and press pages, in the menu and the footer too.",
                verbose_name="hide contact details",
            ),
        ),
        migrations.AddField(
            model_name="page",
            name="privacy_handler",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="The company that handles personal data, with its address and a way to reach it, for example an email address.",
                max_length=2000,
                verbose_name="who is responsible",
            ),
        ),
        migrations.AddField(
            model_name="page",
            name="privacy_kinds",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="Each kind of personal data, for example: IP addresses in the server log.",
                max_length=2000,
                verbose_name="kinds of data",
            ),
        ),
        migrations.AddField(
            model_name="page",
            name="privacy_method",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="How the data is collected, stored and shared, and in which country.",
                max_length=2000,
                verbose_name="method",
            ),
        ),
        migrations.AddField(
            model_name="page",
            name="privacy_purpose",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="What the data is used for, for example: to answer your question.",
                max_length=2000,
                verbose_name="purpose",
            ),
        ),
        migrations.AddField(
            model_name="page",
            name="privacy_retention",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="How long each kind of data is kept, for example: 30 days.",
                max_length=2000,
                verbose_name="retention",
            ),
        ),
        migrations.AddField(
            model_name="page",
            name="privacy_rights",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="How readers see, correct or delete their data, and whom they ask.",
                max_length=2000,
                verbose_name="rights",
            ),
        ),
        migrations.AddField(
            model_name="pageedition",
            name="hide_contacts",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="For information about health that is read in mainland China. The page then shows no contacts, nothing about the company, and no links to contact and press pages, in the menu and the footer too.",
                verbose_name="hide contact details",
            ),
        ),
        migrations.AddField(
            model_name="pageedition",
            name="privacy_handler",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="The company that handles personal data, with its address and a way to reach it, for example an email address.",
                max_length=2000,
                verbose_name="who is responsible",
            ),
        ),
        migrations.AddField(
            model_name="pageedition",
            name="privacy_kinds",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="Each kind of personal data, for example: IP addresses in the server log.",
                max_length=2000,
                verbose_name="kinds of data",
            ),
        ),
        migrations.AddField(
            model_name="pageedition",
            name="privacy_method",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="How the data is collected, stored and shared, and in which country.",
                max_length=2000,
                verbose_name="method",
            ),
        ),
        migrations.AddField(
            model_name="pageedition",
            name="privacy_purpose",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="What the data is used for, for example: to answer your question.",
                max_length=2000,
                verbose_name="purpose",
            ),
        ),
        migrations.AddField(
            model_name="pageedition",
            name="privacy_retention",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="How long each kind of data is kept, for example: 30 days.",
                max_length=2000,
                verbose_name="retention",
            ),
        ),
        migrations.AddField(
            model_name="pageedition",
            name="privacy_rights",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="How readers see, correct or delete their data, and whom they ask.",
                max_length=2000,
                verbose_name="rights",
            ),
        ),
        migrations.AddField(
            model_name="sitedetails",
            name="icp_number",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="The filing number of a site on a server in mainland China, for example: 京ICP备12345678号-1. It appears at the bottom of the home page. Leave empty if there is none.",
                max_length=60,
                verbose_name="ICP number",
            ),
        ),
        migrations.AddField(
            model_name="sitedetails",
            name="picture",
            field=models.ForeignKey(
                blank=True,
                help_text="The badge that the public security bureau gives out with its number. Upload it to the media library and mark it as decorative.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="media_library.image",
                verbose_name="public security badge",
            ),
        ),
        migrations.AddField(
            model_name="sitedetails",
            name="psb_number",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="The filing number of the public security bureau, for example: 京公网安备11010502030143号. It appears beside the ICP number.",
                max_length=60,
                verbose_name="public security number",
            ),
        ),
        migrations.AddField(
            model_name="sitedetailsedition",
            name="icp_number",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="The filing number of a site on a server in mainland China, for example: 京ICP备12345678号-1. It appears at the bottom of the home page. Leave empty if there is none.",
                max_length=60,
                verbose_name="ICP number",
            ),
        ),
        migrations.AddField(
            model_name="sitedetailsedition",
            name="psb_number",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="The filing number of the public security bureau, for example: 京公网安备11010502030143号. It appears beside the ICP number.",
                max_length=60,
                verbose_name="public security number",
            ),
        ),
        migrations.AddField(
            model_name="term",
            name="hide_contacts",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="For information about health that is read in mainland China. The page then shows no contacts, nothing about the company, and no links to contact and press pages, in the menu and the footer too.",
                verbose_name="hide contact details",
            ),
        ),
        migrations.AddField(
            model_name="termedition",
            name="hide_contacts",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="For information about health that is read in mainland China. The page then shows no contacts, nothing about the company, and no links to contact and press pages, in the menu and the footer too.",
                verbose_name="hide contact details",
            ),
        ),
        migrations.AlterField(
            model_name="page",
            name="layout",
            field=models.CharField(
                choices=[
                    ("home", "Home page: introduction and latest news"),
                    ("standard", "Standard page"),
                    ("division", "Company division"),
                    ("glossary", "Glossary: introduction and all terms"),
                    ("press", "Press: facts, pictures and media contact"),
                    ("contact", "Contact: introduction and whom to contact"),
                    ("privacy", "Privacy: how personal data is handled"),
                ],
                default="standard",
                max_length=20,
                verbose_name="layout",
            ),
        ),
        migrations.AlterField(
            model_name="pageedition",
            name="layout",
            field=models.CharField(
                choices=[
                    ("home", "Home page: introduction and latest news"),
                    ("standard", "Standard page"),
                    ("division", "Company division"),
                    ("glossary", "Glossary: introduction and all terms"),
                    ("press", "Press: facts, pictures and media contact"),
                    ("contact", "Contact: introduction and whom to contact"),
                    ("privacy", "Privacy: how personal data is handled"),
                ],
                default="standard",
                max_length=20,
                verbose_name="layout",
            ),
        ),
        migrations.AddIndex(
            model_name="page",
            index=models.Index(
                condition=models.Q(("layout", "privacy")),
                fields=["publishable_ptr"],
                name="page_privacy_idx",
            ),
        ),
    ]
