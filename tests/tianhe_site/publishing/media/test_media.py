"""Pictures and documents in drafts and editions: frozen, checked, shown and erased."""

import re

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from news.models import NewsItem
from tests.factories import (
    change,
    make_document,
    make_image,
    make_news_item,
    make_page,
    news_form,
    picture_upload,
    publish_with_reasons,
)
from tests.tianhe_site.publishing.pictures import (
    addresses_in,
    body_of,
    in_text,
    names,
    small_of,
    status_of,
)
from tianhe_site.comparison import diff
from tianhe_site.media_library import library
from tianhe_site.media_library.media_snapshot import document_path, entry_of_document
from tianhe_site.media_library.models import File, Image
from tianhe_site.publishing import clock, content_checks, workflow
from tianhe_site.publishing.errors import ContentError, PublishingError
from tianhe_site.publishing.models import MediaUse, WatchedWord
from tianhe_site.rich_text.cleaning import with_media_references

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


# Pasting from a page


@pytest.mark.parametrize(
    "root", ["/media/", "/preview/abc/media/", "/admin/media_library/image/files/"]
)
def test_picture_and_document_pasted_from_a_page_refer_to_the_library(client, author, root):
    image, document = make_image(), make_document()
    shown = {
        "picture": f"{root}{small_of(image.current)}",
        "report": f"{settings.SITE_URL}{root}{document_path(entry_of_document(document))}",
        "unknown": f"{root}{'0' * 32}/{'0' * 12}/report.pdf",
    }
    body = '<p><img data-style="wide" src="{picture}"></p><p><a href="{report}">Report</a></p>'
    unknown = '<p><a href="{unknown}">Gone</a></p>'
    client.force_login(author)
    sent = news_form(body=(body + unknown).format(**shown))
    assert client.post("/admin/news/newsitem/add/", sent).status_code == 302
    item = NewsItem.objects.get(slug="sent-by-form")
    kept = {"picture": f"image:{image.pk}", "report": f"document:{document.pk}"}
    expected = '<p><img src="{picture}" data-style="wide"></p><p><a href="{report}">Report</a></p>'
    assert item.body == (expected + unknown).format(**shown | kept)


def test_pasted_pictures_are_looked_up_in_one_query(django_assert_num_queries):
    files = [small_of(make_image(str(size), size=(64, size)).current) for size in (48, 49, 50)]
    pictures = [f'<img src="/media/{file}">' for file in files]
    markups = [pictures[0], "".join(pictures)]
    for markup in markups:
        with django_assert_num_queries(1):
            assert with_media_references(markup).count('"image:') == markup.count("<img")
    with django_assert_num_queries(0):
        assert with_media_references('<a href="/news/">a</a>') == '<a href="/news/">a</a>'


# Editions


def test_edition_keeps_the_texts_of_a_picture_from_when_it_was_frozen(publisher):
    image = make_image(description="A bright room.", credit="Photo: Li Wei", focal_x=20)
    item = make_news_item(picture=image, body=in_text(image, "wide"))
    edition = publish_with_reasons(item, by=publisher)
    file = image.current
    said = {
        "image": image.pk,
        "key": file.key,
        "digest": file.digest,
        "type": file.content_type,
        "width": 64,
        "height": 48,
        "focus": [20, 50],
        "description": "A bright room.",
        "credit": "Photo: Li Wei",
    }
    assert edition.media == [{**said, "lead": True}, said]


def test_texts_of_a_picture_are_in_the_language_of_the_item(publisher):
    image = make_image()
    image.texts.filter(language="zh-hans").update(description="实验室。", caption="济南")
    draft = make_news_item(picture=image, language="zh-hans")
    assert [(each["description"], each["caption"]) for each in draft.media] == [
        ("实验室。", "济南")
    ]


def test_editing_a_description_counts_as_editing_the_draft(client, publisher, author):
    image = make_image()
    item = make_news_item(body=in_text(image))
    edition = publish_with_reasons(item, by=publisher)
    client.force_login(author)
    form = {"title": image.title, "description_en": "A dark room.", "focal_x": 50, "focal_y": 50}
    client.post(f"/admin/media_library/image/{image.pk}/change/", form)
    item.refresh_from_db()
    edition.refresh_from_db()
    assert item.media[0]["description"] == "A dark room."
    assert edition.media[0]["description"] == "The laboratory."
    assert diff.changed_labels(edition, item) == ["Pictures and documents"]
    assert author.pk in workflow.contributors(workflow.freeze(item, by=publisher))


