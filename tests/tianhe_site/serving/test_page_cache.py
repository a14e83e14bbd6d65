"""The page cache in front of Django: always current, the same for all, limited in size."""

import gzip
from datetime import timedelta
from unittest.mock import Mock

import brotli
import pytest
import zstandard
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError

from tests.factories import (
    make_document,
    make_image,
    make_news_item,
    make_page,
)
from tianhe_site import unavailable
from tianhe_site.media_library import library
from tianhe_site.media_library.models import File
from tianhe_site.publishing import cache_version, clock, history, workflow
from tianhe_site.publishing.models import HistoryEntry
from tianhe_site.serving import page_cache, page_store

pytestmark = pytest.mark.django_db

PATH = "/news/2026/grant/"
HOUR = timedelta(hours=1)
HOUR_AND_A_BIT = 3700


@pytest.fixture
def item(noon, publisher):
    item = make_news_item()
    workflow.publish_draft(item, by=publisher)
    return item


def test_page_is_rendered_once(server, item):
    first = server.request(PATH)
    assert server.request(PATH) == first
    assert server.rendered == 1


def test_change_shows_within_a_second(server, item, publisher):
    assert "A patent is granted" in server.text(PATH)
    item.title = "Rewritten"
    item.save()
    workflow.publish_draft(item, by=publisher, correction="")
    server.seconds += 1
    assert "Rewritten" in server.text(PATH)


def test_withdrawal_shows_within_a_second(server, item, publisher):
    server.request(PATH)
    workflow.withdraw(item, by=publisher, note="x")
    server.seconds += 1
    assert server.request(PATH)[0] == 410


def test_scheduled_page_shows_at_its_moment(server, item, noon, publisher):
    later = make_news_item("later", title="Later news")
    workflow.publish_draft(later, by=publisher, at=noon + HOUR)
    with clock.set_to(noon + HOUR - timedelta(seconds=10)):
        assert "Later news" not in server.text("/news/")
    server.seconds += 10
    with clock.set_to(noon + HOUR):
        assert "Later news" in server.text("/news/")


def test_expiry_shows_at_its_moment(server, item, noon, publisher):
    workflow.reschedule(item.editions.get(), by=publisher, until=noon + HOUR)
    with clock.set_to(noon + HOUR - timedelta(seconds=10)):
        assert server.request(PATH)[0] == 200
    server.seconds += 10
    with clock.set_to(noon + HOUR):
        assert server.request(PATH)[0] == 410


def test_freezing_a_draft_keeps_the_cache(server, item, publisher):
    server.request(PATH)
    item.title = "Not public yet"
    item.save()
    workflow.freeze(item, by=publisher)
    server.seconds += 1
    server.request(PATH)
    assert server.rendered == 1


@pytest.fixture
def during(server):
    """Return a function that lets `act` happen while the next page is being rendered."""
    django = server.django

    def during(act):
        def slow_django(environ, start_response):
            server.django = django
            server.seconds += 0.1
            answer = django(environ, start_response)
            act()
            return answer

        server.django = slow_django

    return during


def test_page_rendered_during_a_change_is_kept_no_longer_than_others(
    server, item, publisher, during
):
    during(lambda: workflow.withdraw(item, by=publisher, note="For a test."))
    assert server.request(PATH)[0] == 200
    server.seconds += 1
    assert server.request(PATH)[0] == 410


def test_page_that_shows_what_was_public_between_two_looks_is_dropped(
    server, item, publisher, during, go_away
):
    short = make_news_item("short", title="A short life")
    workflow.publish_draft(short, by=publisher)
    server.request("/robots.txt")
    workflow.withdraw(short, by=publisher, note="For a test.")
    brief = make_news_item("brief", title="Briefly public")
    workflow.publish_draft(brief, by=publisher)
    during(lambda: workflow.withdraw(brief, by=publisher, note="For a test."))
    assert "Briefly public" in server.text("/news/")
    server.seconds += 1
    server.request("/robots.txt")
    go_away()
    server.seconds += 1
    assert server.request("/news/")[0] == 503


# What a proxy in front may hold


@pytest.fixture
def told(server, monkeypatch):
    """Return a function that says until which second of its clock nginx may show what is at a path,
    None if it may hold nothing. The clock shows half past the server's second."""
    monkeypatch.setattr(page_cache.time, "time", lambda: server.seconds + 0.5)

    def told(path):
        server.request(path)
        return server.held

    return told


