"""An export of the content comes back without loss, as JSON and as a WordPress export."""

import json
import re
import subprocess
import uuid
from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from news.models import Category, NewsEdition, NewsItem
from pages.models import Layout, Page, PageEdition, SiteDetailsEdition, TermEdition
from tests.factories import (
    make_category,
    make_document,
    make_image,
    make_news_item,
    make_page,
    make_site_details,
    make_term,
)
from tianhe_site.media_library.models import Asset
from tianhe_site.operations.models import OldAddress
from tianhe_site.publishing import history, sections, triggers, workflow
from tianhe_site.publishing.models import Address, HistoryEntry, MediaUse, Publishable

pytestmark = pytest.mark.django_db
COMMAND_LINE = workflow.COMMAND_LINE
PUBLIC = [
    "/",
    "/about/",
    "/about/people/",
    "/glossary/islet-cells/",
    "/news/",
    "/news/2014/grant/",
    "/news/2015/trial/",
    "/press/",
    "/sitemap-pages-1.xml",
    "/search/?q=money",
]
EDITIONS = (NewsEdition, PageEdition, SiteDetailsEdition, TermEdition)


@pytest.fixture
def content(noon, publisher):
    """A small site with everything that an item may have."""
    image = make_image("Laboratory", credit="Photo: Li Wei", focal_x=20)
    other = make_image("Bench", size=(80, 60))
    report = make_document("Report")
    make_image("For the press", description="For the press.", size=(90, 60), for_press=True)
    made = [
        make_site_details(about="About us."),
        make_page("", title="Welcome", layout=Layout.HOME),
        make_page("about", in_menu=True, menu_title="Us"),
        make_term("Islet cells", other_forms="islet cell"),
        make_page("press", title="Press", layout=Layout.PRESS),
    ]
    for draft in made:
        workflow.import_edition(draft, by=COMMAND_LINE, live_from=datetime(2013, 1, 1, tzinfo=UTC))
    below = make_page("people", parent=made[2], body='<p>We: <a href="/about/#us">us</a></p>')
    grant = make_news_item(
        "grant",
        date=date(2014, 3, 31),
        title="A grant “quoted” & more",
        picture=image,
        body=f'<h2>What</h2><p>See <a href="/about/">us</a> &amp; <a href="document:{report.pk}">'
        f'it</a>.</p><p><img src="image:{other.pk}" data-style="wide"></p>'
        '<aside data-style="note"><p>Note.</p></aside>'
        '<p><mark data-sources="1">Claimed</mark>.</p>',
        sources=[{"title": "Office", "url": "https://office.example/1", "identifier": "EP 1"}],
        category=make_category(medical=True, position=3),
        also_found_by="money, 资金",
    )
    trial = make_news_item(
        "trial", date=date(2015, 2, 1), title="A trial", body="<p>Islet cells.</p>"
    )
    for draft, number in ((below, 2), (grant, 3), (trial, 4)):
        day = datetime(2014, 4, number, tzinfo=UTC)
        workflow.import_edition(draft, by=COMMAND_LINE, live_from=day)
    grant.title = "A secret next title"
    workflow.write(grant, by=publisher)
    OldAddress.objects.create(path="/2014/03/grant.html", item=grant)
    make_news_item("unpublished", title="Nobody has seen this", category=None)


@pytest.fixture
def emptied(media_folders):
    """Return a function that makes this an empty site."""

    def empty():
        triggers.drop(connection)
        rows = (Address, HistoryEntry, MediaUse, OldAddress, *EDITIONS)
        for model in rows:
            model.objects.all().delete()
        Page.objects.update(parent=None)
        for model in (*sections.draft_models(), Publishable, Category):
            model.objects.all().delete()
        Asset.objects.all().delete()
        media_folders.rename(media_folders.with_name("old media"))
        triggers.install(connection)

    return empty


def shown(client):
    """Return what readers get, without the random keys of files."""
    pages = {path: client.get(path) for path in PUBLIC}
    return {
        path: (page.status_code, re.sub("[0-9a-f]{32}", "KEY", page.content.decode()))
        for path, page in pages.items()
    }


def stored():
    """Return what is recorded beside it."""
    editions = {
        (model.__name__, str(each)): (each.live_from, each.language, each.medical)
        for model in EDITIONS
        for each in model.objects.all()
    }
    categories = [*Category.objects.values_list("name", "slug", "position", "medical")]
    old = [*OldAddress.objects.filter(path="/2014/03/grant.html").values_list("path", flat=True)]
    return editions, categories, old


@pytest.mark.parametrize(
    ("command", "name", "options"),
    [
        ("import_content", "content.json", {}),
        ("import_wordpress", "wordpress.xml", {"media": "."}),
    ],
)
def test_content_comes_back_without_loss(
    client, content, emptied, tmp_path, capsys, command, name, options
):
    folder = tmp_path / "export"
    trial = NewsItem.objects.get(slug="trial")
    chinese = workflow.translate(trial, language="zh-hans", by=COMMAND_LINE)
    day = datetime(2014, 4, 5, tzinfo=UTC)
    workflow.import_edition(chinese, by=COMMAND_LINE, live_from=day)
    call_command("export_content", str(folder))
    before = shown(client), stored()
    assert "For the press." in client.get("/press/").content.decode()
    emptied()
    assert client.get("/news/2014/grant/").status_code == 404
    assert "/news/2014/grant/" in before[0]["/search/?q=money"][1]
    options = {key: str(folder / value) for key, value in options.items()}
    call_command(command, str(folder / name), as_editions=True, **options)
    assert (shown(client), stored()) == before
    assert client.get("/2014/03/grant.html").headers["Location"] == "/news/2014/grant/"
    item = NewsItem.objects.get(slug="grant")
    assert (item.picture.title, item.picture.focal_x) == ("Laboratory", 20)
    source = NewsItem.objects.get(slug="trial", language="en")
    translation = NewsItem.objects.get(language="zh-hans")
    assert (translation.source_id, translation.editions.get().source_hash) == (
        source.pk,
        source.editions.get().content_hash,
    )
    assert history.verify() == []