def test_picture_uploaded_after_its_reference_counts_as_written_when_frozen(publisher, author):
    next_number = make_image("First").pk + 1
    item = make_page(body=f'<p>Text.</p><p><img src="image:{next_number}"></p>')
    workflow.write(item, by=author)
    image = make_image("Second")
    edition = workflow.freeze(item, by=publisher)
    item.refresh_from_db()
    assert [entry["image"] for entry in edition.media] == [image.pk]
    assert set(workflow.contributors(edition)) == {author.pk, publisher.pk}
    assert item.content_hash == item.recorded_hash == edition.content_hash


def test_replacing_a_file_changes_drafts_but_no_editions(publisher, client):
    image = make_image()
    old = image.current
    item = make_news_item(picture=image)
    edition = publish_with_reasons(item, by=publisher)
    client.force_login(publisher)
    upload = picture_upload("New", size=(80, 60))
    client.post(f"/admin/media_library/image/{image.pk}/replace/", {"file": upload})
    new = Image.objects.get(pk=image.pk).current
    assert new != old
    item.refresh_from_db()
    assert (item.media[0]["key"], edition.media[0]["key"]) == (new.key, old.key)
    (field,) = [each for each in diff.compare(edition, item) if each.changed]
    (row,) = field.rows
    assert (row.change, row.old_picture, row.new_picture) == (
        diff.Change.CHANGED,
        f"/admin/media_library/image/files/{small_of(old)}",
        f"/admin/media_library/image/files/{small_of(new)}",
    )


def test_comparison_shows_a_changed_language_of_a_document(client, publisher):
    document = make_document()
    item = make_news_item(body=f'<p><a href="document:{document.pk}">Report</a></p>')
    publish_with_reasons(item, by=publisher)
    client.force_login(publisher)
    path = f"/admin/media_library/document/{document.pk}/change/"
    client.post(path, {"title": document.title, "language": "zh-hans"})
    page = client.get(change(item, "compare")).content.decode()
    changes = re.findall(r"<(del|ins)[^>]*> *(.*?)</", page)
    assert changes == [("del", "English"), ("ins", "简体中文")]


def test_restored_edition_brings_its_picture_back_into_the_draft(publisher):
    image = make_image()
    item = make_news_item(picture=image, body=in_text(image))
    edition = publish_with_reasons(item, by=publisher)
    item.picture, item.body = None, "<p>Without.</p>"
    workflow.write(item, by=publisher)
    workflow.revert_draft_to(edition, by=publisher)
    item.refresh_from_db()
    assert (item.picture_id, item.body) == (image.pk, in_text(image))


def test_same_content_published_twice_is_one_edition(publisher):
    item = make_news_item(picture=make_image())
    publish_with_reasons(item, by=publisher)
    publish_with_reasons(item, by=publisher)
    assert item.editions.count() == 1


# Checks


def findings(draft):
    found = content_checks.examine(draft, clock.now())
    return [(each.level, each.field, each.message) for each in found]


def test_finding_about_a_picture_links_to_its_page(client, author):
    image = make_image(description="")
    item = make_news_item(picture=image)
    client.force_login(author)
    page = client.get(f"/admin/news/newsitem/{item.pk}/submit/").content.decode()
    findings = page[page.index("There is a problem") :].split("</section>")[0]
    assert f'<a href="/admin/media_library/image/{image.pk}/change/"' in findings


def test_picture_blocks_until_it_has_a_description_or_is_decorative(publisher):
    image = make_image("Lab", description="")
    item = make_news_item(body=in_text(image))
    sentence = (
        "Describe this picture for people who can't see it, or check 'Decorative only'. It's in "
        "the media library: Lab"
    )
    assert findings(item) == [("block", "body", sentence)]
    with pytest.raises(ContentError):
        workflow.publish_draft(item, by=publisher)
    Image.objects.update(decorative=True)
    assert findings(item) == []


def test_main_picture_without_a_description_blocks_too():
    item = make_news_item(picture=make_image("Lab", description=""))
    assert [(level, field) for level, field, _sentence in findings(item)] == [("block", "")]


def test_any_number_of_undescribed_pictures_takes_as_many_queries_as_one(django_assert_num_queries):
    def item_with(*titles):
        images = [make_image(title, description="") for title in titles]
        return make_news_item(str(len(titles)), body="".join(map(in_text, images)))

    one, three = item_with("1"), item_with("2", "3", "4")
    with CaptureQueriesContext(connection) as for_one:
        content_checks.examine(one, clock.now())
    with django_assert_num_queries(len(for_one)):
        assert len(content_checks.examine(three, clock.now())) == 3