def test_page_from_memory_may_be_held_until_two_seconds_after_the_question(server, item, told):
    assert (told(PATH), told(PATH)) == (None, "@1001")
    server.seconds += 0.9
    assert told(PATH) == "@1001"
    server.seconds += 0.1
    assert told(PATH) == "@1002"


def test_page_is_never_held_past_a_moment_at_which_something_ends(
    server, item, noon, publisher, told
):
    workflow.reschedule(item.editions.get(), by=publisher, until=noon + HOUR)
    with clock.set_to(noon + HOUR - timedelta(seconds=1)):
        told(PATH)
        # It ends at 1001.5: the last whole second before is 1000.
        assert told(PATH) == "@1000"


def test_nothing_else_is_held(server, item, told):
    for path in ("/nothing/", "/search/?q=patent", "/admin/login/", "/admin/", "/preview/x/"):
        assert [told(path) for _turn in range(2)] == [None, None]


def test_page_is_not_held_for_longer_while_the_database_is_away(server, item, told, go_away):
    told(PATH)
    go_away()
    server.seconds += HOUR_AND_A_BIT
    assert told(PATH) == "@1001"


# While the database is away


def test_cached_pages_are_served_while_the_database_is_away(server, item, go_away):
    before = server.request(PATH)
    go_away()
    server.seconds += HOUR_AND_A_BIT
    assert server.request(PATH) == before
    assert server.rendered == 1


def test_cached_pages_end_at_a_scheduled_change_even_while_the_database_is_away(
    server, item, noon, publisher, go_away
):
    workflow.reschedule(item.editions.get(), by=publisher, until=noon + HOUR)
    with clock.set_to(noon + HOUR - timedelta(seconds=10)):
        server.request(PATH)
    go_away()
    server.seconds += 10
    status, headers, body = server.request(PATH)
    assert (status, headers["Retry-After"], headers["Cache-Control"]) == (503, "30", "no-store")
    assert "The database can&#x27;t be reached. Try again in a minute." in body.decode()


def test_pages_are_not_begun_while_the_database_hangs(server, item, monkeypatch):
    kept = server.request(PATH)
    server.seconds += 2
    monkeypatch.setattr(server.cache.watch, "_wait", lambda is_done, seconds: is_done())
    assert server.request(PATH) == kept
    unknown = ("/news/", "/nothing/", "/search/?q=cells", "/admin/")
    assert [server.request(path)[0] for path in unknown] == [503] * len(unknown)


def test_day_old_pages_are_not_served(server, item, go_away):
    server.request(PATH)
    go_away()
    server.seconds += page_cache.MAX_AWAY_SECONDS
    assert server.request(PATH)[0] == 503


def test_page_from_before_a_publication_is_better_than_none(server, item, publisher, go_away):
    before = server.request("/news/")
    workflow.publish_draft(make_news_item("other", title="Other news"), by=publisher)
    server.seconds += 2
    assert "Other news" in server.text(PATH)
    go_away()
    server.seconds += 2
    assert server.request("/news/") == before
    assert server.request("/news/?page=2")[0] == 503


def test_older_page_is_shown_if_the_database_fails_during_rendering(
    server, item, publisher, monkeypatch
):
    before = server.request("/news/")
    workflow.publish_draft(make_news_item("other"), by=publisher)
    server.seconds += 2
    monkeypatch.setattr("news.listing.live_news", Mock(side_effect=OperationalError))
    assert server.request("/news/") == before


def withdraw(item, by):
    workflow.withdraw(item, by=by, note="For a test.")


def replace(item, by):
    item.title = "Rewritten"
    item.save()
    workflow.publish_draft(item, by=by, correction="")


def move(item, by):
    workflow.move({item: {"slug": "renamed"}}, by=by)


@pytest.mark.parametrize("act", [withdraw, replace, move])
def test_no_older_page_is_shown_after_a_withdrawal(server, item, publisher, go_away, act):
    for path in (PATH, "/news/"):
        server.request(path)
    act(item, by=publisher)
    server.seconds += 2
    server.request("/robots.txt")
    go_away()
    server.seconds += 2
    assert [server.request(path)[0] for path in (PATH, "/news/")] == [503, 503]


