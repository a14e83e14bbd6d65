"""Plain text loses invisible characters and direction overrides."""

import pkgutil
from importlib import import_module

import pytest
from django import forms
from django.apps import apps
from django.db import models

from news.models import Category, NewsItem
from tests.factories import news_form
from tianhe_site.editorial import forms as editorial_forms
from tianhe_site.editorial.forms.publication import SubmitForm
from tianhe_site.media_library import forms as media_forms
from tianhe_site.media_library.models import Document, Image, ImageText
from tianhe_site.plain_text import (
    LineField,
    ParagraphsField,
    as_line,
    as_paragraphs,
    without_invisible,
)
from tianhe_site.publishing import sources
from tianhe_site.publishing.models import Publishable, WatchedWord
from tianhe_site.rich_text.fields import RichTextField


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Stem cells", "Stem cells"),
        ("Dose: 10\u00a0mg", "Dose: 10\u00a0mg"),
        ("one\r\ntwo\tthree\u2028four\x85five", "one two three four five"),
        ("bell\x07, NUL\x00, delete\x7f", "bell, NUL, delete"),
        ("cu\u00adre\u200b\u2060\ufeff", "cure"),
        ("cu\u200dre\u200c", "cure"),
        ("\u202eesrever\u202c", "esrever"),
        ("\u2066isolated\u2069 \u202bembedded\u202c \u200eleft\u200f", "isolated embedded left"),
        ("\u2060\u200b\u00ad\u3164\u2800", ""),
        ("\u200d\ufe0f", ""),
        ("half a pair \ud800 and none \ufffe", "half a pair  and none "),
        ("picture \ufffc", "picture "),
        ("\ufff9base\ufffanote\ufffb", "basenote"),
        ("❤️\u200d🔥 👩\u200d🔬 1️⃣", "❤️\u200d🔥 👩\u200d🔬 1️⃣"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("葛\U000e0100", "葛\U000e0100"),
        ("干\u2060细胞", "干细胞"),
    ],
)
def test_line_loses_invisible_characters(typed, kept):
    assert as_line(typed) == kept
    assert as_line(kept) == kept


def test_paragraphs_keep_their_lines():
    assert as_paragraphs("one\r\n\r\ntwo\u2029three\x0b\u202e!") == "one\n\ntwo\nthree\n!"


def test_text_is_compared_without_invisible_characters():
    assert without_invisible("cu\u2060r\u00ade ❤\ufe0f") == "cure ❤"


@pytest.mark.django_db
def test_invisible_line_counts_as_empty(client, noon, author):
    client.force_login(author)
    sent = news_form(title="\u2060\u200b", summary="\u202eShort\u2069\nsummary")
    response = client.post("/admin/news/newsitem/add/", sent)
    assert response.context["adminform"].form.errors == {"title": ["This field is required."]}
    client.post("/admin/news/newsitem/add/", {**sent, "title": "A \u202etitle"})
    item = NewsItem.objects.get(slug="sent-by-form")
    assert (item.title, item.summary) == ("A title", "Short summary")


def test_every_text_column_is_cleaned_alike():
    drafts = [model for model in apps.get_models() if issubclass(model, Publishable)]
    columns = [
        field
        for model in [*drafts, Category, WatchedWord, Image, ImageText, Document]
        for field in model._meta.concrete_fields
        if isinstance(field, (models.CharField, models.TextField)) and field.editable
    ]
    others = [
        str(field)
        for field in columns
        if not isinstance(field, (LineField, ParagraphsField, RichTextField, models.EmailField))
        # A choice is one of ours, and an address has a validator of its own.
        and not (field.choices or isinstance(field, models.SlugField) or field.name == "slug")
    ]
    assert others == []


EDITORIAL_FORMS = [
    import_module(f"{editorial_forms.__name__}.{each.name}")
    for each in pkgutil.iter_modules(editorial_forms.__path__)
]


@pytest.mark.parametrize("module", [*EDITORIAL_FORMS, sources, media_forms])
def test_every_form_text_is_cleaned_alike(module):
    found = [
        each
        for each in vars(module).values()
        if isinstance(each, forms.forms.DeclarativeFieldsMetaclass)
    ]
    plain = [
        f"{form.__name__}.{name}"
        for form in found
        for name, field in form.base_fields.items()
        if type(field) is forms.CharField
        and not isinstance(field.widget, forms.HiddenInput)
        and name != "slug"
    ]
    assert plain == []


def test_reason_given_for_a_warning_is_cleaned_too():
    form = SubmitForm({"reason:x": " said\u202e so\x00 "})
    assert form.is_valid()
    assert form.answers()["reasons"] == {"x": "said so"}
