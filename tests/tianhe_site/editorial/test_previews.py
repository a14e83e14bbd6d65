"""What a person with a preview link and no account sees: one edition, for some days."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import signals, signing
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections
from django.test import RequestFactory

from news.models import NewsItem
from tests.factories import make_news_item, make_page
from tests.reading import ESCAPED, HOSTILE, text_of
from tests.watch import WatchWithoutThread
from tianhe_site.editorial import dashboard, previews
from tianhe_site.publishing import clock, workflow
from tianhe_site.serving.page_cache import PageCache

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(noon, author):
    return workflow.freeze(make_news_item(title="Not public yet"), by=author)


@pytest.fixture
def link(edition, author):
    return workflow.share_preview(edition, by=author, note="Dr. Li", days=7)


def path_of(link):
    return urlsplit(previews.address_of(link)).path


def is_closed(response):
    """Whether this is the page that says that there is no preview, or no longer one."""
    is_ended = "This preview link has expired" in text_of(response)
    return response.status_code == 404 and is_ended and "Not public" not in text_of(response)


def test_link_is_a_full_address_that_shows_the_edition(client, edition, link, settings):
    assert previews.address_of(link).startswith(f"{settings.SITE_URL}/preview/")
    response = client.get(path_of(link))
    assert response.status_code == 200
    text = text_of(response)
    assert "Not public yet" in text
    assert "For review only, not for publication." in text
    assert (
        "This link expires on 9 March 2026 13:00 (New York), 10 March 2026 01:00 (Jinan)." in text
    )
    assert "/admin/" not in response.content.decode()
    assert client.get("/news/2026/grant/").status_code == 404


def test_link_keeps_showing_its_edition_whatever_happens_to_the_draft(
    client, edition, link, author
):
    item = edition.item
    item.title = "A later thought"
    workflow.write(item, by=author)
    workflow.freeze(item, by=author)
    assert "Not public yet" in text_of(client.get(path_of(link)))
    assert "A later thought" not in text_of(client.get(path_of(link)))


def test_link_of_a_page_shows_only_that_page(client, noon, author, publisher):
    above = make_page("about", title="About us")
    below = make_page("people", title="People", parent=above)
    edition = workflow.freeze(above, by=author)
    workflow.freeze(below, by=author)
    path = path_of(workflow.share_preview(edition, by=author, note="x"))
    response = client.get(path)
    assert "About us" in text_of(response)
    assert "People" not in text_of(response)
    for other in ("/about/", "/about/people/", f"{path}about/", f"{path}people/"):
        assert client.get(other).status_code == 404


def test_link_ends_on_time(client, link):
    with clock.set_to(link.expires_at - timedelta(microseconds=1)):
        assert client.get(path_of(link)).status_code == 200
    with clock.set_to(link.expires_at):
        assert is_closed(client.get(path_of(link)))


def test_revoked_link_is_closed(client, link, author):
    revoke(link, author)
    assert is_closed(client.get(path_of(link)))


def revoke(link, by):
    workflow.revoke_preview(link, item=NewsItem.objects.get(pk=link.item_id), by=by)


def test_forged_token_opens_nothing(client, edition, link, author):
    other = workflow.share_preview(edition, by=author, note="x")
    token, signature = path_of(link).removeprefix("/preview/").rstrip("/").split(":")
    other_signature = path_of(other).rstrip("/").split(":")[1]
    forged = [
        f"{other.pk}:{signature}",
        f"{token}:{other_signature}",
        f"{token}:",
        token,
        f"{token}:{signature[:-1]}",
        f"{token}:{signature}x",
        f" {token}:{signature}",
        f"0{token}:{signature}",
        f":{signature}",
        "0",
        "x" * 5000,
        "%00",
        "%3Cscript%3E",
        # Signed by the site, for something else, or of no number.
        signing.Signer().sign(token),
        signing.Signer(salt="tianhe_site.publishing.previews").sign("x"),
        signing.Signer(salt="tianhe_site.publishing.previews").sign("999999"),
        signing.Signer(salt="tianhe_site.publishing.previews").sign("9" * 30),
        signing.Signer(salt="tianhe_site.publishing.previews").sign("9" * 5000),
    ]
    for each in forged:
        response = client.get(f"/preview/{each}/")
        assert is_closed(response), each
        assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert client.get(path_of(link)).status_code == 200


def test_preview_is_not_cached_indexed_or_leaked_by_the_referrer(client, link, author):
    for status in (200, 404):
        response = client.get(path_of(link))
        assert response.status_code == status
        assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert "no-store" in response.headers["Cache-Control"]
        if status == 200:
            revoke(link, author)


def test_preview_sets_no_cookie_and_ignores_the_session(client, link, author):
    assert not client.get(path_of(link)).cookies
    anonymous = client.get(path_of(link)).content
    client.force_login(author)
    assert client.get(path_of(link)).content == anonymous


def test_preview_only_reads(client, link):
    assert client.head(path_of(link)).status_code == 200
    for method in ("post", "put", "delete"):
        assert getattr(client, method)(path_of(link)).status_code == 405


def test_query_string_changes_nothing(client, link):
    plain = client.get(path_of(link)).content
    for query in ("?edition=2", "?page=2", "?%00", "?as_of=2014"):
        assert client.get(path_of(link) + query).content == plain


@pytest.fixture
def cached():
    """Return a function that sends a request through the page cache."""
    ends = (signals.request_started, signals.request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    cache = PageCache(WSGIHandler(), WatchWithoutThread())

    def get(path):
        said = {}

        def start_response(status, headers, exc_info=None):
            said.update(status=int(status[:3]), headers=dict(headers))

        body = b"".join(cache(RequestFactory().get(path).environ, start_response))
        return said["status"], body.decode(), list(cache.store.entries)

    yield get
    for signal in ends:
        signal.connect(close_old_connections)


def test_page_cache_does_not_store_previews(cached, link, author):
    status, body, kept = cached(path_of(link))
    assert (status, kept) == (200, [])
    assert "Not public yet" in body
    revoke(link, author)
    status, body, kept = cached(path_of(link))
    assert (status, kept) == (404, [])
    assert "Not public yet" not in body


def test_site_as_of_a_date_shows_no_preview(client, link, publisher):
    client.force_login(publisher)
    path = f"/admin/as-of/2026-03-02T16:00Z{path_of(link)}"
    assert client.get(path).status_code == 404


def test_hostile_title_is_escaped(client, noon, author):
    edition = workflow.freeze(make_news_item(title=HOSTILE, summary=HOSTILE), by=author)
    link = workflow.share_preview(edition, by=author, note=HOSTILE)
    page = client.get(path_of(link)).content.decode()
    assert HOSTILE not in page
    assert ESCAPED in page


def test_public_page_stays_indexed_while_a_link_is_open(client, edition, link, publisher):
    workflow.publish(edition, by=publisher)
    response = client.get("/news/2026/grant/")
    assert response.status_code == 200
    assert "X-Robots-Tag" not in response.headers
    assert "For review only" not in text_of(response)


def test_open_link_ends_in_seven_days_once_its_edition_needs_approval(
    client, noon, author, administrator
):
    page = make_page(title="Not public yet")
    edition = workflow.freeze(page, by=author)
    link = workflow.share_preview(edition, by=author, note="Dr. Li", days=30)
    eighth_day = noon + timedelta(days=8)
    with clock.set_to(lambda: eighth_day):
        assert client.get(path_of(link)).status_code == 200
    page.needs_second_person = True
    workflow.write(page, by=author)
    ends = link.made_at + timedelta(days=7)
    assert [each.expires_at for each, *_rest in dashboard.open_links_for(administrator, noon)] == [
        ends
    ]
    with clock.set_to(lambda: eighth_day):
        assert is_closed(client.get(path_of(link)))
        assert dashboard.open_links_for(administrator, eighth_day) == []
