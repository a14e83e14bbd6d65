"""Exporting the site as of a moment to a folder of files."""

import hashlib
import json
import posixpath
import re
import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from unittest import mock
from urllib.parse import unquote, urlsplit

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.http import HttpResponse

from pages.models import Page
from tests.factories import (
    make_document,
    make_image,
    make_news_item,
    make_page,
    publish_with_reasons,
)
from tianhe_site import RELEASE
from tianhe_site.operations import export
from tianhe_site.operations.management.commands import export_as_of
from tianhe_site.operations.progress import every
from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.models import Address, HistoryEntry

# What asks the database for something of its own also runs on PostgreSQL.
pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
FEBRUARY = "2014-02-01T00:00Z"
SELF_DESCRIBING = {"manifest.json", "SHA256SUMS"}
APP_ICONS = ("icon-192", "icon-512", "icon-maskable-512")
FEEDS = ("feed/index.xml", "feed/json/index.json", "feed/rss/index.xml")


@pytest.fixture
def starter(noon):
    call_command("load_starter_content", verbosity=0)


@pytest.fixture
def home(noon):
    """A site with only a home page, public since the beginning of 2014."""
    long_ago = datetime(2014, 1, 1, tzinfo=UTC)
    workflow.import_edition(make_page(""), by=workflow.COMMAND_LINE, live_from=long_ago)


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def write(moment, folder):
    """Export the site; return the manifest and the text of each file by name."""
    text = moment if isinstance(moment, str) else moment.isoformat()
    call_command("export_as_of", text, str(folder), verbosity=0)
    return json.loads((folder / "manifest.json").read_text()), texts_in(folder)


def texts_in(folder):
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): path.read_text(errors="surrogateescape") for path in files
    }


def links_in(markup):
    """Return the links of a page that can be followed or loaded."""
    found = []

    class Links(HTMLParser):
        def handle_starttag(self, tag, attributes):
            named = dict(attributes)
            if named.get("rel") != "canonical":
                found.extend(named[name] for name in ("href", "src", "action") if name in named)
            if named.get("http-equiv") == "refresh":
                found.append(named["content"].removeprefix("0; url="))

    Links().feed(markup)
    return found


def dead_links(texts):
    """Return the relative links in the HTML files that lead to no file."""
    return [
        (name, link)
        for name, text in texts.items()
        if name.endswith(".html")
        for link in links_in(text)
        if not urlsplit(link).scheme and not link.startswith("#")
        if posixpath.normpath(
            posixpath.join(posixpath.dirname(name), unquote(link.partition("#")[0]))
        )
        not in texts
    ]


@pytest.mark.postgresql
def test_folder_holds_the_site_of_that_day_and_nothing_later(starter, out):
    _manifest, texts = write(FEBRUARY, out)
    assert texts["index.html"].count('<li class="card">') == 3
    assert not [name for name in texts if "corduse" in name or "partnership" in name]
    assert not [name for name, text in texts.items() if "CORD:USE" in text]
    of_a_language = (
        "404.html",
        "accessibility/index.html",
        "china-division/index.html",
        "company/index.html",
        "contact/index.html",
        "glossary/cb-scs/index.html",
        "glossary/index.html",
        "glossary/type-1-diabetes/index.html",
        "glossary/type-2-diabetes/index.html",
        "index.html",
        "news/2013/clinical-trial-children-type-1-diabetes/index.html",
        "news/2013/index.html",
        "news/2014/european-patent-cord-blood-stem-cells/index.html",
        "news/2014/index.html",
        "news/2014/juvenile-diabetes-cure-alliance-assessment/index.html",
        *(
            f"news/category/{slug}/{name}"
            for slug in ("clinical-trial", "patent", "recognition")
            for name in (*FEEDS, "index.html")
        ),
        *(f"news/{name}" for name in FEEDS),
        "news/index.html",
        "press/index.html",
        "privacy/index.html",
        "site.webmanifest",
        "therapy/index.html",
    )
    of_none = (
        "SHA256SUMS",
        "manifest.json",
        "robots.txt",
        "sitemap-glossary-0.xml",
        "sitemap-latest.xml",
        "sitemap-news-0.xml",
        "sitemap-news-lists-0.xml",
        "sitemap-pages-0.xml",
        "sitemap.xml",
        "static/css/site.css",
        "static/img/apple-touch-icon.png",
        *(f"static/img/{name}.png" for name in APP_ICONS),
        "static/img/icon.svg",
        "static/img/press/clear-space.svg",
        *(
            f"static/img/press/{name}.{ending}"
            for name in ("logo-on-dark", "logo")
            for ending in ("png", "svg")
        ),
    )
    in_chinese = (f"zh-hans/{name}" for name in of_a_language)
    assert sorted(texts) == sorted([*of_a_language, *in_chinese, *of_none])


