"""Pictures and documents in drafts and editions: what is frozen, who gets the files, and when."""

import re
from datetime import timedelta

import pytest
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
    picture_upload,
    publish_with_reasons,
)
from tianhe_site.media_library import library, usage
from tianhe_site.media_library.models import File, Image
from tianhe_site.publishing import checks, clock, compare, public_media, workflow
from tianhe_site.publishing.errors import ContentError, PublishingError
from tianhe_site.publishing.models import MediaUse, WatchedWord
from tianhe_site.publishing.previews import address_of

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _time(noon):
    pass


def in_text(image, style=""):
    style = f' data-style="{style}"' if style else ""
    return f'<p><img src="image:{image.pk}"{style}></p>'


def addresses_in(page):
    """Return the addresses of pictures on a page, in order, each once."""
    found = re.findall(r'(?:src="|srcset="|, )(\S+\.(?:avif|webp|jpg|png))', page)
    return list(dict.fromkeys(found))


def status_of(client, address):
    response = client.get(address)
    body_of(response)
    return response.status_code


def body_of(response):
    """Return the bytes of a response. Reading a file to its end closes it, as a server does."""
    return response.getvalue() if response.streaming else response.content


def public_files(folder):
    return {
        str(path.relative_to(folder / "public"))
        for path in (folder / "public").rglob("*")
        if path.is_file()
    }


def names(file):
    return {rendition.name for rendition in file.renditions.all()}


# What an edition carries


def test_edition_keeps_what_the_library_said_of_a_picture_when_it_was_frozen(publisher):
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


def test_texts_of_a_picture_are_those_of_the_language_of_the_item(publisher):
    image = make_image()
    image.texts.filter(language="zh-hans").update(description="实验室。", caption="济南")
    draft = make_news_item(picture=image, language="zh-hans")
    assert [(each["description"], each["caption"]) for each in draft.media] == [
        ("实验室。", "济南")
    ]


def test_rewording_a_description_is_a_change_of_the_draft_by_whoever_did_it(
    client, publisher, author
):
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
    assert compare.changed_fields(edition, item) == ["Pictures and documents"]
    assert author.pk in workflow.changers(workflow.freeze(item, by=publisher))


def test_picture_that_a_text_named_before_it_was_there_is_written_by_whoever_freezes_it(
    publisher, author
):
    next_number = make_image("First").pk + 1
    item = make_page(body=f'<p>Text.</p><p><img src="image:{next_number}"></p>')
    workflow.write(item, by=author)
    image = make_image("Second")
    edition = workflow.freeze(item, by=publisher)
    item.refresh_from_db()
    assert [entry["image"] for entry in edition.media] == [image.pk]
    assert set(workflow.changers(edition)) == {author.pk, publisher.pk}
    assert item.content_hash == item.recorded_hash == edition.content_hash


def test_replacing_a_file_changes_drafts_and_leaves_editions_their_own(publisher, client):
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
    (field,) = [each for each in compare.compare(edition, item) if each.changed]
    (row,) = field.rows
    assert (row.change, row.old_picture, row.new_picture) == (
        compare.Change.CHANGED,
        f"/admin/media_library/image/files/{_small(old)}",
        f"/admin/media_library/image/files/{_small(new)}",
    )


def _small(file):
    return next(each.name for each in file.renditions.all() if each.content_type == "image/png")


def test_old_edition_brings_back_its_picture_into_the_draft(publisher):
    image = make_image()
    item = make_news_item(picture=image, body=in_text(image))
    edition = publish_with_reasons(item, by=publisher)
    item.picture, item.body = None, "<p>Without.</p>"
    workflow.write(item, by=publisher)
    workflow.restore(edition, by=publisher)
    item.refresh_from_db()
    assert (item.picture_id, item.body) == (image.pk, in_text(image))


def test_same_content_published_twice_is_one_edition(publisher):
    item = make_news_item(picture=make_image())
    publish_with_reasons(item, by=publisher)
    publish_with_reasons(item, by=publisher)
    assert item.editions.count() == 1


