"""The files of live and scheduled editions: who gets them, and when."""

from datetime import timedelta

import pytest
from django.core.files.storage import storages

from tests.factories import (
    change,
    make_document,
    make_image,
    make_news_item,
    make_page,
    picture_upload,
    publish_with_reasons,
)
from tests.tianhe_site.publishing.pictures import (
    addresses_in,
    body_of,
    names,
    public_files,
    small_of,
    status_of,
)
from tianhe_site.editorial.previews import address_of
from tianhe_site.media_library import library
from tianhe_site.media_library.models import File
from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.errors import ContentError, PublishingError
from tianhe_site.publishing.media import public_media

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

DAY = timedelta(days=1)


# The public folder


@pytest.mark.django_db(transaction=True)
def test_files_are_public_only_while_an_edition_with_them_is(client, publisher, media_folders):
    image = make_image()
    item = make_news_item(picture=image)
    file = image.current
    assert public_files(media_folders) == set()
    publish_with_reasons(item, by=publisher)
    assert public_files(media_folders) == names(file)
    address = f"/media/{small_of(file)}"
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
def test_old_file_is_removed_when_the_edition_with_the_new_one_is_published(
    publisher, media_folders
):
    image = make_image()
    item = make_news_item(picture=image)
    publish_with_reasons(item, by=publisher)
    library.replace(image, picture_upload("New", size=(80, 60)), by=publisher)
    item.refresh_from_db()
    publish_with_reasons(item, by=publisher)
    image.refresh_from_db()
    assert public_files(media_folders) == names(image.current)


def test_scheduled_picture_is_stored_ahead_and_served_from_its_start_to_its_end(
    client, publisher, noon, media_folders
):
    image = make_image()
    item = make_news_item(picture=image)
    publish_with_reasons(item, by=publisher, at=noon + DAY, until=noon + 2 * DAY)
    assert public_files(media_folders) == names(image.current)
    address = f"/media/{small_of(image.current)}"
    answers = []
    for days in (0.5, 1.5, 2.5):
        with clock.set_to(noon + days * DAY):
            answers.append(status_of(client, address))
    assert answers == [404, 200, 404]


@pytest.mark.django_db(transaction=True)
def test_files_of_ended_editions_are_removed_by_the_next_action_on_any_item(
    publisher, noon, media_folders
):
    image = make_image()
    publish_with_reasons(make_news_item(picture=image), by=publisher, until=noon + DAY)
    with clock.set_to(noon + 2 * DAY):
        assert public_files(media_folders) == names(image.current)
        publish_with_reasons(make_page(), by=publisher)
        assert public_files(media_folders) == set()


@pytest.mark.django_db(transaction=True)
def test_files_of_ended_editions_are_removed_after_a_draft_was_saved(
    publisher, noon, media_folders
):
    page = make_page()
    publish_with_reasons(make_news_item(picture=make_image()), by=publisher, until=noon + DAY)
    with clock.set_to(noon + 2 * DAY):
        page.title = "Another title"
        workflow.write(page, by=publisher)
    with clock.set_to(noon + 3 * DAY):
        publish_with_reasons(page, by=publisher)
    assert public_files(media_folders) == set()


@pytest.mark.django_db(transaction=True)
def test_file_stays_if_another_verb_publishes_it_before_its_removal(
    publisher, monkeypatch, media_folders
):
    image = make_image()
    first, second = make_news_item("one", picture=image), make_page(picture=image)
    publish_with_reasons(first, by=publisher)
    unpublish = public_media._unpublish

    def slowly(file):
        publish_with_reasons(second, by=publisher)
        unpublish(file)

    monkeypatch.setattr(public_media, "_unpublish", slowly)
    workflow.withdraw(first, by=publisher, note="For a test.")
    assert public_files(media_folders) == names(image.current)


@pytest.mark.django_db(transaction=True)
def test_canceling_a_schedule_removes_its_files(publisher, noon, media_folders):
    item = make_news_item(picture=make_image())
    edition = publish_with_reasons(item, by=publisher, at=noon + DAY)
    workflow.cancel_schedule(edition, by=publisher)
    assert public_files(media_folders) == set()


def test_confirmation_page_moves_no_file(client, publisher, media_folders):
    item = make_news_item(picture=make_image())
    client.force_login(publisher)
    assert client.get(change(item, "publish")).status_code == 200
    assert public_files(media_folders) == set()


def test_nothing_is_published_while_the_storage_fails(publisher, monkeypatch):
    item = make_news_item(picture=make_image())

    def fail(*args):
        raise OSError("no space left")

    monkeypatch.setattr(type(storages["public_media"]), "save", fail)
    with pytest.raises(PublishingError, match="The file storage isn't responding"):
        publish_with_reasons(item, by=publisher)
    assert not item.editions.exists()
    assert not File.objects.filter(is_public=True).exists()


