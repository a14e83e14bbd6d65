"""Catalogs are compiled at a start; those of the site add to those of the release."""

import io

import polib
import pytest
from django.core.management.base import OutputWrapper

from tests.factories import make_page, make_site_details
from tests.reading import text_of
from tianhe_site.operations import catalogs
from tianhe_site.publishing import workflow

GERMAN = {
    "Skip to content": "Zum Inhalt springen",
    "Search": "Suche",
    # Each lacks something.
    "All news by date": "",
    "%(title)s (%(format)s)": "%(title)s",
}


@pytest.fixture
def compiled(settings, tmp_path):
    """Return a function that compiles the catalogs of a site, which has one in German, and
    returns what it says."""
    settings.LANGUAGES = [*settings.LANGUAGES, ("de", "Deutsch")]
    path = tmp_path / "locale/de" / catalogs.NAME
    path.parent.mkdir(parents=True)
    catalog = polib.POFile()
    catalog.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    for message, translation in GERMAN.items():
        catalog.append(polib.POEntry(msgid=message, msgstr=translation))
    catalog.save(str(path))
    settings.CATALOGS = [(tmp_path / "locale", tmp_path / "compiled"), *settings.CATALOGS]
    settings.LOCALE_PATHS = [target for _source, target in settings.CATALOGS]

    def compile_them():
        said = io.StringIO()
        catalogs.compile_changed(OutputWrapper(said))
        return said.getvalue().splitlines()

    return compile_them


@pytest.mark.django_db
def test_another_language_is_a_setting_and_a_file(compiled, client, noon):
    said = compiled()
    assert said[0] == "Translations: compiling de"
    assert said[1].startswith("Left in English, line ")
    # They are as they were.
    assert compiled() == []
    for draft in (make_site_details(language="de"), make_page("", language="de", title="Zellen")):
        workflow.import_edition(draft, by=workflow.COMMAND_LINE, live_from=noon)
    page = client.get("/de/")
    assert page.headers["Content-Language"] == "de"
    words = text_of(page)
    assert "Zum Inhalt springen" in words
    assert "Suche" in words
    assert "All news by date" in words
    assert client.get("/de/nothing/").headers["Content-Language"] == "de"


def test_a_catalog_that_cannot_be_read_is_named(compiled, tmp_path):
    path = tmp_path / "locale/de" / catalogs.NAME
    path.write_text("nothing\n")
    with pytest.raises(catalogs.CatalogError, match=f"The translations in {path} can't be read"):
        compiled()
