"""Posts and pages that come from a WordPress export."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command

from news.models import Category, NewsItem
from pages.models import Page
from tests.factories import make_news_item, make_page, picture_upload, publish_with_reasons
from tests.tianhe_site.operations.exchange.wordpress_files import (
    category,
    entry,
    export,
    meta,
)
from tianhe_site.media_library.models import Image
from tianhe_site.publishing import history
from tianhe_site.publishing.models import HistoryEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def load(tmp_path, capsys, noon):
    """Return a function that imports an export, and returns what it printed."""

    def loaded(*entries, **options):
        path = tmp_path / "old.xml"
        path.write_text(export(*entries), encoding="utf-8")
        capsys.readouterr()
        call_command("import_wordpress", str(path), **options)
        return capsys.readouterr().out.splitlines()

    return loaded


@pytest.fixture
def folder(tmp_path):
    """A folder with a picture where WordPress keeps it."""
    place = tmp_path / "files" / "2014" / "03"
    place.mkdir(parents=True)
    (place / "lab.png").write_bytes(picture_upload("Laboratory").read())
    return tmp_path / "files"


def test_post_becomes_a_draft_with_its_date_category_author_and_address(load):
    printed = load(
        entry(
            1,
            "A patent",
            "One line\nand another.\n\nA <b>second</b> paragraph.",
            extra="<excerpt:encoded>In short.</excerpt:encoded>" + category("Patents", "patents"),
        )
    )
    item = NewsItem.objects.get()
    assert (item.title, item.slug, item.date) == ("A patent", "a-patent", date(2014, 3, 31))
    assert (item.summary, item.category.name, item.category.slug) == (
        "In short.",
        "Patents",
        "patents",
    )
    assert item.body == "<p>One line<br>and another.</p><p>A <strong>second</strong> paragraph.</p>"
    assert not item.was_ever_public()
    entries = HistoryEntry.objects.filter(item_id=item.pk)
    assert [(each.verb, each.note) for each in entries] == [
        ("write", "Imported. Author there: Li Wei")
    ]
    assert printed == ["Imported: 1 news items"]


def test_second_import_makes_no_doubles_and_leaves_edits_alone(load):
    load(entry(1, "A patent"))
    NewsItem.objects.update(title="Edited")
    assert load(entry(1, "A patent"), entry(2, "Another")) == [
        "Imported: 1 news items",
        "Imported before, and left as they are: 1",
    ]
    assert sorted(NewsItem.objects.values_list("title", flat=True)) == ["Another", "Edited"]


def test_two_posts_of_merged_sites_with_one_guid_both_come(load):
    same = "<guid>https://old.example/?p=1</guid>"
    load(
        entry(1, "A patent"),
        entry(2, "Another").replace("<guid>https://old.example/?p=2</guid>", same),
    )
    assert NewsItem.objects.count() == 2


def test_draft_that_was_destroyed_comes_again(load):
    load(entry(1, "A patent"))
    NewsItem.objects.all().delete()
    assert load(entry(1, "A patent")) == ["Imported: 1 news items"]


def test_dry_run_writes_nothing(load, folder):
    printed = load(
        entry(1, "A patent", '<img src="https://old.example/files/2014/03/lab.png">'),
        dry_run=True,
        media=str(folder),
    )
    assert printed == ["Would be imported: 1 news items, 1 pictures"]
    rows = (NewsItem, Category, Image, HistoryEntry)
    assert not any(model.objects.exists() for model in rows)


def test_editions_are_live_from_their_old_times_without_review(load, client):
    load(
        entry(1, "A patent", "First words."),
        entry(2, "Kept back", status="draft"),
        entry(3, "Secret", post_password="x"),
        as_editions=True,
    )
    edition = NewsItem.objects.get(slug="a-patent").editions.get()
    assert (edition.live_from, edition.review) == (
        datetime(2014, 3, 31, 13, tzinfo=UTC),
        "imported",
    )
    text = client.get("/news/2014/a-patent/").content.decode()
    assert "First words." in text
    for slug in ("kept-back", "secret"):
        assert not NewsItem.objects.get(slug=slug).was_ever_public()
    assert history.verify() == []


def test_old_address_leads_to_the_item_once_it_is_live(load, client, publisher):
    load(entry(1, "A patent", "Text."))
    old = "/2014/03/a-patent/"
    assert client.get(old).status_code == 404
    item = NewsItem.objects.get()
    item.summary, item.company_announcement, item.dateline_place = "Short.", True, "Jinan"
    item.save()
    publish_with_reasons(item, by=publisher)
    for path in (old, old.rstrip("/")):
        response = client.get(path)
        assert (response.status_code, response.headers["Location"]) == (
            301,
            "/news/2014/a-patent/",
        )
        assert response.headers["Cache-Control"] == "max-age=3600"
    assert client.post(old).status_code != 301


def test_address_of_this_site_wins_over_an_old_one(load, client, publisher):
    publish_with_reasons(make_page("company", title="Ours"), by=publisher)
    load(entry(1, "Theirs", link="https://old.example/company/"), as_editions=True)
    assert "Ours" in client.get("/company/").content.decode()


def test_links_between_posts_lead_to_the_items_whichever_came_first(load):
    load(
        entry(1, "First", '<a href="https://www.old.example/2014/03/second/#part">ahead</a>'),
        entry(2, "Second", '<a href="/?p=1">back</a> <a href="https://other.example/">out</a>'),
    )
    first, second = NewsItem.objects.order_by("pk")
    assert first.body == f'<p><a href="item:{second.pk}#part">ahead</a></p>'
    assert second.body == (
        f'<p><a href="item:{first.pk}">back</a> <a href="https://other.example/">out</a></p>'
    )


def test_pages_keep_their_tree_and_stay_out_of_the_menu(load, client):
    load(
        entry(
            3,
            "Below",
            "<p>Text.</p>",
            kind="page",
            post_parent="4",
            link="https://old.example/top/below/",
        ),
        entry(4, "Top", "<p>Text.</p>", kind="page", post_date_gmt="2015-01-01 00:00:00"),
        as_editions=True,
    )
    below = Page.objects.get(slug="below")
    assert (below.path_for(), below.parent.slug, below.in_menu) == ("/top/below/", "top", False)
    # It can't be public before the page above it.
    assert below.editions.get().live_from == datetime(2015, 1, 1, tzinfo=UTC)
    assert client.get("/top/below/").status_code == 200


def test_pages_that_are_below_each_other_are_told_apart_and_the_rest_comes(load):
    printed = load(
        entry(3, "One", kind="page", post_parent="4", link="https://old.example/one/"),
        entry(4, "Two", kind="page", post_parent="3", link="https://old.example/two/"),
        entry(5, "Own", kind="page", post_parent="5", link="https://old.example/own/"),
        as_editions=True,
    )
    parents = {page.slug: page.parent and page.parent.slug for page in Page.objects.all()}
    assert parents == {"one": "two", "two": None, "own": None}
    sentence = "The page above it is also below it, so it has none."
    assert [line for line in printed if sentence in line] == [
        f"  page 4 “Two”: {sentence}",
        f"  page 5 “Own”: {sentence}",
    ]


def test_pictures_of_the_folder_go_into_the_library_once(load, folder):
    picture = '<img src="https://old.example/wp-content/uploads/2014/03/lab-300x200.png" alt="">'
    load(
        entry(
            9,
            "Lab",
            kind="attachment",
            status="inherit",
            attachment_url="https://old.example/wp-content/uploads/2014/03/lab.png",
            extra=meta("_wp_attachment_image_alt", "Two people at a bench."),
        ),
        entry(1, "A patent", f"{picture}[gallery ids='9']", extra=meta("_thumbnail_id", "9")),
        media=str(folder),
    )
    image, item = Image.objects.get(), NewsItem.objects.get()
    assert item.body == f'<p><img src="image:{image.pk}"></p>' * 2
    assert item.picture == image
    assert image.text_in("en").description == "Two people at a bench."


def test_missing_picture_is_reported_and_its_place_kept_for_the_editor(load):
    printed = load(entry(1, "A patent", 'See <img src="https://old.example/a.png">.'))
    assert NewsItem.objects.get().body == "<p>See [[picture: a.png]].</p>"
    assert printed == [
        "Imported: 1 news items",
        "Left out:",
        "  1 × pictures without a file",
        "About single items:",
        "  post 1 “A patent”: No file for the picture https://old.example/a.png",
    ]


def test_readers_of_an_imported_version_see_no_hint(load):
    load(entry(1, "A patent", 'See <img src="/a.png">.'), as_editions=True)
    assert NewsItem.objects.get().body == "<p>See .</p>"


def test_what_is_left_out_is_counted_by_kind(load):
    printed = load(
        entry(
            1,
            "A patent",
            "<!-- wp:paragraph --><p>Kept [sic] <del>gone</del>[[gallery]]</p>"
            "<!-- /wp:paragraph --><!-- wp:latest-posts /-->"
            '[contact-form-7 id="3"][box color="red"]inside[/box]'
            '<iframe src="https://video.example/1"></iframe><script>alert(1)</script>',
            extra="<wp:comment><wp:comment_id>1</wp:comment_id></wp:comment>"
            '<category domain="post_tag" nicename="x">x</category>'
            + category("One", "one")
            + category("Two", "two"),
        ),
        entry(2, "Menu", kind="nav_menu_item"),
        entry(3, "Gone", status="trash"),
    )
    assert NewsItem.objects.get().body == (
        "<p>Kept [sic] [gallery]</p><p>inside</p>"
        '<p><a href="https://video.example/1">https://video.example/1</a></p>'
    )
    assert printed == [
        "Imported: 1 news items",
        "Left out:",
        "  1 × blocks made by a program: latest-posts",
        "  1 × comments",
        "  1 × elements: iframe",
        "  1 × elements: script",
        "  1 × elements: struck",
        "  1 × entries of the type 'nav_menu_item'",
        "  1 × entries with the status 'trash'",
        "  1 × shortcodes: box",
        "  1 × shortcodes: contact-form-7",
        "  1 × tags",
        "About single items:",
        "  post 1 “A patent”: Only its first category was kept, not: Two",
    ]


def test_title_that_is_too_long_is_shortened_and_reported(load):
    printed = load(entry(1, "word " * 30))
    assert len(NewsItem.objects.get().title) <= 90
    assert f"The title was shortened. It was: {('word ' * 30).strip()}" in " ".join(printed)


def test_taken_address_gets_a_number(load):
    make_news_item("a-patent", date=date(2014, 3, 31))
    printed = load(entry(1, "A patent"))
    assert NewsItem.objects.filter(slug="a-patent-2").exists()
    assert printed[-1].endswith("The address is now /news/2014/a-patent-2/. It was: a-patent")


def test_text_beyond_the_limits_is_refused_and_the_rest_comes(load):
    printed = load(entry(1, "Long", "word " * 50_000), entry(2, "Short", "Words."))
    assert [item.title for item in NewsItem.objects.all()] == ["Short"]
    assert "Refused: 1" in printed


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss>&x;</rss>', "document type"),
        ("<rss><channel><item></channel></rss>", "Line 1 isn't valid XML"),
        ("<html></html>", "no <rss> element"),
        ("<rss>" * 60, "too deep"),
        ("<rss><" + "a" * 5_000_000, "a tag doesn't end"),
    ],
)
def test_hostile_or_other_file_is_refused_with_a_sentence(tmp_path, text, reason):
    path = tmp_path / "bad.xml"
    path.write_text(text)
    with pytest.raises(CommandError, match=reason):
        call_command("import_wordpress", str(path))


def test_missing_file_and_folder_are_named(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_wordpress", str(tmp_path / "none.xml"))
    with pytest.raises(CommandError, match="There is no folder"):
        call_command("import_wordpress", "x.xml", media=str(tmp_path / "none"))


def test_old_addresses_that_no_row_can_have_answer_404(client):
    for path in ("/%00/", f"/{'x' * 700}/", "/.%2e/"):
        assert client.get(path).status_code in (400, 404)
