"""Finished pages in front of Django: fresh to the moment, the same for all, bounded."""

import gzip
import re
from datetime import timedelta

import pytest
from django.core import signals
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError, close_old_connections
from django.test import RequestFactory

from tests.factories import (
    make_document,
    make_image,
    make_news_item,
    make_page,
    make_site_details,
    publish_approved,
)
from tianhe_site import page_cache
from tianhe_site.media_library import library
from tianhe_site.media_library.models import File
from tianhe_site.page_cache import PageCache
from tianhe_site.publishing import clock, generation, workflow

pytestmark = pytest.mark.django_db

PATH = "/news/2026/grant/"
HOUR = timedelta(hours=1)


class Server:
    """The cache before a Django whose calls are counted, and a hand on the cache's own clock."""

    def __init__(self, monkeypatch):
        self.rendered = 0
        self.seconds = 1000.0
        self.django = WSGIHandler()
        self.cache = PageCache(self._application)
        monkeypatch.setattr(page_cache.time, "monotonic", lambda: self.seconds)
        monkeypatch.setattr(page_cache, "close_old_connections", lambda: None)

    def _application(self, environ, start_response):
        self.rendered += 1
        return self.django(environ, start_response)

    def request(self, path, method="get", **headers):
        """Return the status (a number), the headers and the bytes of an answer."""
        environ = getattr(RequestFactory(), method)(path, headers=headers).environ
        said = {}

        def start_response(status, headers, exc_info=None):
            said.update(status=int(status[:3]), headers=dict(headers))

        answer = self.cache(environ, start_response)
        body = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        return said["status"], said["headers"], body

    def text(self, path, **headers):
        return self.request(path, **headers)[2].decode()


