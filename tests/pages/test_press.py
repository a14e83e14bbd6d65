"""The press page: its parts, and the pictures released for the press."""

import gzip
import re
import secrets
from datetime import UTC, timedelta
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

from tests.factories import (
    change,
    make_image,
    make_news_item,
    make_page,
    make_site_details,
    publish_with_reasons,
)
from tests.reading import text_of
from tests.tianhe_site.publishing.pictures import status_of
from tianhe_site.editorial import previews
from tianhe_site.media_library import library
from tianhe_site.media_library.media_snapshot import MAX_RELEASED
from tianhe_site.media_library.models import File, Rendition
from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.errors import PublishingError

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
# Of a page, compressed.
MAX_BYTES = 14 * 1024


def release(image, by):
    """Save a picture as its form does."""
    image.save()
    library.record_author(image, by=by)


def as_of(moment):
    return f"/admin/as-of/{moment.astimezone(UTC):%Y-%m-%dT%H:%MZ}/press/"


def main_of(client, path="/press/"):
    page = client.get(path).content.decode()
    return page[page.index("<main") :].partition("</main>")[0]


def downloads_on(client, path="/press/"):
    """Return the address of each picture that a press page offers, by the text beside it."""
    rows = re.findall(r'<ul class="press-pictures">(.*?)</ul>', main_of(client, path), re.DOTALL)
    return {
        re.search("<p>(.*?)</p>", row)[1]: re.search('href="([^"]+)"', row)[1]
        for row in "".join(rows).split("<li>")[1:]
    }


@pytest.fixture
def press(publish):
    return publish(make_page("press", title="Press", layout="press"))


def test_press_page_has_about_contact_logo_news_and_feeds(client, publish, press):
    publish(make_news_item("grant", title="A patent is granted"))
    publish(
        make_site_details(
            legal_name="Tianhe Inc.",
            about="A company.",
            contact_name="A. Speaker",
            contact_email="press@example.org",
        )
    )
    text = " ".join(re.sub("<.*?>", " ", main_of(client), flags=re.DOTALL).split())
    order = [
        "The text.",
        "Print this page for a fact sheet on one sheet of paper.",
        "About Tianhe Inc. A company.",
        "Media contact A. Speaker press@example.org",
        "Logo",
        "A patent is granted",
        "Atom feed , RSS feed , JSON feed",
    ]
    assert [each for each in order if each not in text] == []
    assert sorted(order, key=text.index) == order


def test_logo_files_are_there(client, press):
    files = re.findall(r'(?:href|src)="/static/(img/press/[^"]+)"', main_of(client))
    assert len(files) == 5
    assert [name for name in files if finders.find(name) is None] == []


def test_picture_released_for_the_press_shows_with_the_next_version_and_goes_with_the_next(
    client, publish, press, publisher
):
    image = make_image("Lab", credit="Photo: Li Wei", licence="CC BY 4.0", size=(900, 600))
    image.for_press = True
    release(image, publisher)
    call_command("make_renditions", verbosity=0)
    assert downloads_on(client) == {}
    press.refresh_from_db()
    publish(press)
    found = downloads_on(client)
    assert list(found) == ["The laboratory."]
    assert "Photo: Li Wei, CC BY 4.0" in main_of(client)
    assert re.search(r"\(900 × 600, \w+, [\d.]+\xa0\w+\)", main_of(client))
    assert status_of(client, found["The laboratory."]) == 200
    image.for_press = False
    release(image, publisher)
    assert downloads_on(client) == found
    press.refresh_from_db()
    publish(press)
    assert downloads_on(client) == {}
    assert status_of(client, found["The laboratory."]) == 404


def test_withdrawn_press_page_takes_its_pictures_with_it(client, publish, press, publisher):
    image = make_image("Lab", size=(900, 600))
    image.for_press = True
    release(image, publisher)
    press.refresh_from_db()
    publish(press)
    [address] = downloads_on(client).values()
    workflow.withdraw(press, by=publisher, note="x")
    assert client.get("/press/").status_code == 410
    assert status_of(client, address) == 404


def test_press_page_as_of_a_date_shows_the_pictures_of_that_date(
    client, noon, publish, press, publisher
):
    image = make_image("Lab", size=(900, 600), for_press=True)
    client.force_login(publisher)
    with clock.set_to(noon + 2 * HOUR):
        release(image, publisher)
        press.refresh_from_db()
        publish(press)
    with clock.set_to(noon + 4 * HOUR):
        image.for_press = False
        release(image, publisher)
        press.refresh_from_db()
        publish(press)
    with clock.set_to(noon + 6 * HOUR):
        assert downloads_on(client) == {}
        assert downloads_on(client, as_of(noon + HOUR)) == {}
        found = downloads_on(client, as_of(noon + 3 * HOUR))
        assert list(found) == ["The laboratory."]
        assert status_of(client, found["The laboratory."]) == 200


def test_previews_of_a_draft_and_of_a_version_show_what_will_be_offered(
    client, publish, press, publisher
):
    image = make_image("Lab", size=(900, 600), for_press=True)
    release(image, publisher)
    press.refresh_from_db()
    edition = workflow.freeze(press, by=publisher)
    link = workflow.share_preview(edition, by=publisher, note="Dr. Li")
    paths = [change(press, "preview"), urlsplit(previews.address_of(link)).path]
    client.force_login(publisher)
    for path in paths:
        found = downloads_on(client, path)
        assert list(found) == ["The laboratory."]
        assert status_of(client, found["The laboratory."]) == 200
    assert downloads_on(client) == {}