def test_every_link_leads_to_a_file(starter, publisher, out):
    for number in range(25):
        publish_with_reasons(make_news_item(f"item-{number}"), by=publisher)
    page = make_page("old", body='<p><a href="/company/#people">People</a></p>')
    publish_with_reasons(page, by=publisher)
    workflow.move({page: {"slug": "new"}}, by=publisher)
    _manifest, texts = write("now", out)
    assert dead_links(texts) == []
    assert 'href="../company/index.html#people"' in texts["new/index.html"]
    assert 'rel="next" href="page-2.html"' in texts["news/index.html"]
    assert 'rel="prev" href="index.html"' in texts["news/page-2.html"]
    assert "item-0" in texts["news/page-2.html"]


def test_page_is_what_readers_got_except_its_links(starter, client, settings, out):
    _manifest, texts = write("now", out)
    page = client.get("/therapy/").content.decode()
    for ours, file in (("/therapy/", "index.html"), ("/", "../index.html")):
        page = page.replace(f'href="{ours}"', f'href="{file}"')
    at_foot = ("press", "glossary", "privacy", "accessibility")
    for ours in ("zh-hans/therapy", "company", "china-division", "news", *at_foot):
        page = page.replace(f'href="/{ours}/"', f'href="../{ours}/index.html"')
    news = "news/2013/clinical-trial-children-type-1-diabetes/"
    page = page.replace(f'href="/{news}"', f'href="../{news}index.html"')
    page = page.replace('"/static/', '"../static/')
    page = page.replace('"/site.webmanifest"', '"../site.webmanifest"')
    for name in FEEDS:
        page = page.replace(f'"/news/{posixpath.dirname(name)}/"', f'"../news/{name}"')
    page = page.replace('"/search/"', f'"{settings.SITE_URL}/search/"')
    assert texts["therapy/index.html"] == page
    assert f'rel="canonical" href="{settings.SITE_URL}/therapy/"' in page


def test_feed_and_sitemap_keep_full_addresses(starter, settings, out):
    _manifest, texts = write(FEBRUARY, out)
    address = f"{settings.SITE_URL}/news/2014/european-patent-cord-blood-stem-cells/"
    assert f'<link href="{address}" rel="alternate"' in texts["news/feed/index.xml"]
    assert f"<loc>{address}</loc>" in texts["sitemap-news-0.xml"]
    assert f"<loc>{settings.SITE_URL}/sitemap-news-0.xml</loc>" in texts["sitemap.xml"]
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in texts["robots.txt"]


def test_links_to_pages_outside_the_export_lead_to_the_site(noon, publisher, settings, out):
    body = (
        '<p><a href="/nothing/?a=1#b">a</a> <a href="/admin/">b</a> <a href="/healthz">c</a> '
        '<a href="https://example.com/x">d</a> <a href="/static/no.css">e</a> '
        'href="/news/" <a href="mailto:a@example.com">f</a></p>'
    )
    publish_with_reasons(make_page("about", body=body), by=publisher)
    _manifest, texts = write("now", out)
    text = texts["about/index.html"].partition('<div class="prose">')[2].partition("</p>")[0]
    site = settings.SITE_URL
    assert text.strip() == (
        f'<p><a href="{site}/nothing/?a=1#b">a</a> <a href="{site}/admin/">b</a> '
        f'<a href="{site}/healthz">c</a> <a href="https://example.com/x">d</a> '
        f'<a href="{site}/static/no.css">e</a> href="/news/" '
        '<a href="mailto:a@example.com">f</a>'
    )
    assert not [name for name in texts for each in ("admin", "healthz", "search") if each in name]