def test_no_older_page_is_shown_after_the_withdrawal_of_what_began_by_itself(
    server, item, noon, publisher, go_away
):
    later = make_news_item("later", title="Later news")
    workflow.publish_draft(later, by=publisher, at=noon + HOUR)
    server.request("/robots.txt")
    server.seconds += HOUR_AND_A_BIT
    with clock.set_to(noon + HOUR):
        assert "Later news" in server.text("/news/")
    with clock.set_to(noon + HOUR + HOUR / 60):
        workflow.withdraw(later, by=publisher, note="For a test.")
        server.seconds += 60
        server.request("/robots.txt")
    go_away()
    server.seconds += 2
    assert server.request("/news/")[0] == 503


def test_no_older_page_is_shown_after_an_earlier_database_was_restored(item):
    change, *others = cache_version.last_change()
    assert cache_version.removed_since((change + 1, *others), clock.now())


def test_no_older_page_is_shown_after_a_redaction_or_an_import(server, item, publisher, go_away):
    for verb in (HistoryEntry.Verb.REDACT, HistoryEntry.Verb.IMPORT):
        before = cache_version.last_change()
        history.append(at=history.next_moment(), by=publisher, verb=verb, item=item)
        assert cache_version.removed_since(before, clock.now())


PUBLIC_PATHS = (
    "/",
    PATH,
    "/news/",
    "/news/?page=2",
    "/news/feed/",
    "/news/category/patent/feed/rss/",
    "/nothing/",
    "/nothing",
    "/search/?q=patent",
    "/sitemap.xml",
    "/sitemap-news-0.xml",
    "/sitemap-latest.xml",
    "/site.webmanifest",
    f"/media/{'0' * 32}/{'0' * 12}/report.pdf",
    f"/media/{'0' * 32}/400.png",
    "/preview/token/",
)


@pytest.mark.parametrize("path", [*PUBLIC_PATHS, "/admin/", "/admin/login/"])
def test_without_the_database_an_uncached_page_is_a_503(server, noon, go_away, path):
    go_away()
    # The first question finds out.
    server.request("/")
    status, headers, body = server.request(path)
    assert (status, headers["Retry-After"]) == (503, "30")
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Content-Length"] == str(len(body))
    assert "Set-Cookie" not in headers
    assert b"Try again in a minute." in body


@pytest.mark.parametrize("path", PUBLIC_PATHS)
def test_database_lost_during_a_request_is_a_503(client, noon, go_away, path):
    go_away()
    client.raise_request_exception = False
    response = client.get(path)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "30"
    assert not response.cookies


