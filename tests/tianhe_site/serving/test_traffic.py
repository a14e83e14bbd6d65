"""What is counted of requests, and which responses name the request that they answer."""

import pytest

from tianhe_site.monitoring import counts, requests
from tianhe_site.monitoring.requests import RequestIds

pytestmark = pytest.mark.django_db


def test_each_response_is_counted_once_by_kind_and_status(server, counted):
    counts.take_durations()
    for _time in range(2):
        etag = server.request("/robots.txt")[1]["ETag"]
    server.request("/robots.txt", **{"If-None-Match": etag})
    server.request("/nothing/")
    server.request("/search/")
    server.request("/admin/")
    server.request("/static/nothing.css")
    assert counted() == {
        ("requests", ("public", "2xx")): 2,
        ("requests", ("public", "3xx")): 1,
        ("requests", ("public", "4xx")): 1,
        ("page_cache", ("miss",)): 2,
        ("page_cache", ("hit",)): 2,
        ("requests", ("search", "2xx")): 1,
        ("requests", ("staff", "3xx")): 1,
        ("requests", ("static", "4xx")): 1,
    }
    kinds = [kind for kind, _seconds in counts.take_durations()]
    assert kinds == ["public", "public", "search", "staff"]


def test_what_many_get_names_no_request(server):
    server.cache.application = RequestIds(server.cache.application, lambda environ: None)
    for path in ("/robots.txt", "/robots.txt", "/nothing/", "/nothing/at-all/"):
        assert requests.HEADER not in server.request(path)[1], path
    # The page that says so is one.
    assert len(server.cache.messages) == 1
    for path in ("/search/", "/admin/"):
        assert len(server.request(path)[1][requests.HEADER]) == 16, path