def test_manifest_describes_the_export_and_each_file(starter, settings, out):
    manifest, texts = write(FEBRUARY, out)
    head = HistoryEntry.objects.first()
    files = manifest.pop("files")
    assert manifest.pop("about").startswith("The public site as of the date and time")
    assert datetime.fromisoformat(manifest.pop("made_at")) > head.at
    assert manifest == {
        "format": 1,
        "moment": "2014-02-01T00:00:00+00:00",
        "site": settings.SITE_URL,
        "release": RELEASE,
        "history_head": head.hash,
        "redirects": {},
        "gone": {},
    }
    assert [entry["path"] for entry in files] == sorted(texts.keys() - SELF_DESCRIBING)
    for entry in files:
        body = (out / entry["path"]).read_bytes()
        assert (entry["bytes"], entry["sha256"]) == (len(body), hashlib.sha256(body).hexdigest())
    told = {entry["address"]: (entry["status"], entry["content_type"]) for entry in files}
    assert told["/"] == told["/news/2014/"] == (200, "text/html")
    assert told["/404.html"] == (404, "text/html")
    assert told["/news/feed/"] == (200, "application/atom+xml")
    assert told["/static/css/site.css"] == (200, "text/css")


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="there is no sha256sum here")
def test_checksums_verify_with_sha256sum(starter, out):
    write(FEBRUARY, out)
    check = ["sha256sum", "--strict", "--check", "SHA256SUMS"]
    done = subprocess.run(check, cwd=out, capture_output=True, text=True, check=True)
    checked = {line.removesuffix(": OK") for line in done.stdout.splitlines()}
    assert checked == texts_in(out).keys() - {"SHA256SUMS"}
    (out / "index.html").write_text("Something else")
    assert subprocess.run(check, cwd=out, capture_output=True, check=False).returncode == 1


@pytest.mark.postgresql
def test_redirects_and_gone_pages_are_listed_and_can_be_browsed(
    starter, publisher, reviewer, out, monkeypatch
):
    page, item = make_page("old"), make_news_item()
    monkeypatch.setattr("pages.models.tree.is_page_path", lambda path: True)
    before_terms = make_page("islets", parent=Page.objects.get(language="en", slug="glossary"))
    for draft in (page, item, before_terms):
        publish_with_reasons(draft, by=publisher)
    workflow.move({page: {"slug": "new"}}, by=publisher)
    workflow.withdraw(item, by=publisher, own_words="A wrong <date>.")
    workflow.agree(workflow.open_requests(clock.now())[0], by=reviewer)
    workflow.withdraw(
        before_terms, by=publisher, reason="The information on this page is out of date."
    )
    manifest, texts = write("now", out)
    assert manifest["redirects"] == {"/old/": "/new/"}
    assert manifest["gone"] == {
        "/glossary/islets/": "The information on this page is out of date.",
        "/news/2026/grant/": "A wrong <date>.",
    }
    assert 'content="0; url=../new/index.html"' in texts["old/index.html"]
    assert '<a href="../new/index.html">/new/</a>' in texts["old/index.html"]
    assert "A wrong &lt;date&gt;." in texts["news/2026/grant/index.html"]
    told = {entry["address"]: entry["status"] for entry in manifest["files"]}
    assert (told["/old/"], told["/new/"], told["/news/2026/grant/"]) == (301, 200, 410)


def test_later_withdrawals_edits_and_moves_do_not_show(starter, noon, publisher, out):
    page, item = make_page("old", title="First words"), make_news_item()
    for draft in (page, item):
        publish_with_reasons(draft, by=publisher)
    cancelled = make_page("never")
    workflow.cancel_schedule(
        publish_with_reasons(cancelled, by=publisher, at=noon + HOUR), by=publisher
    )
    with clock.set_to(noon + HOUR):
        workflow.withdraw(item, by=publisher, reason="There was an error on this page.")
        page.title = "Second words"
        page.save()
        publish_with_reasons(page, by=publisher)
        workflow.move({page: {"slug": "new"}}, by=publisher)
    with clock.set_to(noon + 3 * HOUR):
        manifest, texts = write(noon + HOUR / 2, out)
    assert (manifest["redirects"], manifest["gone"]) == ({}, {})
    assert "First words" in texts["old/index.html"]
    assert "The text of the item." in texts["news/2026/grant/index.html"]
    assert not [name for name in texts if name.startswith(("new/", "never/"))]