def test_picture_needs_a_description_in_the_language_of_the_item():
    image = make_image()
    image.texts.filter(language="zh-hans").delete()
    assert findings(make_news_item(picture=image)) == []
    chinese = make_news_item("zh", picture=image, language="zh-hans")
    ((level, field, sentence),) = (each for each in findings(chinese) if "Describe" in each[2])
    assert (level, field) == ("block", "")
    assert sentence.endswith(f"in the media library: {image.title} (简体中文)")


def test_reference_to_nothing_in_the_library_blocks():
    item = make_news_item(
        body='<p><img src="image:999"></p><p><a href="document:998">Report</a></p>'
    )
    sentence = (
        "A picture or document in the text is no longer in the media library. Remove it from the "
        "text."
    )
    assert findings(item) == [("block", "body", sentence)] * 2


def test_risky_word_in_a_caption_is_asked_about(publisher):
    WatchedWord.objects.create(word="cure")
    image = make_image(description="They found a cure.")
    item = make_news_item(body=in_text(image))
    assert [(level, field) for level, field, _ in findings(item)] == [("warn", "body")]


# Readers


def test_readers_get_every_format_with_widths_and_dimensions(client, publisher):
    image = make_image(description="A room.", focal_x=20, focal_y=75, credit="Photo: Li Wei")
    publish_with_reasons(make_news_item(picture=image, body=in_text(image)), by=publisher)
    page = client.get("/news/2026/grant/").content.decode()
    lead, figure = re.findall(r"<figure.*?</figure>", page, re.DOTALL)
    root = f"/media/{image.current.key}/64-"
    assert re.findall(r'<source type="(\S+)" srcset="(\S+)-?\w* 64w" sizes=', lead) == [
        ("image/avif", next(f"/media/{n}" for n in names(image.current) if n.endswith("avif"))),
        ("image/webp", next(f"/media/{n}" for n in names(image.current) if n.endswith("webp"))),
    ]
    assert f'<img src="{root}' in lead
    assert 'width="64" height="48" alt="A room." class="focus-x-20 focus-y-75"' in lead
    assert 'fetchpriority="high"' in lead
    assert "lazy" not in lead
    assert 'loading="lazy" decoding="async"' in figure
    assert figure.startswith('<figure class="picture picture-narrow">')
    assert '<figcaption><span class="picture-credit">Photo: Li Wei</span></figcaption>' in figure


def test_cropped_panorama_is_requested_wider(client, publisher):
    image = make_image(size=(120, 20))
    publish_with_reasons(make_news_item(picture=image), by=publisher)
    page = client.get("/news/2026/grant/").content.decode()
    assert set(re.findall(r'sizes="([^"]*)"', page)) == {
        "(min-width: 75rem) calc((72rem) * 3.00), (min-width: 48rem) calc((100vw - 3rem) * 3.00), "
        "calc((100vw - 2rem) * 4.00)"
    }


def test_portrait_in_a_list_of_people_is_small_and_cropped_at_its_focal_point(client, publisher):
    image = make_image(size=(120, 60), focal_x=20, focal_y=75)
    person = f"<dt>Ann</dt><dd><p>Chair</p>{in_text(image, 'wide')}</dd>"
    body = f'<dl data-style="people">{person}</dl>'
    publish_with_reasons(make_news_item(body=body), by=publisher)
    page = client.get("/news/2026/grant/").content.decode()
    assert set(re.findall(r'sizes="([^"]*)"', page)) == {"calc((5.5rem) * 2.00)"}
    assert 'class="focus-x-20 focus-y-75"' in page


@pytest.mark.parametrize(
    ("size", "style", "kind"),
    [
        ((900, 600), "", "text"),
        ((900, 600), "plain", "plain"),
        ((900, 600), "left", "left"),
        # Taller than a screen, it would push the text away.
        ((900, 1200), "", "upright"),
        ((900, 1200), "wide", "wide"),
        # It would be blown up.
        ((300, 200), "", "narrow"),
        ((300, 200), "right", "right"),
    ],
)
def test_picture_in_a_text_follows_its_style_and_shape(client, publisher, size, style, kind):
    publish_with_reasons(make_news_item(body=in_text(make_image(size=size), style)), by=publisher)
    page = client.get("/news/2026/grant/").content.decode()
    assert re.findall(r'<figure class="picture picture-(\w+)">', page) == [kind]