@pytest.fixture
def server(monkeypatch):
    # The connection belongs to the test's transaction; after a request Django would close it.
    ends = (signals.request_started, signals.request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield Server(monkeypatch)
    for signal in ends:
        signal.connect(close_old_connections)


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


def test_what_was_scheduled_shows_at_its_moment(server, item, noon, publisher):
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


def test_freezing_a_draft_empties_nothing(server, item, publisher):
    server.request(PATH)
    item.title = "Not public yet"
    item.save()
    workflow.freeze(item, by=publisher)
    server.seconds += 1
    server.request(PATH)
    assert server.rendered == 1


def test_page_rendered_across_a_change_is_sent_and_not_kept(server, item, publisher):
    django = server.django

    def slow_django(environ, start_response):
        answer = django(environ, start_response)
        workflow.withdraw(item, by=publisher, note="While the page was being rendered.")
        return answer

    server.django = slow_django
    assert server.request(PATH)[0] == 200
    server.django = django
    assert server.request(PATH)[0] == 410


def test_known_pages_are_served_while_the_database_is_away(server, item, monkeypatch):
    before = server.request(PATH)

    def away():
        raise OperationalError

    monkeypatch.setattr(generation, "last_change", away)
    server.seconds += 5
    assert server.request(PATH) == before


def test_known_pages_end_at_the_boundary_even_while_the_database_is_away(
    server, item, noon, publisher, monkeypatch
):
    workflow.reschedule(item.editions.get(), by=publisher, until=noon + HOUR)
    with clock.set_to(noon + HOUR - timedelta(seconds=10)):
        server.request(PATH)

    def away():
        raise OperationalError

    monkeypatch.setattr(generation, "last_change", away)
    server.seconds += 10
    with clock.set_to(noon + HOUR):
        assert server.request(PATH)[0] == 410
        assert server.rendered == 2


def test_whatever_cookies_headers_or_unknown_keys_come_along_the_page_is_one(server, item):
    odd = {"cookie": "sessionid=x", "accept-language": "zh", "x-forwarded-host": "evil.example"}
    first = server.request(PATH + "?utm_source=x&lang=zh", **odd)
    assert server.request(PATH) == first
    assert server.rendered == 1
    assert b"evil" not in first[2]
    assert b"utm" not in first[2]


def test_unknown_key_does_not_come_back_in_a_redirect(server, item):
    status, headers, _body = server.request("/news?next=//evil.example")
    assert (status, headers["Location"]) == (301, "/news/")


def test_known_key_is_kept_apart(server, item, publisher):
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


def test_picture_is_read_once_as_it_is_and_gone_within_a_second(server, pictured, publisher):
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


def test_size_that_is_made_after_the_page_was_kept_is_on_it_within_a_second(
    server, noon, publisher
):
    image = make_image(size=(450, 20))
    workflow.publish_draft(make_news_item(picture=image), by=publisher)
    assert "400w" not in server.text(PATH)
    library.make_width(File.objects.get(), 400)
    server.seconds += 1
    assert "400w" in server.text(PATH)


def test_document_takes_no_room_in_memory(server, pictured):
    _item, _picture, document = pictured
    assert server.request(document)[0] == 200
    assert server.cache.size == 0


def test_staff_pages_and_forms_are_never_kept(server, item, publisher):
    for _turn in range(2):
        server.request("/admin/login/")
        server.request("/healthz")
        server.request(PATH, method="post")
    assert server.rendered == 6
    assert server.cache.pages == {}


def test_what_readers_search_for_is_asked_of_django_each_time(server, item, publisher):
    workflow.publish_draft(item, by=publisher)
    for words, others in (("patent", "zebra"), ("zebra", "patent")):
        text = server.text(f"/search/?q={words}")
        assert (f"for “{words}”." in text, f"for “{others}”." in text) == (True, False)
    assert server.rendered == 2


def test_query_is_not_lost_where_the_address_lacks_its_slash(server, item):
    for path, query in (("/search", "q=patent"), ("/news", "page=2")):
        status, headers, _body = server.request(f"{path}?{query}")
        assert (status, headers["Location"]) == (301, f"{path}/?{query}")


def test_file_is_one_whatever_page_is_asked_of_it(server, item):
    for query in ("", "?page=2", "?page=3"):
        assert server.request(f"/site.webmanifest{query}")[0] == 200
    assert server.rendered == 1


def test_what_is_not_found_is_not_kept(server, item):
    server.request("/nothing/")
    server.request("/nothing/")
    assert server.rendered == 2


def test_foreign_host_gets_nothing_of_what_is_kept(server, item):
    server.request(PATH)
    assert server.request(PATH, host="evil.example")[0] == 400
    assert server.request(PATH)[0] == 200


def test_plain_http_and_https_are_kept_apart(server, item, settings):
    assert server.request(PATH)[0] == 200
    server.request(PATH, **{"x-forwarded-proto": "https"})
    assert server.rendered == 2


def test_answer_is_compressed_for_those_who_take_it(server, item):
    _status, headers, body = server.request(PATH, **{"accept-encoding": "gzip, br"})
    assert headers["Content-Encoding"] == "gzip"
    assert headers["Vary"] == "Accept-Encoding"
    assert int(headers["Content-Length"]) == len(body)
    assert gzip.decompress(body) == server.request(PATH)[2]


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
def test_program_that_asks_again_gets_a_304(server, item, path):
    _status, headers, body = server.request(path)
    status, _headers, nothing = server.request(path, **{"if-none-match": headers["ETag"]})
    assert (status, nothing, bool(body)) == (304, b"", True)
    assert server.rendered == 1


def test_picture_that_stands_for_a_page_is_drawn_once(server, item, noon, publisher):
    publish_approved(make_site_details(), by=publisher)
    path = re.search(r'og:image" content="[^"]*?(/news/[^"]*)"', server.text(PATH))[1]
    first = server.request(path)
    assert (first[0], first[1]["Content-Type"]) == (200, "image/png")
    server.rendered = 0
    assert server.request(path) == first
    assert server.rendered == 0


def test_what_changes_with_the_day_is_not_kept(server, item, settings):
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    for path in ("/.well-known/security.txt", "/sitemap-latest.xml"):
        assert server.request(path)[0] == 200
        server.rendered = 0
        server.request(path)
        assert server.rendered == 1


def test_head_says_what_a_get_would(server, item):
    status, headers, body = server.request(PATH, method="head")
    assert (status, body) == (200, b"")
    assert headers["Content-Length"] == server.request(PATH)[1]["Content-Length"]


def test_memory_is_bounded_and_the_oldest_goes_first(server, item, publisher, monkeypatch):
    for slug in ("one", "two", "three"):
        workflow.publish_draft(make_page(slug), by=publisher)
    server.request("/one/")
    monkeypatch.setattr(page_cache, "MOST_BYTES", int(server.cache.size * 2.5))
    for path in ("/two/", "/three/", "/one/"):
        server.request(path)
    assert server.rendered == 4
    assert server.cache.size <= page_cache.MOST_BYTES
    assert server.cache.size == sum(page.size for page in server.cache.pages.values())


def test_kept_page_costs_no_query_for_a_second(server, item, django_assert_num_queries):
    server.request(PATH)
    with django_assert_num_queries(0):
        server.request(PATH)
    server.seconds += 1
    with django_assert_num_queries(1):
        server.request(PATH)