@pytest.mark.postgresql
def test_text_entered_later_is_marked_in_the_manifest(starter, noon, publisher, out):
    publish_with_reasons(make_page("about"), by=publisher)
    with clock.set_to(noon + HOUR):
        item = make_news_item(date=date(2014, 1, 25))
        long_ago = datetime(2014, 1, 25, 12, tzinfo=UTC)
        edition = workflow.import_edition(item, by=workflow.COMMAND_LINE, live_from=long_ago)
    with clock.set_to(noon + 2 * HOUR):
        manifest, texts = write(noon + HOUR / 2, out)
    marked = {entry["address"]: entry.get("entered_at") for entry in manifest["files"]}
    marked = {address: entered_at for address, entered_at in marked.items() if entered_at}
    assert marked == {"/news/2014/grant/": edition.frozen_at.isoformat()}
    assert "added later" not in texts["news/2014/grant/index.html"]


@pytest.mark.postgresql
def test_same_moment_gives_the_same_bytes(starter, tmp_path):
    _manifest, first = write(FEBRUARY, tmp_path / "a")
    _manifest, second = write(FEBRUARY, tmp_path / "b")
    assert pages_of(first) == pages_of(second)


def test_same_moment_gives_the_same_bytes_even_without_news(noon, publisher, tmp_path):
    publish_with_reasons(make_page("about"), by=publisher)
    with clock.set_to(noon + HOUR):
        _manifest, first = write("now", tmp_path / "a")
    with clock.set_to(noon + 2 * HOUR):
        _manifest, second = write(noon + HOUR, tmp_path / "b")
    assert pages_of(first) == pages_of(second)


def pages_of(texts):
    return {name: text for name, text in texts.items() if name not in SELF_DESCRIBING}


HOSTILE = [
    "/../../escaped/",
    "/..%2f..%2fescaped/",
    "/%2e%2e/%2e%2e/escaped/",
    "//escaped/",
    "/..\\..\\escaped/",
    "/C:/escaped/",
    "/a%00b/",
    "/a%0Ab/",
    "/.hidden/",
    "/static/../../secret_key",
    "/static/..%2f..%2fsecret_key",
    "/static/%2fetc/passwd",
    "/static/css",
    "/static/",
    "/news/?page=../../escaped",
    f"/{'long' * 100}/",
]


@pytest.fixture
def hostile_page(starter, publisher):
    """A live page with hostile links and hostile addresses that bypass the workflow."""
    links = " ".join(f'<a href="{path}">x</a>' for path in HOSTILE)
    page = make_page("about", body=f"<p>{links}</p>")
    publish_with_reasons(page, by=publisher)
    begun = datetime(2014, 1, 1, tzinfo=UTC)
    for path in HOSTILE:
        Address.objects.create(item_id=page.pk, path=path, live_from=begun)
    return page


def test_hostile_addresses_and_links_become_no_files(hostile_page, tmp_path):
    everything = texts_in(tmp_path)
    manifest, _texts = write("now", tmp_path / "deep" / "out")
    ours = {f"deep/out/{entry['path']}" for entry in manifest["files"]}
    assert texts_in(tmp_path).keys() - everything.keys() == ours | {
        f"deep/out/{name}" for name in SELF_DESCRIBING
    }
    assert dead_links(texts_in(tmp_path / "deep" / "out")) == []
    assert not [path for path in ours if "escaped" in path or "secret" in path]


