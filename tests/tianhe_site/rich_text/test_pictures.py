"""Pictures and documents in texts: where they may be, and how they are stored."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories import news_form
from tianhe_site.rich_text.cleaning import clean, for_editing, for_readers

PICTURE = '<p><img src="image:12"></p>'
ADDRESS = "/admin/media_library/image/12/file/"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (f'<p><img src="{ADDRESS}"></p>', PICTURE),
        (f'<p><img src="{ADDRESS}?v=2" alt="A room" width="9" style="x"></p>', PICTURE),
        (f'<p><img src="http://127.0.0.1:8000{ADDRESS}"></p>', PICTURE),
        (f'<img src="{ADDRESS}">', PICTURE),
        (f'<p><img src="{ADDRESS}" data-style="text"></p>', PICTURE),
        (f'<p><img src="{ADDRESS}" data-style="huge"></p>', PICTURE),
        (
            f'<p><img data-style="left" src="{ADDRESS}"></p>',
            '<p><img src="image:12" data-style="left"></p>',
        ),
        # In the middle of words it parts them.
        (f'<p>One <img src="{ADDRESS}"> two</p>', f"<p>One</p>{PICTURE}<p>two</p>"),
        (
            f'<p>One <strong>two <img src="{ADDRESS}"> three</strong></p>',
            f"<p>One <strong>two </strong></p>{PICTURE}<p><strong> three</strong></p>",
        ),
        (f'<p><a href="https://a.example/"><img src="{ADDRESS}"></a></p>', PICTURE),
        (f'<ul><li>One<img src="{ADDRESS}"></li></ul>', f"<ul><li>One{PICTURE}</li></ul>"),
        (f'<h2>One <img src="{ADDRESS}"></h2><p>Two</p>', f"<h2>One</h2>{PICTURE}<p>Two</p>"),
        (
            f'<table><caption>One<img src="{ADDRESS}"></caption><tbody><tr><td>1</td></tr></tbody>'
            "</table>",
            f"<table><caption>One</caption><tbody><tr><td>1</td></tr></tbody></table>{PICTURE}",
        ),
        # What is not the library's goes.
        ('<p>One<img src="https://a.example/x.png"></p>', "<p>One</p>"),
        ('<p><img src="//a.example/x.png"></p>', ""),
        ('<p><img src="data:image/png;base64,AAAA"></p>', ""),
        ('<p><img src="/media/x.png"></p>', ""),
        ('<p><img src="document:3"></p>', ""),
        ('<p><img src="image:12" onerror="alert(1)"></p>', PICTURE),
        ("<p><img></p>", ""),
        # Documents are links.
        (
            '<p><a href="/admin/media_library/document/3/file/">Report</a></p>',
            '<p><a href="document:3">Report</a></p>',
        ),
        ('<p><a href="image:12">Room</a></p>', "<p><a>Room</a></p>"),
        # What names no document is no link.
        ('<p><a href="document:abc">Report</a></p>', "<p><a>Report</a></p>"),
        ('<p><a href="document:3?x">Report</a></p>', "<p><a>Report</a></p>"),
        ('<p><a href="DOCUMENT:3">Report</a></p>', "<p><a>Report</a></p>"),
        ('<p><a href="document:３">Report</a></p>', "<p><a>Report</a></p>"),
    ],
)
@pytest.mark.django_db
def test_what_is_typed_and_what_is_stored(typed, stored):
    assert clean(typed) == stored
    assert clean(stored) == stored


@pytest.mark.django_db
def test_addresses_in_the_editor_survive_a_round_trip():
    stored = f'<p>One</p><p><img src="image:12" data-style="wide"></p>{PICTURE}'
    stored += '<p><a href="document:3">Report</a></p>'
    edited = for_editing(stored)
    assert f'<img src="{ADDRESS}" data-style="wide">' in edited
    assert '<a href="/admin/media_library/document/3/file/">' in edited
    assert clean(edited) == stored


PIECES = st.sampled_from(
    [
        f'<img src="{ADDRESS}">',
        '<img src="image:3" data-style="left">',
        "<p>",
        "</p>",
        "<strong>",
        "</strong>",
        "<ul><li>",
        "</li></ul>",
        "<h2>",
        "</h2>",
        '<mark data-sources="1">',
        "</mark>",
        '<a href="https://a.example/">',
        "</a>",
        "<table><caption>",
        "</caption><tbody><tr><td>",
        "</td></tr></tbody></table>",
        "<blockquote>",
        "</blockquote>",
        "words ",
        "<br>",
    ]
)


@pytest.mark.slow
@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.lists(PIECES, max_size=14))
def test_cleaning_twice_changes_nothing_and_loses_no_picture(pieces):
    markup = "".join(pieces)
    cleaned = clean(markup)
    assert clean(cleaned) == cleaned
    assert cleaned.count("<img") == markup.count("<img")
    assert cleaned.count("<p><img") == cleaned.count("<img")


class Shelf:
    """Media of which picture 12 and document 3 are known."""

    def picture(self, number, style):
        return f"[{number} {style}]" if number == 12 else ""

    def document(self, number):
        return ("/media/report.pdf", "(PDF)") if number == 3 else None


@pytest.mark.django_db
def test_readers_get_only_known_media_and_no_references():
    stored = f"{PICTURE}<p>One</p>" + '<p><img src="image:13"></p><p><img src="image:12"'
    stored += ' data-style="wide"></p><p><a href="document:3">A</a> <a href="document:4">B</a></p>'
    link = '<a href="/media/report.pdf" type="application/pdf">A (PDF)</a>'
    assert for_readers(stored, None, 0, Shelf()) == (f"[12 text]<p>One</p>[12 wide]<p>{link} B</p>")
    assert for_readers(stored, None) == "<p>One</p><p>A B</p>"


@pytest.mark.django_db
def test_foreign_picture_is_reported_and_nothing_is_lost(client, author):
    client.force_login(author)
    body = '<p>My words</p><p><img src="https://elsewhere.example/a.png"></p>'
    response = client.post("/admin/news/newsitem/add/", news_form(body=body))
    page = response.content.decode()
    assert "isn&#x27;t in the media library" in page
    assert "My words" in page