# Checks


def findings(draft):
    found = checks.examine(draft, clock.now())
    return [(each.level, each.field, each.sentence) for each in found]


def test_page_of_the_picture_to_be_described_is_one_click_from_what_stands_in_the_way(
    client, author
):
    image = make_image(description="")
    item = make_news_item(picture=image)
    client.force_login(author)
    page = client.get(f"/admin/news/newsitem/{item.pk}/submit/").content.decode()
    findings = page[page.index("There is a problem") :].split("</section>")[0]
    assert f'<a href="/admin/media_library/image/{image.pk}/change/"' in findings


def test_picture_without_description_blocks_until_it_has_one_or_is_decoration(publisher):
    image = make_image("Lab", description="")
    item = make_news_item(body=in_text(image))
    sentence = (
        "Describe the picture for people who cannot see it, or choose 'Decoration only'. You find "
        "it in the media library: Lab"
    )
    assert findings(item) == [("block", "body", sentence)]
    with pytest.raises(ContentError):
        workflow.publish_draft(item, by=publisher)
    Image.objects.update(decorative=True)
    assert findings(item) == []


def test_leading_picture_without_description_blocks_as_well():
    item = make_news_item(picture=make_image("Lab", description=""))
    assert [(level, field) for level, field, _sentence in findings(item)] == [("block", "")]


def test_undescribed_pictures_cost_the_checks_as_many_queries_as_one(django_assert_num_queries):
    def item_with(*titles):
        images = [make_image(title, description="") for title in titles]
        return make_news_item(str(len(titles)), body="".join(map(in_text, images)))

    one, three = item_with("1"), item_with("2", "3", "4")
    with CaptureQueriesContext(connection) as for_one:
        checks.examine(one, clock.now())
    with django_assert_num_queries(len(for_one)):
        assert len(checks.examine(three, clock.now())) == 3


def test_picture_needs_a_description_in_the_language_of_the_item():
    image = make_image()
    image.texts.filter(language="zh-hans").delete()
    assert findings(make_news_item(picture=image)) == []
    chinese = make_news_item("zh", picture=image, language="zh-hans")
    ((level, field, sentence),) = (each for each in findings(chinese) if "Describe" in each[2])
    assert (level, field) == ("block", "")
    assert sentence.endswith(f"in the media library: {image.title} (简体中文)")


def test_reference_to_what_the_library_never_had_blocks():
    item = make_news_item(
        body='<p><img src="image:999"></p><p><a href="document:998">Report</a></p>'
    )
    sentence = "A picture or document in the text is no longer in the library. Take it out."
    assert findings(item) == [("block", "body", sentence)] * 2


def test_risky_word_in_a_caption_is_asked_about(publisher):
    WatchedWord.objects.create(word="cure")
    image = make_image(description="They found a cure.")
    item = make_news_item(body=in_text(image))
    assert [(level, field) for level, field, _ in findings(item)] == [("warn", "body")]


# The public folder


@pytest.mark.django_db(transaction=True)
def test_files_are_public_only_while_an_edition_that_shows_them_is(
    client, publisher, media_folders
):
    image = make_image()
    item = make_news_item(picture=image)
    file = image.current
    assert public_files(media_folders) == set()
    publish_with_reasons(item, by=publisher)
    assert public_files(media_folders) == names(file)
    address = f"/media/{_small(file)}"
    response = client.get(address)
    assert body_of(response).startswith(b"\x89PNG")
    headers = ("Content-Type", "Cache-Control", "X-Content-Type-Options")
    assert {name: response.headers[name] for name in headers} == {
        "Content-Type": "image/png",
        "Cache-Control": "public, max-age=31536000, immutable",
        "X-Content-Type-Options": "nosniff",
    }
    policy = set(response.headers["Content-Security-Policy"].split("; "))
    assert policy == {"default-src 'none'", "frame-ancestors 'none'", "sandbox"}
    workflow.withdraw(item, by=publisher, note="For a test.")
    assert public_files(media_folders) == set()
    assert client.get(address).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_original_is_never_public(client, publisher, media_folders):
    image = make_image()
    publish_with_reasons(make_news_item(picture=image), by=publisher)
    assert client.get(f"/media/{image.current.name}").status_code == 404
    assert image.current.name not in public_files(media_folders)


