"""Size limits of rich text: checked before parsing, and impossible to trick."""

import random
from html.parser import HTMLParser
from unittest import mock

import nh3
import pytest
from django.core.exceptions import ValidationError

from news.models import NewsItem
from tianhe_site.limits import (
    MAX_RICH_TEXT_DEPTH,
    MAX_RICH_TEXT_ELEMENTS,
    MAX_RICH_TEXT_LENGTH,
)
from tianhe_site.rich_text import cleaning, fields
from tianhe_site.rich_text.bounds import TooLargeError, check_bounds
from tianhe_site.rich_text.cleaning import CleanedText, clean

LEVELS, PARTS, LENGTH = "too many nested levels", "too many parts", "too long"
# What parsers read in more than one way, beside plain tags.
ATOMS = [
    *("<blockquote>", "</blockquote>", "<b>", "</b>", "<i>", "</i>", "<p>", "</p>", "<a>", "</a>"),
    *(
        "<ul>",
        "<li>",
        "</li>",
        "</ul>",
        "<dl>",
        "<dd>",
        "</dl>",
        "<h2>",
        "</h2>",
        "<div>",
        "</div>",
    ),
    *("<table>", "<tr>", "<td>", "</td>", "</table>", "<object>", "</object>", "<button>"),
    *("<template>", "</template>", "<select>", "<option>", "</select>", "<form>", "</form>"),
    *("<svg>", "</svg>", "<math>", "<mi>", "</mi>", "</math>", "<noscript>", "</noscript>"),
    *("<script>", "</script>", "<style>", "</style>", "<textarea>", "</textarea>", "<title>"),
    *('<a title="', '">', '<b ="', "<b\x0b>", "</b\x0b>", "'", "=", ">", "/", " ", "x"),
    *("<!--", "-->", "<![CDATA[", "]]>", "<?", "</title>"),
]


class Depth(HTMLParser):
    """How deep the elements of well-formed markup stand in each other."""

    def __init__(self, markup):
        super().__init__()
        self.now = self.most = 0
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.now += tag not in ("br", "hr", "img")
        self.most = max(self.most, self.now)

    def handle_endtag(self, tag):
        self.now -= 1


def refusal(markup):
    """Return why `markup` is refused; None if it is accepted."""
    try:
        check_bounds(markup)
    except TooLargeError as error:
        return next(part for part in (LEVELS, PARTS, LENGTH) if part in str(error))
    return None


@pytest.mark.parametrize(
    "unit",
    [
        "<div>",
        "<blockquote>",
        "<b id='{}'>",
        "<ul><li>",
        "<table><tr><td>",
        "<div><object></div></object>",
        "<b><script></b></script>",
        "<b><!--</b>-->",
        '<b title="</b>">',
        '<b ="><div>">',
        "<b\x0b></b>",
        "<p><b></p>",
        "<svg><b></svg>",
    ],
)
def test_endless_nesting_is_refused_however_it_is_written(unit):
    assert refusal("".join(unit.format(n) for n in range(MAX_RICH_TEXT_DEPTH + 1))) == LEVELS


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ("<blockquote>" * MAX_RICH_TEXT_DEPTH, None),
        ("<p>unclosed" * 5000, None),
        ("<ul>" + "<li>unclosed" * 5000 + "</ul>", None),
        ("<table>" + "<tr><td>a<td>b" * 2000 + "</table>", None),
        ("<p>3 < 4, a <3 b</p>" * 500, None),
        ("<p>" + "<br>" * 5000 + "</p>", None),
        ("<p>a</p>" * (MAX_RICH_TEXT_ELEMENTS + 1), PARTS),
        ("</br>" * (MAX_RICH_TEXT_ELEMENTS + 1), PARTS),
        ("</p>" * (MAX_RICH_TEXT_ELEMENTS + 1), PARTS),
        # Each paragraph would open all of them again.
        ("<p>" + "<b>" * 50 + "</p>" + "<p>x</p>" * 500, PARTS),
        ("x" * MAX_RICH_TEXT_LENGTH, None),
        ("x" * (MAX_RICH_TEXT_LENGTH + 1), LENGTH),
    ],
)
def test_markup_is_refused_with_a_reason(markup, found):
    assert refusal(markup) == found


def test_accepted_markup_is_no_deeper_for_the_parser_than_for_us():
    chance = random.Random(1)
    taken = 0
    for _turn in range(600):
        few = chance.sample(ATOMS, chance.randint(2, 8))
        unit = "".join(chance.choice(few) for _part in range(chance.randint(2, 10)))
        markup = unit * (MAX_RICH_TEXT_DEPTH + 20)
        if refusal(markup) is None:
            tags = {name.strip("</>") for name in ATOMS if name.strip("</>").isalnum()}
            parsed = nh3.clean(markup, tags=tags, clean_content_tags=set())
            assert Depth(parsed).most <= MAX_RICH_TEXT_DEPTH, unit
            taken += 1
    assert taken > 100


def test_oversized_text_is_refused_before_anything_parses_it():
    field = NewsItem._meta.get_field("body").formfield()
    with mock.patch.object(cleaning.nh3, "clean") as parser, pytest.raises(ValidationError):
        field.clean("<div>" * 20_000)
    assert parser.mock_calls == []


def test_text_that_grows_when_it_is_stored_is_held_to_the_same_length():
    field = NewsItem._meta.get_field("body").formfield()
    with pytest.raises(ValidationError, match="too long"):
        field.clean("<p>" + "&" * (MAX_RICH_TEXT_LENGTH // 2) + "</p>")


def test_refused_form_shows_the_text_without_parsing_it():
    field = NewsItem._meta.get_field("body").formfield()
    nested = "<div>" * 100 + "Kept: 3 &lt; 4 &amp; more" + "</div>" * 100
    assert field.bound_data(nested, "").split() == ["Kept:", "3", "&lt;", "4", "&amp;", "more"]
    assert field.bound_data("<p>As it is</p>", "") == "<p>As it is</p>"


@pytest.mark.django_db
def test_cleaned_text_is_not_cleaned_again_but_stored_text_is():
    cleaned = clean("<p>a<b>b</b></p>")
    assert clean(cleaned) is cleaned
    with mock.patch.object(cleaning, "_sanitize", wraps=cleaning._sanitize) as sanitize:
        clean(cleaned)
        assert sanitize.call_count == 0
        clean(str(cleaned))
        assert sanitize.call_count == 1


@pytest.mark.django_db
def test_typed_text_is_cleaned_once_within_one_request():
    field = NewsItem._meta.get_field("body").formfield()
    with mock.patch.object(fields, "clean_typed", wraps=fields.clean_typed) as cleaner:
        with fields.cached_cleaning():
            assert field.clean("<p>a</p>") is field.clean("<p>a</p>")
        assert cleaner.call_count == 1
        field.clean("<p>a</p>")
    assert cleaner.call_count == 2


@pytest.mark.django_db
def test_database_gets_a_plain_string():
    item = NewsItem(body="<p>a</p>")
    assert type(NewsItem._meta.get_field("body").pre_save(item, add=True)) is str
    assert type(item.body) is CleanedText
