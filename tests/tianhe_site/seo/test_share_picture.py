"""The picture that stands for a page where somebody links to it."""

import io

import PIL.Image
import pytest

from tianhe_site.seo.share_picture import DRAWINGS, HEIGHT, WIDTH, draw, name_of

LONG = "A patent on human cord blood stem cells is granted by the European Patent Office, in full!"
# A chat program gives up on larger ones.
MAX_BYTES = 40_000


def opened(content):
    return PIL.Image.open(io.BytesIO(content))


@pytest.mark.parametrize("drawing", DRAWINGS)
def test_picture_is_small_whatever_is_drawn(drawing):
    content = draw(LONG, "Tianhe", drawing)
    assert (opened(content).format, opened(content).size) == ("PNG", (WIDTH, HEIGHT))
    assert len(content) < MAX_BYTES


def test_same_words_make_the_same_picture():
    assert draw(LONG, "Tianhe", "ring") == draw(LONG, "Tianhe", "ring")
    assert draw(LONG, "Tianhe", "ring") != draw("Short", "Tianhe", "ring")


@pytest.mark.parametrize("title", ["干细胞", "Tianhe 天合", "é", "W" * 90, ""])
def test_title_that_cannot_be_drawn_is_left_out(title):
    assert draw(title, "Tianhe", "spring") == draw("", "Tianhe", "spring")


def test_dash_is_drawn_as_a_hyphen():
    assert draw("2013–2014", "", "") == draw("2013-2014", "", "")
    assert draw("2013–2014", "", "") != draw("", "", "")


def test_unknown_drawing_is_the_first_one():
    assert draw("Title", "Tianhe", "") == draw("Title", "Tianhe", "dividing")


def test_name_tells_all_that_is_drawn():
    names = {
        name_of(*each)
        for each in (("a", "b", "c"), ("x", "b", "c"), ("a", "x", "c"), ("a", "b", "x"))
    }
    assert len(names) == 4