@pytest.mark.django_db(transaction=True)
def test_file_that_another_live_edition_shows_stays_public(publisher, media_folders):
    image = make_image()
    first, second = make_news_item("one", picture=image), make_page(picture=image)
    for draft in (first, second):
        publish_with_reasons(draft, by=publisher)
    workflow.withdraw(first, by=publisher, note="For a test.")
    assert public_files(media_folders) == names(image.current)
    workflow.withdraw(second, by=publisher, note="For a test.")
    assert public_files(media_folders) == set()


@pytest.mark.django_db(transaction=True)
def test_old_file_goes_when_the_edition_with_the_new_one_is_published(publisher, media_folders):
    image = make_image()
    item = make_news_item(picture=image)
    publish_with_reasons(item, by=publisher)
    library.replace(image, picture_upload("New", size=(80, 60)), by=publisher)
    item.refresh_from_db()
    publish_with_reasons(item, by=publisher)
    image.refresh_from_db()
    assert public_files(media_folders) == names(image.current)


def test_scheduled_picture_lies_ready_and_is_sent_from_its_moment_to_its_end(
    client, publisher, noon, media_folders
):
    image = make_image()
    item = make_news_item(picture=image)
    publish_with_reasons(item, by=publisher, at=noon + DAY, until=noon + 2 * DAY)
    assert public_files(media_folders) == names(image.current)
    address = f"/media/{_small(image.current)}"
    answers = []
    for days in (0.5, 1.5, 2.5):
        with clock.set_to(noon + days * DAY):
            answers.append(status_of(client, address))
    assert answers == [404, 200, 404]


@pytest.mark.django_db(transaction=True)
def test_what_time_ended_goes_with_the_next_act_on_whatever_item(publisher, noon, media_folders):
    image = make_image()
    publish_with_reasons(make_news_item(picture=image), by=publisher, until=noon + DAY)
    with clock.set_to(noon + 2 * DAY):
        assert public_files(media_folders) == names(image.current)
        publish_with_reasons(make_page(), by=publisher)
        assert public_files(media_folders) == set()


@pytest.mark.django_db(transaction=True)
def test_what_time_ended_goes_though_a_draft_was_saved_since(publisher, noon, media_folders):
    page = make_page()
    publish_with_reasons(make_news_item(picture=make_image()), by=publisher, until=noon + DAY)
    with clock.set_to(noon + 2 * DAY):
        page.title = "Another title"
        workflow.write(page, by=publisher)
    with clock.set_to(noon + 3 * DAY):
        publish_with_reasons(page, by=publisher)
    assert public_files(media_folders) == set()


@pytest.mark.django_db(transaction=True)
def test_file_stays_that_another_verb_publishes_before_it_is_taken_out(
    publisher, monkeypatch, media_folders
):
    image = make_image()
    first, second = make_news_item("one", picture=image), make_page(picture=image)
    publish_with_reasons(first, by=publisher)
    take_out = public_media._take_out

    def slowly(file):
        publish_with_reasons(second, by=publisher)
        take_out(file)

    monkeypatch.setattr(public_media, "_take_out", slowly)
    workflow.withdraw(first, by=publisher, note="For a test.")
    assert public_files(media_folders) == names(image.current)


@pytest.mark.django_db(transaction=True)
def test_cancelled_schedule_takes_its_files_out(publisher, noon, media_folders):
    item = make_news_item(picture=make_image())
    edition = publish_with_reasons(item, by=publisher, at=noon + DAY)
    workflow.cancel_schedule(edition, by=publisher)
    assert public_files(media_folders) == set()


def test_page_that_only_shows_what_publishing_would_do_moves_no_file(
    client, publisher, media_folders
):
    item = make_news_item(picture=make_image())
    client.force_login(publisher)
    assert client.get(change(item, "publish")).status_code == 200
    assert public_files(media_folders) == set()