def test_main_picture_represents_the_page_where_it_is_shared(client, publisher, settings):
    image = make_image(description="A room.")
    publish_with_reasons(make_news_item(picture=image), by=publisher)
    page = client.get("/news/2026/grant/").content.decode()
    assert dict(re.findall(r'<meta property="(og:image\S*)" content="([^"]*)">', page)) == {
        "og:image": f"{settings.SITE_URL}/media/{small_of(image.current)}",
        "og:image:width": "64",
        "og:image:height": "48",
        "og:image:alt": "A room.",
    }


def test_missing_format_or_size_falls_back_to_what_is_there(client, publisher):
    image = make_image()
    image.current.renditions.exclude(content_type="image/png").delete()
    publish_with_reasons(make_news_item(picture=image), by=publisher)
    page = client.get("/news/2026/grant/").content.decode()
    assert addresses_in(page) == [f"/media/{small_of(image.current)}"]
    image.current.renditions.all().delete()
    page = client.get("/news/2026/grant/").content.decode()
    assert addresses_in(page) == []


def test_decoration_has_an_empty_description(client, publisher):
    image = make_image(decorative=True)
    publish_with_reasons(make_news_item(body=in_text(image)), by=publisher)
    assert 'alt=""' in client.get("/news/2026/grant/").content.decode()


def test_document_link_says_what_it_leads_to(client, publisher):
    document = make_document("Annual report 济南", language="zh-hans")
    body = f'<p>Read the <a href="document:{document.pk}">report</a>.</p>'
    publish_with_reasons(make_news_item(body=body), by=publisher)
    page = client.get("/news/2026/grant/").content.decode()
    file = document.current
    address = f"/media/{file.key}/{file.digest[:12]}/annual-report-%E6%B5%8E%E5%8D%97.pdf"
    size = page.split('<span class="file-note">')[1].split("</span>")[0].replace("\xa0", " ")
    assert f'<a href="{address}" type="application/pdf">report <span' in page
    assert size == f"(PDF, {file.size} bytes, Simplified Chinese)"
    response = client.get(address)
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == (
        "attachment; filename*=utf-8''annual-report-%E6%B5%8E%E5%8D%97.pdf"
    )
    assert body_of(response).startswith(b"%PDF-")


@pytest.mark.parametrize(
    "name", ["", "/", "/report.exe", "/a/report.pdf", "/re%22port.pdf", "/%00.pdf", "/a%0Db.pdf"]
)
def test_document_is_served_only_under_its_own_name(client, publisher, name):
    document = make_document()
    body = f'<p>Read the <a href="document:{document.pk}">whole report</a>.</p>'
    publish_with_reasons(make_news_item(body=body), by=publisher)
    digest = document.current.digest[:12]
    assert status_of(client, f"/media/{document.current.key}/{digest}{name}") == 404


@pytest.mark.postgresql
@pytest.mark.parametrize("name", ["%00", "%00/x", "..", "x" * 5000])
def test_impossible_file_name_is_not_found(client, name):
    assert status_of(client, f"/media/{name}") == 404


def test_text_shows_no_picture_that_its_edition_does_not_carry(client, publisher):
    # As in a row that was changed without the checks.
    item = make_news_item(body='<p>Words</p><p><img src="image:999"></p>')
    publish_with_reasons(make_page(), by=publisher)
    client.force_login(publisher)
    page = client.get(change(item, "preview")).content.decode()
    assert "<p>Words</p>" in page
    assert "image:999" not in page


def test_first_picture_in_the_news_list_is_loaded_eagerly(client, publisher):
    for slug in ("one", "two"):
        image = make_image(slug, size=(40, 30))
        publish_with_reasons(make_news_item(slug, picture=image), by=publisher)
    page = client.get("/news/").content.decode()
    orders = re.findall(r'<img [^>]*?(fetchpriority="high"|loading="lazy")', page)
    assert orders == ['fetchpriority="high"', 'loading="lazy"']


@pytest.mark.parametrize("path", ["/news/", "/"])
def test_lists_take_as_many_queries_for_three_pictures_as_for_one(
    client, publisher, path, django_assert_max_num_queries
):
    publish_with_reasons(make_page("", layout="home"), by=publisher)
    counts = []
    for slugs in (["one"], ["two", "three"]):
        for number, slug in enumerate(slugs):
            image = make_image(slug, size=(40 + number, 30))
            publish_with_reasons(make_news_item(slug, picture=image), by=publisher)
        with django_assert_max_num_queries(100) as queries:
            page = client.get(path).content.decode()
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert len(addresses_in(page)) == 9