def test_other_errors_are_a_500(client, noon, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("news.listing.live_news", Mock(side_effect=RuntimeError))
    assert client.get("/news/").status_code == 500


@pytest.mark.parametrize("path", ["/robots.txt", "/favicon.ico", "/.well-known/security.txt"])
def test_pages_that_need_no_database_work_without_it(server, settings, go_away, path):
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    go_away()
    assert server.request(path)[0] == 200


@pytest.mark.parametrize("path", ["/static/nothing.css", "/static/", "/.well-known/security.txt"])
def test_missing_static_file_takes_no_query(server, noon, go_away, path):
    go_away()
    status, headers, body = server.request(path)
    assert (status, headers["Content-Type"]) == (404, "text/plain; charset=utf-8")
    assert body == b"File not found.\n"


@pytest.mark.parametrize("path", ["/robots.txt/", "/.well-known/other", "/favicon.ico2"])
def test_page_whose_address_begins_like_a_file_takes_a_reader_thread(path):
    assert not unavailable.needs_no_database(path)


def test_cookies_headers_and_unknown_query_keys_share_one_entry(server, item):
    odd = {"cookie": "sessionid=x", "accept-language": "zh", "x-forwarded-host": "evil.example"}
    first = server.request(PATH + "?utm_source=x&lang=zh", **odd)
    assert server.request(PATH) == first
    assert server.rendered == 1
    assert b"evil" not in first[2]
    assert b"utm" not in first[2]


def test_unknown_query_key_is_not_in_a_redirect(server, item):
    status, headers, _body = server.request("/news?next=//evil.example")
    assert (status, headers["Location"]) == (301, "/news/")


def test_known_query_key_has_its_own_entry(server, item, publisher):
    for number in range(21):
        workflow.publish_draft(make_news_item(f"item-{number}"), by=publisher)
    assert server.text("/news/") != server.text("/news/?page=2")


@pytest.fixture
def pictured(noon, publisher):
    """A live item that shows a picture and a document; returns the item and their addresses."""
    image, document = make_image(), make_document()
    body = f'<p><a href="document:{document.pk}">The report</a></p>'
    item = make_news_item("pictured", picture=image, body=body)
    workflow.publish_draft(item, by=publisher)
    (avif,) = image.current.renditions.filter(content_type="image/avif")
    file = document.current
    return item, f"/media/{avif.name}", f"/media/{file.key}/{file.digest[:12]}/report.pdf"


def test_picture_is_read_once_and_gone_within_a_second_of_its_withdrawal(
    server, pictured, publisher
):
    item, picture, _document = pictured
    first = server.request(picture, accept_encoding="gzip")
    status, headers, body = first
    assert (status, headers["Content-Type"], body[4:12]) == (200, "image/avif", b"ftypavif")
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Content-Encoding" not in headers
    assert server.request(picture) == first
    assert server.rendered == 1
    workflow.withdraw(item, by=publisher, note="For a test.")
    server.seconds += 1
    assert server.request(picture)[0] == 404


def test_size_made_after_a_page_was_cached_is_on_it_within_a_second(server, noon, publisher):
    image = make_image(size=(450, 20))
    workflow.publish_draft(make_news_item(picture=image), by=publisher)
    assert "400w" not in server.text(PATH)
    library.make_width(File.objects.get(), 400)
    server.seconds += 1
    assert "400w" in server.text(PATH)


def test_document_is_not_cached(server, pictured):
    _item, _picture, document = pictured
    assert server.request(document)[0] == 200
    assert server.store.size == 0


def test_staff_pages_and_forms_are_never_cached(server, item, publisher):
    for _turn in range(2):
        server.request("/admin/login/")
        server.request(PATH, method="post")
    assert server.rendered == 4
    assert server.store.entries == {}


def test_search_results_are_never_cached(server, item, publisher):
    workflow.publish_draft(item, by=publisher)
    for words, others in (("patent", "zebra"), ("zebra", "patent")):
        text = server.text(f"/search/?q={words}")
        assert (f"for “{words}”." in text, f"for “{others}”." in text) == (True, False)
    assert server.rendered == 2


@pytest.mark.parametrize("path", ["/", "/search/?q=patent", "/admin/login/", "/preview/x/"])
def test_head_has_the_headers_of_get_and_no_body(server, item, publisher, path):
    workflow.publish_draft(item, by=publisher)
    status, headers, body = server.request(path)
    assert headers["Content-Length"] == str(len(body))
    told, told_headers, nothing = server.request(path, method="head")
    assert (told, told_headers["Content-Length"], nothing) == (status, str(len(body)), b"")


def test_redirect_to_the_trailing_slash_keeps_the_query(server, item):
    for path, query in (("/search", "q=patent"), ("/news", "page=2")):
        status, headers, _body = server.request(f"{path}?{query}")
        assert (status, headers["Location"]) == (301, f"{path}/?{query}")


def test_file_ignores_the_page_number(server, item):
    for query in ("", "?page=2", "?page=3"):
        assert server.request(f"/site.webmanifest{query}")[0] == 200
    assert server.rendered == 1


def test_redirect_of_a_moved_item_is_cached(server, item, publisher):
    workflow.move({item: {"slug": "renamed"}}, by=publisher)
    for _turn in range(2):
        status, headers, _body = server.request(PATH)
        assert (status, headers["Location"]) == (301, "/news/2026/renamed/")
    assert server.rendered == 1


def test_redirect_to_the_trailing_slash_is_not_cached(server, item):
    for path, status in (("/nothing", 404), ("/news/2026/nothing", 404), (PATH[:-1], 301)):
        assert server.request(path)[0] == status
    assert server.store.entries == {}


def test_redirect_to_https_is_not_cached(server, item, settings):
    settings.SECURE_SSL_REDIRECT = True
    server.django = WSGIHandler()
    assert server.request("/nothing/")[0] == 301
    assert server.store.entries == {}


@pytest.mark.parametrize("path", [f"/{'a' * 2000}/", "/news/?page=1234567890"])
def test_long_address_is_not_cached(server, item, path):
    server.request(path)
    assert server.store.entries == {}


def test_404_is_not_cached_and_takes_no_memory_of_its_own(server, item):
    for number in range(3):
        assert server.request(f"/nothing-{number}/", accept_encoding="gzip")[0] == 404
    assert server.rendered == 3
    assert server.store.entries == {}
    [page] = server.cache.messages.values()
    assert set(page.forms) == {"gzip"}


def test_what_is_gone_takes_no_memory_for_each_address(server, item, publisher, monkeypatch):
    monkeypatch.setattr(page_store, "MAX_ENTRIES", 3)
    monkeypatch.setattr(page_cache, "MAX_MESSAGES", 2)
    gone = [make_news_item(slug=f"gone-{number}") for number in range(6)]
    sentences = sorted(workflow.withdrawal_reasons_for(item))[:2]
    for number, each in enumerate(gone):
        workflow.publish_draft(each, by=publisher)
        # The first sentence of readers, then the second, then no sentence, and again.
        reason = ["", *sentences][number % 3]
        workflow.withdraw(each, by=publisher, reason=reason, note="x")
    server.request(PATH)
    for _turn in range(2):
        told = [
            server.request(f"/news/2026/gone-{number}/", accept_encoding="br")
            for number in range(6)
        ]
        assert {status for status, _headers, _body in told} == {410}
        assert len({body for _status, _headers, body in told}) == 3
    assert [key.path for key in server.store.entries] == [PATH]
    assert [set(page.forms) for page in server.cache.messages.values()] == [{"br"}, {"br"}]
    server.rendered = 0
    assert server.request(PATH)[0] == 200
    assert server.rendered == 0


def test_foreign_host_gets_nothing_from_the_cache(server, item):
    server.request(PATH)
    assert server.request(PATH, host="evil.example")[0] == 400
    assert server.request(PATH)[0] == 200


def test_plain_http_and_https_have_separate_entries(server, item, settings):
    assert server.request(PATH)[0] == 200
    server.request(PATH, **{"x-forwarded-proto": "https"})
    assert server.rendered == 2


@pytest.mark.parametrize(
    ("coding", "decompress"),
    [("gzip", gzip.decompress), ("br", brotli.decompress), ("zstd", zstandard.decompress)],
)
def test_response_is_compressed_for_clients_that_accept_it(server, item, coding, decompress):
    plain = server.request(PATH)[2]
    size = server.store.size
    for _turn in range(2):
        _status, headers, body = server.request(PATH, **{"accept-encoding": f"deflate, {coding}"})
        assert headers["Content-Encoding"] == coding
        assert headers["Vary"] == "Accept-Encoding"
        assert int(headers["Content-Length"]) == len(body)
        assert decompress(body) == plain
    # Each form counts once.
    assert len(body) < server.store.size - size < len(body) + 3_000
    assert server.store.size == sum(entry.size for entry in server.store.entries.values())


@pytest.mark.parametrize("first", ["br", "zstd", "gzip"])
def test_plain_body_is_not_kept_beside_a_compressed_one_and_is_the_same(server, item, first):
    decompress = {"br": brotli.decompress, "zstd": zstandard.decompress, "gzip": gzip.decompress}
    compressed = server.request(PATH, accept_encoding=first)[2]
    assert server.store.size < len(decompress[first](compressed))
    headers, plain = server.request(PATH)[1:]
    assert "Content-Encoding" not in headers
    assert (decompress[first](compressed), server.rendered) == (plain, 1)
    for other in decompress:
        body = server.request(PATH, accept_encoding=other)[2]
        assert decompress[other](body) == plain
    assert server.store.size == sum(entry.size for entry in server.store.entries.values())


def test_static_files_get_to_see_all_that_a_client_accepts(server, monkeypatch):
    seen = []

    def answer(environ, start_response):
        seen.append(environ["HTTP_ACCEPT_ENCODING"])
        start_response("200 OK", [])
        return []

    monkeypatch.setattr(server, "django", answer)
    for accepted in ("br", "gzip, br;q=0.5", ""):
        server.request("/static/css/site.css", accept_encoding=accepted)
    assert seen == ["br", "gzip, br;q=0.5", ""]


def test_search_results_are_compressed_as_gzip_alone(server, noon):
    headers, body = server.request("/search/?q=patent", **{"accept-encoding": "gzip, br, zstd"})[1:]
    assert (headers["Content-Encoding"], body[:2]) == ("gzip", b"\x1f\x8b")


@pytest.mark.parametrize(
    ("taken", "coding"),
    [
        ("GZIP", "gzip"),
        ("*", "gzip"),
        ("gzip;q=0", None),
        ("identity, gzip;q=0.5", None),
        ("identity;q=0, gzip", "gzip"),
    ],
)
def test_response_is_compressed_as_requested(server, item, taken, coding):
    for path in (PATH, "/search/?q=patent"):
        headers = server.request(path, **{"accept-encoding": taken})[1]
        assert headers.get("Content-Encoding") == coding


def test_short_response_is_compressed_for_clients_that_accept_nothing_else(server, item):
    headers, body = server.request("/robots.txt", **{"accept-encoding": "gzip, *;q=0"})[1:]
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == server.request("/robots.txt")[2]


def test_any_of_several_tags_gets_a_304(server, item):
    etag = server.request(PATH)[1]["ETag"]
    for tags in ("*", f'"other", {etag}', etag.removeprefix("W/")):
        assert server.request(PATH, **{"if-none-match": tags})[0] == 304
    assert server.request(PATH, **{"if-none-match": etag[:-2]})[0] == 200


def test_reader_who_has_the_page_gets_a_304_until_it_changes(server, item, publisher):
    _status, headers, _body = server.request(PATH)
    assert headers["Cache-Control"] == "no-cache"
    again = {"if-none-match": headers["ETag"]}
    status, _headers, body = server.request(PATH, **again)
    assert (status, body) == (304, b"")
    item.title = "Rewritten"
    item.save()
    workflow.publish_draft(item, by=publisher, correction="")
    server.seconds += 1
    assert server.request(PATH, **again)[0] == 200


FEEDS = ("", "rss/", "json/")


@pytest.mark.parametrize(
    "path",
    [f"/news/{place}feed/{kind}" for place in ("", "category/patent/") for kind in FEEDS]
    + ["/sitemap.xml", "/robots.txt", "/site.webmanifest"],
)
def test_revalidating_program_gets_a_304(server, item, path):
    _status, headers, body = server.request(path)
    status, _headers, nothing = server.request(path, **{"if-none-match": headers["ETag"]})
    assert (status, nothing, bool(body)) == (304, b"", True)
    assert server.rendered == 1


def test_response_that_changes_daily_is_not_cached(server, item, settings):
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    for path in ("/.well-known/security.txt", "/sitemap-latest.xml"):
        assert server.request(path)[0] == 200
        server.rendered = 0
        server.request(path)
        assert server.rendered == 1


def test_uncached_head_has_the_headers_of_get(server, item):
    status, headers, body = server.request(PATH, method="head")
    assert (status, body) == (200, b"")
    assert headers["Content-Length"] == server.request(PATH)[1]["Content-Length"]


def test_memory_is_limited_and_the_oldest_goes_first(server, item, publisher, monkeypatch):
    for slug in ("one", "two", "three"):
        workflow.publish_draft(make_page(slug), by=publisher)
    server.request("/one/")
    monkeypatch.setattr(page_store, "MAX_BYTES", int(server.store.size * 2.5))
    for path in ("/two/", "/three/", "/one/"):
        server.request(path)
    assert server.rendered == 4
    assert server.store.size <= page_store.MAX_BYTES
    assert server.store.size == sum(entry.size for entry in server.store.entries.values())


def test_number_of_entries_is_limited_and_their_texts_count(server, item, publisher, monkeypatch):
    monkeypatch.setattr(page_store, "MAX_ENTRIES", 3)
    workflow.move({item: {"slug": "renamed"}}, by=publisher)
    sizes = []
    for port in range(8001, 8011):
        assert server.request(PATH, host=f"localhost:{port}")[0] == 301
        sizes.append(server.store.size)
    assert len(server.store.entries) == 3
    assert sizes[0] > page_store.BYTES_OF_ENTRY + 500
    assert sizes[2:] == [3 * sizes[0]] * 8


def test_page_that_is_requested_again_outlives_addresses_that_are_requested_once(
    server, item, publisher, monkeypatch
):
    monkeypatch.setattr(page_store, "MAX_ENTRIES", 3)
    for number in range(8):
        assert server.request(PATH)[0] == 200
        server.request(f"/news/?page={number}")
        server.request(f"{PATH}?page={number}")
    # Itself once, and each of the others.
    assert server.rendered == 17


def test_cached_page_takes_no_query_for_a_second(server, item, django_assert_num_queries):
    server.request(PATH)
    with django_assert_num_queries(0):
        server.request(PATH)
    server.seconds += 1
    with django_assert_num_queries(1):
        server.request(PATH)