def test_nothing_is_published_while_the_storage_fails(publisher, monkeypatch):
    item = make_news_item(picture=make_image())

    def fail(*args):
        raise OSError("no space left")

    monkeypatch.setattr(type(storages["public_media"]), "save", fail)
    with pytest.raises(PublishingError, match="The storage of files doesn't answer"):
        publish_with_reasons(item, by=publisher)
    assert not item.editions.exists()
    assert not File.objects.filter(is_public=True).exists()


def test_no_file_is_public_of_several_items_of_which_one_is_refused(publisher, media_folders):
    good = make_news_item("good", picture=make_image())
    bad = make_news_item("bad", picture=make_image("Other", description=""))
    editions = [workflow.freeze(item, by=publisher) for item in (good, bad)]
    with pytest.raises(ContentError):
        workflow.publish_together(editions, by=publisher)
    assert public_files(media_folders) == set()


@pytest.mark.django_db(transaction=True)
def test_withdrawal_goes_through_while_the_storage_fails(client, publisher, monkeypatch):
    image = make_image()
    item = make_news_item(picture=image)
    publish_with_reasons(item, by=publisher)

    def fail(*args):
        raise OSError("no answer")

    monkeypatch.setattr(type(storages["public_media"]), "delete", fail)
    workflow.withdraw(item, by=publisher, note="For a test.")
    # The copy is still there, and nobody gets it.
    assert storages["public_media"].exists(_small(image.current))
    assert client.get(f"/media/{_small(image.current)}").status_code == 404


def test_page_is_shown_while_the_storage_fails(client, publisher, monkeypatch):
    image = make_image()
    item = make_news_item(picture=image)
    publish_with_reasons(item, by=publisher)

    def fail(*args):
        raise OSError("no answer")

    monkeypatch.setattr(type(storages["public_media"]), "open", fail)
    assert client.get("/news/2026/grant/").status_code == 200
    response = client.get(f"/media/{_small(image.current)}")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "60")


# What readers get


def test_readers_get_each_format_with_its_widths_and_a_size_to_keep_free(client, publisher):
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


def test_panorama_that_is_cut_to_the_shape_of_its_place_is_asked_for_that_much_wider(
    client, publisher
):
    image = make_image(size=(120, 20))
    publish_with_reasons(make_news_item(picture=image), by=publisher)
    page = client.get("/news/2026/grant/").content.decode()
    assert set(re.findall(r'sizes="([^"]*)"', page)) == {
        "(min-width: 75rem) calc((72rem) * 3.00), (min-width: 48rem) calc((100vw - 3rem) * 3.00), "
        "calc((100vw - 2rem) * 4.00)"
    }


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
def test_picture_in_a_text_stands_as_its_style_and_its_shape_ask_for(
    client, publisher, size, style, kind
):
    publish_with_reasons(make_news_item(body=in_text(make_image(size=size), style)), by=publisher)
    page = client.get("/news/2026/grant/").content.decode()
    assert re.findall(r'<figure class="picture picture-(\w+)">', page) == [kind]


def test_picture_that_leads_a_page_stands_for_it_where_it_is_linked(client, publisher, settings):
    image = make_image(description="A room.")
    publish_with_reasons(make_news_item(picture=image), by=publisher)
    page = client.get("/news/2026/grant/").content.decode()
    assert dict(re.findall(r'<meta property="(og:image\S*)" content="([^"]*)">', page)) == {
        "og:image": f"{settings.SITE_URL}/media/{_small(image.current)}",
        "og:image:width": "64",
        "og:image:height": "48",
        "og:image:alt": "A room.",
    }


def test_missing_format_or_size_falls_back_to_what_is_there(client, publisher):
    image = make_image()
    image.current.renditions.exclude(content_type="image/png").delete()
    publish_with_reasons(make_news_item(picture=image), by=publisher)
    page = client.get("/news/2026/grant/").content.decode()
    assert addresses_in(page) == [f"/media/{_small(image.current)}"]
    image.current.renditions.all().delete()
    page = client.get("/news/2026/grant/").content.decode()
    assert addresses_in(page) == []


