"""The register of live claims and their sources."""

import csv
import io
import re
from datetime import timedelta

import pytest

from tests.factories import change, make_news_item, make_page, publish_with_reasons, reasons_for
from tianhe_site.editorial.claims_register import live_claims
from tianhe_site.publishing import clock, workflow

pytestmark = pytest.mark.django_db

PATH = "/admin/claims/"
SOURCED = '<p><mark data-sources="1">It helps</mark> <mark>and lasts</mark></p>'
REGISTER = {"title": "Register", "url": "https://a.example/1", "identifier": "NCT 1"}


@pytest.fixture
def reader(client, noon, author):
    """The client of a user who may see the register."""
    client.force_login(author)
    return client


@pytest.fixture
def publish(noon, publisher):
    """Return a function that publishes a draft, and returns it."""

    def act(draft, **times):
        publish_with_reasons(draft, by=publisher, **times)
        return draft

    return act


def as_shown(cell):
    """Return a cell without the spaces that browsers collapse."""
    return re.sub(r"\s*(</?div>|<br>|^|$)\s*", r"\1", " ".join(cell.split()))


def table(client, query=""):
    """Return the text of each cell of the register, row by row."""
    text = client.get(PATH + query).content.decode()
    rows = text.partition("<tbody>")[2].partition("</tbody>")[0].split("</tr>")[:-1]
    cells = [re.findall(r"<td [^>]*>(.*?)</td>", row, re.S) for row in rows]
    return [[as_shown(cell) for cell in row] for row in cells]


def downloaded(client):
    response = client.get(PATH + "?format=csv")
    assert response.streaming
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline="")))


def words(client, query=""):
    return [row[0] for row in table(client, query)]


def test_each_live_claim_has_a_row_with_its_item_and_sources(reader, publish):
    item = publish(make_news_item(body=SOURCED, sources=[REGISTER]))
    first, second = table(reader)
    assert first == [
        "It helps",
        f'<a href="{change(item)}">A patent is granted</a><br>'
        '<a class="claims-address" href="/news/2026/grant/">/news/2026/grant/</a>',
        "English",
        '<div>1. Register, <span >NCT 1</span><br><a class="claims-address" href="https://a.example/1">'
        "https://a.example/1</a></div>",
        "2 March 2026",
        "sol<br>2 March 2026",
    ]
    assert second[0] == "and lasts"
    assert second[3] == '<strong class="state state-withdrawn">Without a source</strong>'


def test_register_lists_only_live_claims(reader, publish, publisher, noon):
    make_news_item("draft", body=SOURCED)
    publish(make_news_item("later", body=SOURCED), at=noon + timedelta(hours=1))
    gone = publish(make_page("gone", body=SOURCED))
    workflow.withdraw(gone, by=publisher, reason="There was an error on this page.")
    publish(make_page("no-claims"))
    live = publish(make_page("live", body="<p><mark>old words</mark></p>"))
    live.body = "<p><mark>new words</mark></p>"
    live.save()
    assert words(reader) == ["old words"]


def test_empty_register_says_so(reader):
    assert "There are no live claims." in reader.get(PATH).content.decode()
    assert "Every live claim has a source." in reader.get(f"{PATH}?without=source").content.decode()


def test_rows_are_in_the_order_of_sections_addresses_and_text(reader, publish):
    publish(make_page("zebra", body="<p><mark>z</mark></p>"))
    publish(make_page("ant", body="<p><mark>second</mark> <mark>first</mark></p>"))
    publish(make_news_item(body="<p><mark>news</mark></p>"))
    assert words(reader) == ["news", "second", "first", "z"]


def test_claims_without_a_source_can_be_filtered(reader, publish):
    body = SOURCED + '<p><mark data-sources="2">names a source that is not there</mark></p>'
    publish(make_page("about", body=body, sources=[REGISTER]))
    assert words(reader, "?without=source") == ["and lasts", "names a source that is not there"]
    text = reader.get(PATH).content.decode()
    assert "All: 3 claims" in text
    assert "Without a source: 2" in text