def test_second_import_of_an_export_makes_no_doubles(content, emptied, tmp_path, capsys):
    folder = tmp_path / "export"
    call_command("export_content", str(folder))
    emptied()
    for name, command in (
        ("content.json", "import_content"),
        ("wordpress.xml", "import_wordpress"),
    ):
        call_command(command, str(folder / name), media=str(folder))
    assert NewsItem.objects.count() == 2
    assert Asset.objects.count() == 4
    assert "Imported before, and left as they are: 8" in capsys.readouterr().out


def test_only_what_is_public_is_exported(content, tmp_path):
    folder = tmp_path / "export"
    call_command("export_content", str(folder))
    everything = (folder / "content.json").read_text() + (folder / "wordpress.xml").read_text()
    for secret in ("secret", "Nobody has seen", "paul"):
        assert secret not in everything
    subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=folder, check=True)


def test_redacted_version_is_not_exported(content, tmp_path, publisher, reviewer):
    item = NewsItem.objects.get(slug="trial")
    edition = item.editions.get()
    NewsEdition.objects.filter(pk=edition.pk).update(redaction_reason="Ordered by a court.")
    call_command("export_content", str(tmp_path / "export"))
    assert "A trial" not in (tmp_path / "export" / "content.json").read_text()


def test_drafts_that_were_never_public_come_only_when_asked_for(content, emptied, tmp_path):
    folder = tmp_path / "export"
    call_command("export_content", str(folder), drafts=True)
    items = json.loads((folder / "content.json").read_text())["items"]
    assert [item["slug"] for item in items if not item["is_public"]] == ["unpublished"]
    assert "secret" not in (folder / "content.json").read_text()
    emptied()
    call_command("import_content", str(folder / "content.json"), as_editions=True)
    draft = NewsItem.objects.get(slug="unpublished")
    assert (draft.was_ever_public(), draft.category) == (False, None)


def test_folder_that_is_not_empty_is_refused(content, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(CommandError, match="already exists"):
        call_command("export_content", str(tmp_path))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x", "a line isn't an item"),
        ('{"format": 9, "items": [\n]}', "this release can read"),
        ('{"format": 1, "items": [\n[]\n]}', "a line isn't an item"),
        ('{"format": 1, "items": [\n' + "[" * 100_000, "a line isn't an item"),
    ],
)
def test_other_json_is_refused_with_a_sentence(tmp_path, text, reason):
    path = tmp_path / "content.json"
    path.write_text(text)
    with pytest.raises(CommandError, match=reason):
        call_command("import_content", str(path))


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "auth.user"},
        {"kind": "nothing"},
        {"published_at": "yesterday"},
        {"published_at": "0001-01-01T00:00:00+14:00"},
        {"fields": {"title": "T", "date": "x", "category_name": "C", "category_slug": "c"}},
        {"fields": {"title": "Without a category"}},
        {"fields": []},
        {"translation_key": "x"},
        {"media": [1]},
        {"language": "xx"},
        {"fields": {"sources": [{"title": "", "url": "javascript:x"}]}},
    ],
)
def test_item_that_is_described_wrongly_is_refused_and_the_rest_comes(
    content, emptied, tmp_path, capsys, change
):
    folder = tmp_path / "export"
    call_command("export_content", str(folder))
    emptied()
    path = folder / "content.json"
    head, *lines = path.read_text().splitlines()
    news = next(line for line in lines if '"news.newsitem"' in line).removesuffix(",")
    wrong = {**json.loads(news), "translation_key": str(uuid.uuid4()), **change}
    path.write_text("\n".join([head, json.dumps(wrong) + ",", *lines]))
    call_command("import_content", str(path))
    assert "Refused: 1" in capsys.readouterr().out
    assert NewsItem.objects.count() == 2


@pytest.mark.parametrize(
    "category",
    [
        {"name": "Odd", "slug": "odd", "position": 10**30},
        {"name": "Odd", "slug": "odd", "position": -1},
        {"name": "Patent", "slug": "another-address", "position": 0},
    ],
)
def test_category_that_no_row_can_have_stops_nothing(content, tmp_path, category):
    folder = tmp_path / "export"
    call_command("export_content", str(folder))
    path = folder / "content.json"
    head, *lines = path.read_text().splitlines()
    news = next(line for line in lines if '"news.newsitem"' in line).removesuffix(",")
    named = {f"category_{name}": category[name] for name in ("name", "slug")}
    fields = {**json.loads(news)["fields"], **named}
    changed = {"translation_key": str(uuid.uuid4()), "category": category, "fields": fields}
    path.write_text("\n".join([head, json.dumps({**json.loads(news), **changed}), "]}"]))
    before = NewsItem.objects.count()
    call_command("import_content", str(path))
    assert NewsItem.objects.count() == before + 1
    assert NewsItem.objects.order_by("pk").last().category.name == category["name"]


def test_half_a_character_in_json_is_refused_with_a_sentence(tmp_path):
    path = tmp_path / "content.json"
    path.write_text('{"format": 1, "items": [\n{"kind": "\\ud800"}\n]}\n')
    with pytest.raises(CommandError, match="a line isn't an item"):
        call_command("import_content", str(path))