def test_who_released_a_picture_contributed_to_the_press_page(publish, press, author, publisher):
    image = make_image("Lab", for_press=True)
    release(image, author)
    press.refresh_from_db()
    edition = workflow.freeze(press, by=publisher)
    assert author.pk in workflow.contributors(edition)


def test_picture_without_description_is_not_published_to_the_press(publish, press, publisher):
    image = make_image("Lab", description="", for_press=True)
    release(image, publisher)
    press.refresh_from_db()
    with pytest.raises(PublishingError, match="Describe this picture"):
        publish_with_reasons(press, by=publisher)


def test_dashboard_and_form_say_that_the_live_page_lacks_released_pictures(
    client, publish, press, publisher
):
    client.force_login(publisher)
    form = f"/admin/pages/page/{press.pk}/change/"
    title = "Press pages to publish again"
    assert title not in text_of(client.get("/admin/"))
    images = [make_image(name, for_press=True) for name in ("One", "Two")]
    for image in images:
        release(image, publisher)
    note = "2 pictures were released since the live version. Publish this page again to show them."
    assert f"{title} (1) Press {note}" in text_of(client.get("/admin/"))
    assert note in text_of(client.get(form))
    press.refresh_from_db()
    publish(press)
    assert title not in text_of(client.get("/admin/"))
    images[0].for_press = False
    release(images[0], publisher)
    note = "1 picture is no longer released. Publish this page again to remove it."
    assert f"{title} (1) Press {note}" in text_of(client.get("/admin/"))
    press.refresh_from_db()
    press.title = "Only the title is new"
    images[0].for_press = True
    release(images[0], publisher)
    press.save()
    assert title not in text_of(client.get("/admin/"))


def test_picture_without_credit_or_license_is_not_released(client, noon, author):
    image = make_image("Lab")
    client.force_login(author)
    sent = {"title": "Lab", "focal_x": 50, "focal_y": 50, "credit": "Li Wei", "for_press": "on"}
    response = client.post(f"/admin/media_library/image/{image.pk}/change/", sent)
    form = response.context["adminform"].form
    message = "Enter this before you release the picture: journalists need it."
    assert form.errors == {"licence": [message]}
    assert form["credit"].value() == "Li Wei"
    image.refresh_from_db()
    assert not image.for_press


def test_tick_is_on_the_form_of_a_picture_and_finds_it_in_the_list(client, author, press):
    image = make_image("Lab")
    make_image("Other", size=(64, 49))
    client.force_login(author)
    form = {"title": "Lab", "description_en": "The lab.", "focal_x": 50, "focal_y": 50}
    rights = {"credit": "Photo: Li Wei", "licence": "CC BY 4.0", "for_press": "on"}
    client.post(f"/admin/media_library/image/{image.pk}/change/", {**form, **rights})
    image.refresh_from_db()
    assert image.for_press
    press.refresh_from_db()
    assert [entry["image"] for entry in press.media] == [image.pk]
    listed = text_of(client.get("/admin/media_library/image/?for_press__exact=1"))
    assert "Lab" in listed
    assert "Other" not in listed


def test_picture_in_the_text_of_the_press_page_is_offered_too_once_released(client, publish):
    image = make_image("Lab", for_press=True)
    body = f'<p>Text.</p><p><img src="image:{image.pk}"></p>'
    draft = publish(make_page("press", layout="press", picture=image, body=body))
    assert [sorted({"lead", "press"} & each.keys()) for each in draft.media] == [
        ["lead", "press"],
        ["press"],
    ]
    assert list(downloads_on(client)) == ["The laboratory."]


def test_other_pages_show_no_released_pictures(publish):
    make_image("Lab", for_press=True)
    assert publish(make_page("about")).media == []


def test_queries_do_not_grow_with_the_released_pictures(
    client, publish, press, publisher, django_assert_num_queries
):
    for count in (1, 2, 3):
        release(make_image(f"Lab {count}", for_press=True, description=f"Lab {count}"), publisher)
        press.refresh_from_db()
        publish(press)
        # The news twice, since nothing is kept here: for the approval statement too.
        with django_assert_num_queries(11):
            assert len(downloads_on(client)) == count


def test_page_with_as_many_pictures_as_it_shows_is_light(client, publish):
    for number in range(MAX_RELEASED + 1):
        make_image(f"Lab {number}", for_press=True, description=f"Laboratory {number}.")
    publish(make_page("press", layout="press"))
    for file in File.objects.all():
        _record_all_sizes(file)
    page = client.get("/press/").content
    # In each of three formats.
    assert page.count(b" 1920w") == 3 * MAX_RELEASED
    assert len(gzip.compress(page)) < MAX_BYTES


def _record_all_sizes(file):
    """Record each size of a picture as if it were made, which takes seconds."""
    file.renditions.all().delete()
    facts = {"file": file, "height": 1000, "size": 100_000}
    Rendition.objects.bulk_create(
        Rendition(width=width, content_type=kind, digest=secrets.token_hex(32), **facts)
        for width in library.WIDTHS
        for kind in ("image/avif", "image/webp", "image/jpeg")
    )