def test_hostile_text_is_escaped(reader, publish):
    hostile = [{"title": "<script>x</script>"}]
    body = '<p><mark data-sources="1">&lt;script&gt;y&lt;/script&gt;</mark></p>'
    publish(make_page("about", title="<script>z", body=body, sources=hostile))
    text = reader.get(PATH).content.decode()
    for part in ("x", "y", "z"):
        assert f"&lt;script&gt;{part}" in text
        assert f"<script>{part}" not in text


def test_register_says_who_approved_an_edition_and_when(reader, noon, person, publisher):
    draft = make_page("about", body=SOURCED)
    edition = workflow.submit(draft, by=publisher, reasons=reasons_for(draft))
    workflow.approve(edition, by=person("Rita <b>", "Reviewers"))
    workflow.publish(edition, by=publisher)
    assert table(reader)[0][-1] == "Rita &lt;b&gt;<br>2 March 2026"
    assert downloaded(reader)[1][-2] == "Rita <b>"


def test_edition_published_without_a_review_has_no_approver(reader, publish, settings):
    settings.REVIEW_POLICY = "marked"
    publish(make_page("about", body=SOURCED))
    assert table(reader)[0][-1] == "–"


def test_page_has_a_hundred_claims(reader, publish):
    for slug, numbers in ("a", range(1, 51)), ("b", range(51, 101)), ("c", [101]):
        body = "".join(f"<p><mark>Claim {number}</mark></p>" for number in numbers)
        publish(make_page(slug, body=body))
    assert len(words(reader)) == 100
    assert words(reader, "?page=2") == words(reader, "?page=999") == ["Claim 101"]
    for number in ("x", "0", "-1", "9" * 5000):
        assert reader.get(f"{PATH}?page={number}").status_code == 200
    assert '<a href="?without=source&amp;page=2">' in (
        reader.get(f"{PATH}?without=source").content.decode()
    )
    assert len(downloaded(reader)) == 102


def test_csv_has_all_claims_and_no_formula(reader, publish, settings):
    body = (
        "".join(f"<p><mark>{start}1+1</mark></p>" for start in ("=", "+", "-", "@"))
        + '<p><mark data-sources="1 2">诉求</mark></p>'
    )
    sources = [REGISTER, {"title": "Second"}]
    page = publish(make_page("about", title="=cmd()", body=body, sources=sources))
    edition = page.editions.get()
    heads, *rows = downloaded(reader)
    assert heads[:2] == ["Claim", "Item"]
    assert [row[0] for row in rows] == ["'=1+1", "'+1+1", "'-1+1", "'@1+1", "诉求"]
    assert rows[-1] == [
        "诉求",
        "'=cmd()",
        f"{settings.SITE_URL}/about/",
        f"{settings.SITE_URL}{change(page)}",
        "English",
        "1. Register, https://a.example/1, NCT 1; 2. Second",
        edition.live_from.isoformat(),
        "sol",
        edition.reviewed_at.isoformat(),
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_cell_that_a_spreadsheet_would_run_is_text(reader, publish, start):
    publish(make_page("about", title=f"{start}x", body=SOURCED))
    publish(make_page("below", title=f"x{start}", body=SOURCED))
    assert [row[1] for row in downloaded(reader)[1::2]] == [f"'{start}x", f"x{start}"]


def test_queries_do_not_grow_with_the_claims(noon, publish, django_assert_num_queries):
    # One per section: news, pages, and the glossary.
    for slugs in (["one"], ["two", "three"]):
        for slug in slugs:
            publish(make_page(slug, body=SOURCED))
            publish(make_news_item(slug, body=SOURCED))
        with django_assert_num_queries(3):
            rows = list(live_claims(clock.now()))
    assert len(rows) == 12


def test_others_are_asked_to_log_in_or_refused(client, noon, person, author):
    assert client.get(PATH).headers["Location"].startswith("/admin/login/")
    client.force_login(person("nobody"))
    assert client.get(PATH).status_code == client.get(f"{PATH}?format=csv").status_code == 403
    assert "Claims" not in client.get("/admin/").content.decode()
    client.force_login(author)
    assert client.get(PATH).status_code == 200
    assert client.post(PATH).status_code == 405
    assert f'<a href="{PATH}">' in client.get("/admin/").content.decode()