def test_nothing_is_written_outside_even_if_every_address_answers(hostile_page, tmp_path):
    def answer(request, at):
        return HttpResponse(" ".join(f'<a href="{path}">x</a>' for path in HOSTILE))

    with mock.patch("tianhe_site.editorial.site_as_of.response_at", answer):
        write("now", tmp_path / "deep" / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["deep"]
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["out"]


@pytest.fixture
def own_static_files(settings, tmp_path):
    """Style sheets that refer to other files, in place of the site's own."""
    files = {
        "css/site.css": '@import "more.css"; a { background: url("/static/img/dot.svg#x") }',
        "css/more.css": "b { background: url(../img/dot.svg), url(data:image/png;base64,AA==) }",
        "img/dot.svg": "<svg/>",
        "img/icon.svg": "<svg></svg>",
        "img/unused.svg": "<svg><g/></svg>",
        **{
            f"img/{name}.png": ""
            for name in ("apple-touch-icon", "share/mark", "share/ring", *APP_ICONS)
        },
    }
    for name, text in files.items():
        (tmp_path / "source" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "source" / name).write_text(text)
    settings.STATICFILES_DIRS = [tmp_path / "source"]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "collected"


@pytest.fixture
def hashed_names(settings, own_static_files):
    """The collected static files, with the names that `make run` serves."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }


def test_files_that_style_sheets_refer_to_are_included(own_static_files, home, out):
    _manifest, texts = write(FEBRUARY, out)
    static = {name for name in texts if name.startswith("static/")}
    assert static == {
        "static/css/site.css",
        "static/css/more.css",
        "static/img/apple-touch-icon.png",
        "static/img/dot.svg",
        *(f"static/img/{name}.png" for name in APP_ICONS),
        "static/img/icon.svg",
    }
    icons = json.loads(texts["site.webmanifest"])["icons"]
    assert [icon["src"] for icon in icons] == [f"static/img/{name}.png" for name in APP_ICONS]
    assert texts["static/css/site.css"] == (
        '@import "more.css"; a { background: url("../img/dot.svg#x") }'
    )


def test_static_files_keep_the_hashed_names_that_readers_get(hashed_names, home, out):
    call_command("collectstatic", interactive=False, verbosity=0)
    _manifest, texts = write(FEBRUARY, out)
    static = sorted(name for name in texts if name.startswith("static/"))
    stems = [name.partition(".")[0] for name in static]
    assert stems == [
        "static/css/more",
        "static/css/site",
        "static/img/apple-touch-icon",
        "static/img/dot",
        *(f"static/img/{name}" for name in APP_ICONS),
        "static/img/icon",
    ]
    assert all(len(name.split(".")) == 3 for name in static)
    assert f'href="{static[1]}"' in texts["index.html"]
    assert f'url("../{static[3].removeprefix("static/")}#x")' in texts[static[1]]


def test_uncollected_static_files_are_requested(hashed_names, home, out):
    assert_refused(FEBRUARY, out, "Run manage.py collectstatic, then try again.")


def assert_refused(moment, folder, sentence):
    with pytest.raises(CommandError) as refusal:
        call_command("export_as_of", moment, str(folder), verbosity=0)
    assert sentence in str(refusal.value)


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        (
            "yesterday",
            "'yesterday' isn't a date and time. Write it in UTC, for example: 2014-02-01T00:00Z",
        ),
        ("2014-02-01", "isn't a date and time"),
        ("2014-02-01T00:00", "isn't a date and time"),
        ("2014-02-30T00:00Z", "isn't a date and time"),
        ("0001-01-01T00:00+14:00", "isn't a date and time"),
        ("2999-01-01T00:00Z", "That time is in the future."),
        ("2013-01-01T00:00Z", "Nothing had been published by that time."),
        ("0001-01-01T00:00Z", "Nothing had been published by that time."),
    ],
)
def test_moment_that_cannot_be_exported_gives_one_message(home, out, moment, sentence):
    assert_refused(moment, out, sentence)
    assert not list(out.parent.iterdir())


def test_moment_may_have_a_time_zone(home, out):
    manifest, _texts = write("2014-02-01T08:00+08:00", out)
    assert manifest["moment"] == "2014-02-01T00:00:00+00:00"


def test_non_empty_folder_is_refused_and_left_alone(home, out):
    out.mkdir()
    (out / "mine").write_text("Mine")
    sentence = f"{out} already exists. Choose a new folder, or an empty one."
    assert_refused(FEBRUARY, out, sentence)
    assert texts_in(out.parent) == {"out/mine": "Mine"}
    assert_refused(FEBRUARY, out / "mine", "already exists.")


def test_empty_folder_is_filled(home, out):
    out.mkdir()
    _manifest, texts = write(FEBRUARY, out)
    assert "index.html" in texts


def test_unwritable_folder_gives_one_message(home):
    assert_refused(FEBRUARY, "/dev/null/out", "can't be written (Not a directory).")


def test_folder_that_cannot_be_recorded_is_refused(home, out):
    folder = out.with_name("out\udcff")
    assert_refused(FEBRUARY, folder, "Choose a folder whose name can be written in UTF-8.")
    assert not folder.exists()


def test_running_export_is_left_alone(home, out):
    unfinished = out.with_name("out.unfinished")
    unfinished.mkdir()
    assert_refused(FEBRUARY, out, f"{unfinished} exists: an export is running, or was interrupted.")
    assert unfinished.exists()


def test_failed_export_leaves_nothing(home, out):
    def stop(pages):
        assert [path.name for path in out.parent.iterdir()] == ["out.unfinished"]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export.write_site(clock.now(), out, stop)
    assert not list(out.parent.iterdir())


@pytest.mark.postgresql
def test_past_changed_meanwhile_is_noticed(home, out):
    def bring_in(pages):
        if pages == 1:
            long_ago = datetime(2014, 1, 1, tzinfo=UTC)
            workflow.import_edition(make_news_item(), by=workflow.COMMAND_LINE, live_from=long_ago)

    with pytest.raises(export.ExportError, match="Run the command again"):
        export.write_site(clock.now(), out, bring_in)
    assert not list(out.parent.iterdir())


def test_command_reports_its_progress_and_result(home, publisher, out, capsys, monkeypatch):
    monkeypatch.setattr(export_as_of, "every", lambda number, *others: every(12, *others))
    publish_with_reasons(make_news_item(), by=publisher)
    manifest, _texts = write("now", out)
    count, size = len(manifest["files"]), sum(entry["bytes"] for entry in manifest["files"])
    assert capsys.readouterr().out.splitlines() == [
        "12 pages so far",
        f"Written: {count} files, {size} bytes, in {out}",
        "To check them, run there: sha256sum -c SHA256SUMS",
    ]


def test_export_changes_nothing_for_others(starter, out, client):
    before = HistoryEntry.objects.first().hash
    write(FEBRUARY, out)
    assert HistoryEntry.objects.first().hash == before
    assert "CORD:USE" in client.get("/").content.decode()


@pytest.mark.postgresql
def test_pictures_and_documents_are_included_and_pages_show_them(noon, publisher, settings, out):
    image, document = make_image(), make_document()
    body = f'<p><img src="image:{image.pk}"></p><p><a href="document:{document.pk}">Report</a></p>'
    item = make_news_item(picture=image, body=body)
    publish_with_reasons(item, by=publisher)
    with clock.set_to(noon + HOUR):
        workflow.withdraw(item, by=publisher, note="The past shows it all the same.")
    with clock.set_to(noon + 2 * HOUR):
        moment = (noon + HOUR / 2).isoformat()
        call_command("export_as_of", moment, str(out), verbosity=0)
    written = {str(path.relative_to(out)) for path in (out / "media").rglob("*") if path.is_file()}
    pictures = {f"media/{each.name}" for each in image.current.renditions.all()}
    report = f"media/{document.current.key}/{document.current.digest[:12]}/report.pdf"
    assert written == {*pictures, report}
    page = (out / "news/2026/grant/index.html").read_text()
    # The addresses that machines are told stay full.
    assert set(re.findall(r'"([^" ]*)/media/', page.replace('"../../../media/', ""))) == {
        settings.SITE_URL
    }
    for name in written:
        assert f"../../../{name}" in page
    stored = image.current.renditions.get(content_type="image/avif")
    assert (out / f"media/{stored.name}").stat().st_size == stored.size


def test_document_with_the_longest_chinese_title_is_included(noon, publisher, out):
    document = make_document(title="干" * 120)
    body = f'<p>All of it is in the <a href="document:{document.pk}">report</a>.</p>'
    publish_with_reasons(make_news_item(body=body), by=publisher)
    call_command("export_as_of", "now", str(out), verbosity=0)
    assert [path.name for path in out.rglob("*.pdf")] == [f"{'干' * 66}.pdf"]


def test_storage_that_is_down_stops_the_export(noon, publisher, out, monkeypatch):
    publish_with_reasons(make_news_item(picture=make_image()), by=publisher)

    def fail(*args):
        raise OSError("no route to host")

    monkeypatch.setattr(type(storages["private_media"]), "open", fail)
    with pytest.raises(CommandError, match="The file storage isn't responding"):
        call_command("export_as_of", "now", str(out), verbosity=0)
    assert not out.exists()