def test_decoration_has_an_empty_description(client, publisher):
    image = make_image(decorative=True)
    publish_with_reasons(make_news_item(body=in_text(image)), by=publisher)
    assert 'alt=""' in client.get("/news/2026/grant/").content.decode()


def test_document_is_a_link_that_says_what_it_leads_to(client, publisher):
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
def test_document_is_sent_under_no_name_that_could_not_be_its_own(client, publisher, name):
    document = make_document()
    body = f'<p>Read the <a href="document:{document.pk}">whole report</a>.</p>'
    publish_with_reasons(make_news_item(body=body), by=publisher)
    digest = document.current.digest[:12]
    assert status_of(client, f"/media/{document.current.key}/{digest}{name}") == 404


@pytest.mark.postgresql
@pytest.mark.parametrize("name", ["%00", "%00/x", "..", "x" * 5000])
def test_name_that_no_file_can_have_is_not_found(client, name):
    assert status_of(client, f"/media/{name}") == 404


def test_text_shows_no_picture_that_its_edition_does_not_carry(client, publisher):
    # As from a row that was changed past the checks.
    item = make_news_item(body='<p>Words</p><p><img src="image:999"></p>')
    publish_with_reasons(make_page(), by=publisher)
    client.force_login(publisher)
    page = client.get(change(item, "preview")).content.decode()
    assert "<p>Words</p>" in page
    assert "image:999" not in page