def test_item_takes_as_many_queries_for_three_pictures_as_for_one(
    client, publisher, django_assert_max_num_queries
):
    images = [make_image(str(number), size=(40 + number, 30)) for number in range(3)]
    publish_with_reasons(make_news_item("one", body=in_text(images[0])), by=publisher)
    publish_with_reasons(make_news_item("all", body="".join(map(in_text, images))), by=publisher)
    counts = []
    for slug in ("one", "all"):
        with django_assert_max_num_queries(100) as queries:
            client.get(f"/news/2026/{slug}/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


# Redaction


@pytest.fixture
def redact(person):
    """Return a function that redacts editions with two people."""

    def carry_out(editions):
        one, two = (person(name, "Publishers") for name in ("one", "two"))
        entry = workflow.ask_redaction(editions, by=one, reason="Personal data.")
        return workflow.redact(entry, by=two)

    return carry_out


@pytest.mark.django_db(transaction=True)
def test_redaction_erases_the_files_that_nothing_else_shows(publisher, redact, media_folders):
    image, kept = make_image("Patient"), make_image("Laboratory", size=(32, 32))
    item = make_news_item(picture=image, body=in_text(kept))
    make_page(picture=kept)
    edition = publish_with_reasons(item, by=publisher)
    workflow.withdraw(item, by=publisher, note="For a test.")
    item.refresh_from_db()
    item.picture, item.body = None, "<p>Without.</p>"
    workflow.write(item, by=publisher)
    redact([edition])
    edition.refresh_from_db()
    stored = {path.parent.name for path in media_folders.rglob("*") if path.is_file()}
    assert edition.media == []
    assert stored == {kept.current.key}
    assert list(Image.objects.all()) == [kept]


@pytest.mark.django_db(transaction=True)
def test_dry_run_of_a_redaction_erases_nothing(client, publisher, person, media_folders):
    image = make_image("Patient")
    item = make_news_item(picture=image)
    edition = publish_with_reasons(item, by=publisher)
    workflow.withdraw(item, by=publisher, note="For a test.")
    item.refresh_from_db()
    item.picture = None
    workflow.write(item, by=publisher)
    entry = workflow.ask_redaction([edition], by=publisher, reason="Personal data.")
    client.force_login(person("two", "Publishers"))
    page = client.get(change(item, f"redact/{entry.pk}")).content.decode()
    assert "erased too: Patient" in page
    assert storages["private_media"].exists(image.current.name)


# Two people


def approve_by(person, draft, author):
    edition = workflow.submit(draft, by=author)
    workflow.approve(edition, by=person)
    return edition


def test_author_of_a_description_is_no_second_person(author, administrator, reviewer):
    image = make_image(description="")
    image.texts.create(language="en", description="A room.")
    library.record_author(image, by=administrator)
    page = make_page(needs_second_person=True, picture=image)
    workflow.write(page, by=author)
    edition = workflow.submit(page, by=author)
    with pytest.raises(PublishingError, match="You can't approve your own changes"):
        workflow.approve(edition, by=administrator)
    workflow.approve(edition, by=reviewer)
    # An approved text no longer counts.
    page.refresh_from_db()
    page.title = "Another"
    workflow.write(page, by=author)
    approve_by(administrator, page, author)


def test_uploader_of_a_file_is_no_second_person(client, author, administrator):
    client.force_login(administrator)
    upload = picture_upload("Room", size=(30, 20))
    client.post("/admin/media_library/image/upload/", {"file": upload})
    image = Image.objects.get()
    image.decorative = True
    image.save()
    page = make_page(needs_second_person=True, body=in_text(image))
    workflow.write(page, by=author)
    with pytest.raises(PublishingError, match="You can't approve your own changes"):
        approve_by(administrator, page, author)


def test_author_of_a_description_is_no_second_person_after_the_file_was_replaced(
    author, administrator, reviewer, person
):
    image, other = make_image(), person("other", is_superuser=True)
    library.record_author(image, by=administrator)
    library.replace(image, picture_upload("Sharper", size=(80, 60)), by=other)
    page = make_page(needs_second_person=True, picture=image)
    workflow.write(page, by=author)
    edition = workflow.submit(page, by=author)
    for writer in (administrator, other):
        with pytest.raises(PublishingError, match="You can't approve your own changes"):
            workflow.approve(edition, by=writer)
    workflow.approve(edition, by=reviewer)


def test_lost_uses_are_restored_before_any_file_is_removed(publisher):
    image = make_image()
    publish_with_reasons(make_news_item(picture=image), by=publisher)
    old = image.current
    library.replace(image, picture_upload("New", size=(80, 60)), by=publisher)
    MediaUse.objects.all().delete()
    call_command("clean_up_media", "--remove", verbosity=0)
    assert File.objects.filter(pk=old.pk).exists()
