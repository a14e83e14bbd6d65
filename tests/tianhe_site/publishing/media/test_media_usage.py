"""Where assets of the library are used."""

import pytest

from news.models import NewsItem
from tests.factories import (
    make_image,
    make_news_item,
    make_page,
    picture_upload,
    publish_with_reasons,
)
from tests.reading import text_of
from tests.tianhe_site.publishing.pictures import in_text
from tianhe_site.media_library import library, usage
from tianhe_site.publishing import workflow
from tianhe_site.publishing.media import media_usage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def test_places_of_use_say_what_is_live_scheduled_or_past(publisher):
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
    assert found == {"Live": ["Draft", "Live"], "Past": ["Past version"], "Draft": ["Draft"]}


def test_places_of_use_say_where_an_older_file_is_live(publisher):
    image = make_image()
    publish_with_reasons(make_news_item(title="Live", picture=image), by=publisher)
    library.replace(image, picture_upload("New", size=(80, 60)), by=publisher)
    (place,) = usage.places(image)
    assert [str(each) for each in place.where] == ["Draft", "Live, with an older file"]


def test_newest_places_are_named_and_all_are_counted(monkeypatch, client, administrator):
    image = make_image()
    for title in ("First", "Second", "Third"):
        make_news_item(title.lower(), title=title, picture=image)
    monkeypatch.setattr(media_usage, "MAX_PLACES", 2)
    assert {place.title for place in usage.places(image)} == {"Second", "Third"}
    client.force_login(administrator)
    page = text_of(client.get(f"/admin/media_library/image/{image.pk}/change/"))
    assert "These are the newest 2 of 3 items." in page
    assert "3 items use it." in text_of(
        client.get(f"/admin/media_library/image/{image.pk}/replace/")
    )


def test_uses_are_rebuilt_while_a_draft_is_saved(monkeypatch):
    make_news_item("first")
    last = make_news_item("last")
    image, publishing_lock = make_image(), media_usage.publishing_lock

    def save_meanwhile():
        monkeypatch.setattr(media_usage, "publishing_lock", publishing_lock)
        with publishing_lock():
            last.picture = image
            last.save()
        return publishing_lock()

    monkeypatch.setattr(media_usage, "ROWS_PER_BATCH", 1)
    monkeypatch.setattr(media_usage, "publishing_lock", save_meanwhile)
    usage.rebuild_uses()
    assert [use.item_id for use in image.uses.all()] == [last.pk]


def test_destroyed_draft_uses_no_media(publisher):
    image = make_image()
    item = make_news_item(picture=image)
    workflow.archive(item, by=publisher)
    workflow.empty_trash(NewsItem, by=publisher)
    assert usage.places(image) == []