@pytest.mark.parametrize("path", ["/news/", "/"])
def test_lists_ask_as_much_of_the_database_for_three_pictures_as_for_one(
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


def test_item_asks_as_much_of_the_database_for_three_pictures_as_for_one(
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


# Who may look before and after


def test_preview_of_a_draft_reads_private_files_for_staff_alone(client, author, publisher):
    item = make_news_item(picture=make_image())
    client.force_login(author)
    page = client.get(change(item, "preview")).content.decode()
    address = addresses_in(page)[0]
    assert address.startswith("/admin/media_library/image/files/")
    assert status_of(client, address) == 200
    client.logout()
    assert status_of(client, address) == 302


@pytest.mark.django_db(transaction=True)
def test_preview_link_opens_the_files_of_its_edition_while_it_is_open(client, publisher, noon):
    image, other = make_image(), make_image("Other", size=(32, 32))
    item = make_news_item(picture=image)
    make_news_item("other", picture=other)
    link = workflow.share_preview(workflow.freeze(item, by=publisher), by=publisher, note="Li")
    path = address_of(link).split("8000", 1)[1]
    page = client.get(path).content.decode()
    addresses = addresses_in(page)
    assert [status_of(client, each) for each in addresses] == [200] * 3
    assert status_of(client, f"{path}media/{_small(other.current)}") == 404
    workflow.revoke_preview(link, item=item, by=publisher)
    assert [status_of(client, each) for each in addresses] == [404] * 3


@pytest.mark.django_db(transaction=True)
def test_preview_link_to_the_home_page_shows_the_pictures_of_its_list(client, publisher):
    publish_with_reasons(make_news_item(picture=make_image()), by=publisher)
    home = workflow.freeze(make_page(slug="", layout="home"), by=publisher)
    link = workflow.share_preview(home, by=publisher, note="Li")
    page = client.get(address_of(link).split("8000", 1)[1]).content.decode()
    assert [status_of(client, each) for each in addresses_in(page)] == [200] * 3


@pytest.mark.django_db(transaction=True)
def test_walk_of_the_past_shows_the_pictures_of_its_moment(client, publisher, noon):
    image = make_image()
    item = make_news_item(picture=image)
    publish_with_reasons(item, by=publisher)
    with clock.set_to(noon + DAY):
        workflow.withdraw(item, by=publisher, note="For a test.")
    client.force_login(publisher)
    with clock.set_to(noon + 2 * DAY):
        before = client.get("/admin/as-of/2026-03-02T18:00Z/news/2026/grant/").content.decode()
        addresses = addresses_in(before)
        assert addresses[0].startswith("/admin/as-of/2026-03-02T18:00Z/media/")
        assert [status_of(client, each) for each in addresses] == [200] * 3
        later = [each.replace("03-02T", "03-04T") for each in addresses]
        assert [status_of(client, each) for each in later] == [404] * 3
        client.logout()
        assert [status_of(client, each) for each in addresses] == [302] * 3


# Where used


def test_where_used_names_drafts_and_editions_by_what_readers_see(publisher):
    image = make_image()
    live, past = make_news_item("live", title="Live"), make_news_item("past", title="Past")
    for item in (live, past):
        item.body = in_text(image)
        workflow.write(item, by=publisher)
        publish_with_reasons(item, by=publisher)
    workflow.withdraw(past, by=publisher, note="For a test.")
    past.refresh_from_db()
    past.body = "<p>Without.</p>"
    workflow.write(past, by=publisher)
    make_page(title="Draft", picture=image)
    found = {place.title: [str(each) for each in place.where] for place in usage.places(image)}
    assert found == {"Live": ["Draft", "Live"], "Past": ["Past edition"], "Draft": ["Draft"]}


def test_where_used_says_where_readers_still_have_an_older_file(publisher):
    image = make_image()
    publish_with_reasons(make_news_item(title="Live", picture=image), by=publisher)
    library.replace(image, picture_upload("New", size=(80, 60)), by=publisher)
    (place,) = usage.places(image)
    assert [str(each) for each in place.where] == ["Draft", "Live, with an older file"]


def test_draft_that_is_destroyed_uses_nothing_any_more(publisher):
    image = make_image()
    item = make_news_item(picture=image)
    workflow.put_away(item, by=publisher)
    workflow.empty_trash(NewsItem, by=publisher)
    assert usage.places(image) == []


# Redaction


@pytest.fixture
def redact(person):
    """Return a function that has editions redacted by two people."""

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
def test_rehearsed_redaction_erases_nothing(client, publisher, person, media_folders):
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
    assert "they are erased with it. Patient" in page
    assert storages["private_media"].exists(image.current.name)


# Two people


def approve_by(person, draft, author):
    edition = workflow.submit(draft, by=author)
    workflow.approve(edition, by=person)
    return edition


def test_who_worded_a_picture_before_anybody_used_it_is_no_second_person(
    author, administrator, reviewer
):
    image = make_image(description="")
    image.texts.create(language="en", description="A room.")
    usage.changed(image, by=administrator)
    page = make_page(needs_second_person=True, picture=image)
    workflow.write(page, by=author)
    edition = workflow.submit(page, by=author)
    with pytest.raises(PublishingError, match="You cannot approve your own changes"):
        workflow.approve(edition, by=administrator)
    workflow.approve(edition, by=reviewer)
    # What two people stood behind is counted no more.
    page.refresh_from_db()
    page.title = "Another"
    workflow.write(page, by=author)
    approve_by(administrator, page, author)


def test_who_uploaded_a_file_is_no_second_person(client, author, administrator):
    client.force_login(administrator)
    upload = picture_upload("Room", size=(30, 20))
    client.post("/admin/media_library/image/upload/", {"file": upload})
    image = Image.objects.get()
    image.decorative = True
    image.save()
    page = make_page(needs_second_person=True, body=in_text(image))
    workflow.write(page, by=author)
    with pytest.raises(PublishingError, match="You cannot approve your own changes"):
        approve_by(administrator, page, author)


def test_use_that_was_lost_is_noted_anew_before_anything_is_removed(publisher):
    image = make_image()
    publish_with_reasons(make_news_item(picture=image), by=publisher)
    old = image.current
    library.replace(image, picture_upload("New", size=(80, 60)), by=publisher)
    MediaUse.objects.all().delete()
    call_command("clean_up_media", "--remove", verbosity=0)
    assert File.objects.filter(pk=old.pk).exists()
