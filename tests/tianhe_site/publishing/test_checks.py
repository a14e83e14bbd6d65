"""System checks report what a section lacks."""

import pytest
from django.apps import AppConfig, apps
from django.core.checks import run_checks
from django.db import models

import pages
from news.models import NewsItem
from pages.apps import PagesConfig
from pages.models import Page, SiteDetails, Term, TermEdition
from pages.models.glossary import TermContent
from tianhe_site.publishing.models import Publishable
from tianhe_site.publishing.section_config import Entrance

OURS = ("publishing.", "editorial.")


def found():
    """Return (id, object, first words) of each error. Every error has a hint."""
    errors = [each for each in run_checks() if each.id.startswith(OURS)]
    assert all(error.hint for error in errors)
    return [(error.id, error.obj, error.msg.split(":")[0]) for error in errors]


def test_sections_of_the_project_are_complete():
    assert found() == []


def test_draft_without_editions(monkeypatch):
    monkeypatch.delattr(Term, "editions")
    assert found() == [("publishing.E010", Term, "pages.Term has no editions")]


@pytest.mark.parametrize(
    ("name", "value"), [("on_delete", models.CASCADE), ("related_name", "versions")]
)
def test_edition_without_a_protected_key_to_its_draft(monkeypatch, name, value):
    monkeypatch.setattr(TermEdition._meta.get_field("item").remote_field, name, value)
    words = "pages.TermEdition has no protected key to its draft."
    assert found() == [("publishing.E011", TermEdition, words)]


def test_column_only_in_the_draft(monkeypatch):
    monkeypatch.setattr(NewsItem, "draft_only", ())
    words = "news.NewsItem has a column category that readers never get."
    assert found() == [("publishing.E012", NewsItem, words)]


def test_column_only_in_the_edition(monkeypatch):
    monkeypatch.delattr(NewsItem, "category_name")
    words = "news.NewsItem has editions with a column category_name that it can't fill."
    assert found() == [("publishing.E012", NewsItem, words)]


def test_column_that_differs_in_the_edition(monkeypatch):
    monkeypatch.setattr(TermEdition._meta.get_field("summary"), "max_length", 20)
    words = "pages.Term has a column summary that is another one in its editions."
    assert found() == [("publishing.E012", Term, words)]


def test_draft_without_a_permission(monkeypatch):
    monkeypatch.setattr(Term._meta, "default_permissions", ("add", "change", "delete", "view"))
    words = "pages.Term lacks permissions that publishing asks for."
    assert found() == [("publishing.E013", Term, words)]


@pytest.mark.parametrize("name", ["titled_by", "described_by"])
@pytest.mark.parametrize("column", ["", "slug"])
def test_page_without_title_or_description(monkeypatch, name, column):
    monkeypatch.setattr(TermContent, name, column)
    words = "pages.Term has no title or no description for readers."
    assert found() == [("publishing.E014", Term, words)]


def test_page_without_an_address(monkeypatch):
    monkeypatch.setattr(Term, "path_for", Publishable.path_for)
    assert found() == [("publishing.E015", Term, "pages.Term has no address.")]


@pytest.mark.parametrize("folder", ["terms/", "news/"])
def test_slug_below_a_folder_where_no_view_answers(monkeypatch, folder):
    monkeypatch.setattr(Term, "folder", folder)
    words = f"pages.Term is below /{folder}, where no view of it answers."
    assert found() == [("publishing.E018", Term, words)]


def test_entrance_without_an_address(monkeypatch):
    monkeypatch.setattr(PagesConfig, "entrances", (Entrance("pages:list"),))
    assert found() == [("publishing.E019", None, "There is no address 'pages")]


def test_app_without_a_section(monkeypatch):
    plain = AppConfig("pages", pages)
    plain.apps, plain.models = apps, apps.get_app_config("pages").models
    monkeypatch.setitem(apps.app_configs, "pages", plain)
    assert found() == [
        ("publishing.E016", model, f"{model._meta.label} is in an app that is no section")
        for model in (SiteDetails, Term, Page)
    ]


def test_page_in_no_sitemap(monkeypatch):
    sitemaps = PagesConfig.sitemaps
    monkeypatch.setattr(
        PagesConfig, "sitemaps", lambda config: {"pages": sitemaps(config)["pages"]}
    )
    assert found() == [("publishing.E017", Term, "pages.Term is in no sitemap")]
