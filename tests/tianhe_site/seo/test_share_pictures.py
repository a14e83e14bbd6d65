"""The designed pictures shown where someone links to a page."""

import PIL.Image
import pytest
from django.contrib.staticfiles import finders

from pages.models import Illustration
from tianhe_site.seo.share_pictures import DEFAULT, DESCRIPTIONS, picture_of

# A chat program gives up on larger ones.
MAX_BYTES = 40_000


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("name", DESCRIPTIONS)
def test_picture_is_small_and_has_the_announced_size(name, language):
    announced = picture_of(name, language)
    path = finders.find(announced["address"].partition("/static/")[2])
    with PIL.Image.open(path) as image:
        assert (image.format, image.size) == ("PNG", (announced["width"], announced["height"]))
        assert (image.width == image.height) == (language == "zh-hans")
    with open(path, "rb") as file:
        assert len(file.read()) < MAX_BYTES


def test_each_drawing_of_a_page_has_one():
    assert {drawing.value for drawing in Illustration if drawing.value} < DESCRIPTIONS.keys()


@pytest.mark.parametrize("drawing", [None, "", "unknown"])
def test_page_without_a_drawing_has_the_logo(drawing):
    assert picture_of(drawing, "en") == picture_of(DEFAULT, "en")


@pytest.mark.parametrize(
    "path", ["/share/", "/share-", "/about/share-", "/news/2026/grant/share-", "/nothing/share-"]
)
def test_picture_address_of_an_earlier_release_redirects_to_the_logo(client, path):
    response = client.get(f"{path}0123456789abcdef.png")
    assert (response.status_code, response.headers["Location"]) == (
        302,
        "/static/img/share/mark.png",
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/share/00.png", "/about/share-00.png", "/share-0123456789ABCDEF.png"]
)
def test_address_that_no_release_made_is_a_404(client, path):
    assert client.get(path).status_code == 404
