"""The command that writes a mirror: what it says, and when there is nothing to do."""

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from tests.factories import make_news_item, make_page, publish_with_reasons
from tests.ports import free_port
from tianhe_site.operations.mirror import making
from tianhe_site.operations.models import OldAddress
from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.models import WatchedWord

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def mirror(noon, publisher, tmp_path):
    """The folder of a mirror of a site with a home page and a news item."""
    publish_with_reasons(make_page(""), by=publisher)
    publish_with_reasons(make_news_item(), by=publisher)
    return tmp_path / "mirror"


@pytest.fixture
def export(mirror, capsys):
    """Return a function that exports the site and returns what the command said."""

    def run(*options):
        call_command("export_site", str(mirror), *options)
        return capsys.readouterr().out

    return run


def about(mirror):
    return json.loads((mirror / "current" / "mirror.json").read_text())


def test_pages_feeds_messages_and_rules_are_written(export, mirror):
    said = export()
    public = mirror / "current" / "public"
    names = {path.relative_to(public).as_posix() for path in public.rglob("*") if path.is_file()}
    assert names >= {
        *("index.html", "404.html", "news/2026/grant/index.html", "news/feed/index.atom"),
        *("news/feed/rss/index.rss", "news/feed/json/index.json", "robots.txt", "sitemap.xml"),
        *("sitemap-news-0.xml", "site.webmanifest", "search/index.html", "favicon.ico"),
        *("index.html.gz", "index.html.br"),
    }
    assert "The rules for nginx are new: reload nginx." in said
    assert "Export again after each publication, withdrawal and redaction" in said


def test_page_is_byte_for_byte_what_readers_get(export, mirror, client):
    export()
    page = (mirror / "current" / "public" / "news" / "2026" / "grant" / "index.html").read_bytes()
    assert page == client.get("/news/2026/grant/").content


def test_nothing_is_asked_for_until_something_changes(export, publisher, mirror):
    export()
    assert export() == f"Nothing has changed. {mirror} is up to date.\n"
    assert "0 of them new" in export("--all")
    item = make_news_item("second")
    publish_with_reasons(item, by=publisher)
    assert "Written:" in export()
    assert (mirror / "current" / "public" / "news" / "2026" / "second").exists()


def test_copy_is_right_until_the_next_beginning_or_end(export, noon, publisher, mirror):
    publish_with_reasons(make_news_item("later"), by=publisher, at=noon + HOUR)
    assert "at the latest 2026-03-02 18:00:00 UTC" in export()
    with clock.set_to(noon + HOUR):
        assert "Written:" in export()
    assert (mirror / "current" / "public" / "news" / "2026" / "later").exists()


def test_what_moved_went_or_came_from_an_old_site_is_a_rule(export, publisher, mirror):
    moved, gone = make_news_item("moved"), make_news_item("gone")
    for item in (moved, gone):
        publish_with_reasons(item, by=publisher)
    workflow.move({moved: {"slug": "elsewhere"}}, by=publisher)
    workflow.withdraw(gone, by=publisher, note="For a test.")
    # The others never reach a rule as they are written here.
    for path in ("/2014/03/grant.html", "/2014//grant", "/2014/../grant", "/..", "/line\nbreak"):
        OldAddress.objects.create(path=path, item=moved)
    # Nor does the address of the mirror's own page, which says that nothing is there.
    OldAddress.objects.create(path="/404.html", item=moved)
    export()
    assert "Page not found" in (mirror / "current" / "public" / "404.html").read_text()
    target = "/news/2026/elsewhere/"
    assert about(mirror)["redirects"] == {
        "/news/2026/moved/": target,
        "/2014/03/grant.html": target,
        "/2014/03/grant.html/": target,
    }
    assert about(mirror)["gone"] == ["/news/2026/gone/"]
    assert (mirror / "current" / "public" / "pages.410" / "news" / "2026" / "gone").exists()


@pytest.fixture
def redact(mirror, publisher, person, caplog, django_capture_on_commit_callbacks):
    """Return a function that redacts a new item; it returns whether the mirror was named."""
    one, other = (person(name, is_superuser=True) for name in ("one", "other"))

    def redact(slug):
        item = make_news_item(slug)
        edition = publish_with_reasons(item, by=publisher)
        workflow.withdraw(item, by=publisher, note="For a test.")
        item.body = "<p>Without the name.</p>"
        item.save()
        edition.refresh_from_db()
        caplog.clear()
        with django_capture_on_commit_callbacks(execute=True):
            request = workflow.ask_redaction([edition], by=one, reason="A name.")
            workflow.redact(request, by=other)
        return f"Run manage.py export_site {mirror} there." in caplog.text

    return redact


def test_redaction_names_the_mirrors_that_are_there(export, mirror, redact):
    export()
    assert redact("wrong")
    mirror.rename(mirror.with_name("elsewhere"))
    assert not redact("wrong-too")


def test_redaction_at_the_end_of_the_first_export_names_it(export, redact, monkeypatch):
    check, is_named = making.check_past_is_the_same, []

    def redact_after(last_entry_id):
        check(last_entry_id)
        is_named.append(redact("wrong"))

    monkeypatch.setattr(making, "check_past_is_the_same", redact_after)
    export()
    assert is_named == [True]


def test_what_changes_as_an_export_begins_is_written_the_next_time(export, monkeypatch):
    begin = making.begin

    def begin_and_change():
        begun = begin()
        WatchedWord.objects.create(kind=WatchedWord.Kind.PRODUCT, language="en", word="Tianhexin")
        return begun

    monkeypatch.setattr(making, "begin", begin_and_change)
    export()
    monkeypatch.undo()
    assert "Written:" in export()


def test_folder_of_something_else_is_refused(mirror, capsys):
    mirror.mkdir()
    (mirror / "mine.txt").write_text("Mine.")
    with pytest.raises(CommandError, match="holds something else than a mirror"):
        call_command("export_site", str(mirror))
    assert [path.name for path in mirror.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("url", ["ftp://mirror.example", "mirror.example", "https://"])
def test_address_of_a_mirror_that_is_none_is_refused(mirror, url):
    with pytest.raises(CommandError, match="Write the address of the mirror like this"):
        call_command("check_mirror", url)


def test_mirror_that_does_not_answer_is_said(mirror):
    with pytest.raises(CommandError, match="can't be reached"):
        call_command("check_mirror", f"http://127.0.0.1:{free_port()}")