def test_bulk_publish_with_a_refused_item_publishes_no_file(publisher, media_folders):
    good = make_news_item("good", picture=make_image())
    bad = make_news_item("bad", picture=make_image("Other", description=""))
    editions = [workflow.freeze(item, by=publisher) for item in (good, bad)]
    with pytest.raises(ContentError):
        workflow.publish_many(editions, by=publisher)
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
    # The copy is still there, but nobody can read it.
    assert storages["public_media"].exists(small_of(image.current))
    assert client.get(f"/media/{small_of(image.current)}").status_code == 404


def test_page_is_shown_while_the_storage_fails(client, publisher, monkeypatch):
    image = make_image()
    item = make_news_item(picture=image)
    publish_with_reasons(item, by=publisher)

    def fail(*args):
        raise OSError("no answer")

    monkeypatch.setattr(type(storages["public_media"]), "open", fail)
    assert client.get("/news/2026/grant/").status_code == 200
    response = client.get(f"/media/{small_of(image.current)}")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "60")


# Previews and the past


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
    assert status_of(client, f"{path}media/{small_of(other.current)}") == 404
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
def test_site_as_of_a_date_shows_the_pictures_of_that_date(client, publisher, noon):
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


# Ranges and validators


@pytest.fixture
def document(publisher):
    """Return the address of a live document, and its bytes."""
    document = make_document()
    body = f'<p><a href="document:{document.pk}">The report</a></p>'
    publish_with_reasons(make_news_item(body=body), by=publisher)
    file = document.current
    with storages["public_media"].open(file.name) as content:
        return f"/media/{file.key}/{file.digest[:12]}/report.pdf", content.read()


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-99", 0, 99),
        ("BYTES=5-5", 5, 5),
        ("bytes=100-", 100, None),
        ("bytes=10-999999", 10, None),
        ("bytes=-20", -20, None),
        ("bytes=-999999", 0, None),
    ],
)
def test_range_of_a_document_is_served(client, document, asked, first, last):
    address, content = document
    response = client.get(address, headers={"range": asked})
    first = first % len(content) if first < 0 else first
    last = len(content) - 1 if last is None else last
    assert (response.status_code, body_of(response)) == (206, content[first : last + 1])
    assert response.headers["Content-Range"] == f"bytes {first}-{last}/{len(content)}"
    assert response.headers["Content-Length"] == str(last - first + 1)
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == 'attachment; filename="report.pdf"'


@pytest.mark.parametrize("asked", ["bytes=999999-", "bytes=-0"])
def test_unsatisfiable_range_is_refused(client, document, asked):
    address, content = document
    response = client.get(address, headers={"range": asked})
    assert (response.status_code, body_of(response)) == (416, b"")
    assert response.headers["Content-Range"] == f"bytes */{len(content)}"


@pytest.mark.parametrize(
    "asked", ["bytes=9-1", "bytes=-", "bytes=a-b", "lines=1-2", "bytes=0-1,3-4", f"bytes={10**30}-"]
)
def test_malformed_range_gets_the_whole_document(client, document, asked):
    address, content = document
    response = client.get(address, headers={"range": asked})
    assert (response.status_code, body_of(response)) == (200, content)
    assert response.headers["Accept-Ranges"] == "bytes"


def test_download_resumes_only_with_the_same_file(client, document):
    address, content = document
    whole = client.get(address)
    body_of(whole)
    etag, written = whole.headers["ETag"], whole.headers["Last-Modified"]
    answers = {}
    for condition in (etag, written, f"W/{etag}", '"other"', "Mon, 02 Mar 2026 00:00:00 GMT"):
        headers = {"range": "bytes=0-9", "if-range": condition}
        response = client.get(address, headers=headers)
        body_of(response)
        answers[condition] = response.status_code
    assert list(answers.values()) == [206, 206, 200, 200, 200]
    head = client.head(address, headers={"range": "bytes=0-9"})
    assert (head.status_code, body_of(head)) == (200, b"")


def test_client_with_the_document_gets_a_304(client, document):
    address, _content = document
    whole = client.get(address)
    body_of(whole)
    etag, written = whole.headers["ETag"], whole.headers["Last-Modified"]
    for headers in (
        {"if-none-match": etag},
        {"if-none-match": f'"other", W/{etag}'},
        {"if-none-match": "*"},
        {"if-modified-since": written},
    ):
        response = client.get(address, headers=headers)
        assert (response.status_code, body_of(response)) == (304, b"")
        assert response.headers["Content-Length"] == whole.headers["Content-Length"]
        assert response.headers["ETag"] == etag
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    other = client.get(address, headers={"if-none-match": '"other"'})
    assert (other.status_code, bool(body_of(other))) == (200, True)
