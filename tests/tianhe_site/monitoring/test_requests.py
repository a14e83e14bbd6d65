"""Each request has an id, which its response, its lines in the log and its error page share."""

import logging

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError
from django.test import RequestFactory
from django.utils.functional import SimpleLazyObject

from tianhe_site import unavailable
from tianhe_site.monitoring import requests
from tianhe_site.monitoring.access_log import AccessLog
from tianhe_site.monitoring.requests import RequestIds


def address_of(environ):
    return environ["REMOTE_ADDR"]


def ask(application, path="/news/", **headers):
    """Return the status, the headers and the body of a response that was sent."""
    said = {}

    def start_response(status, headers, exc_info=None):
        said.update(status=status, headers=dict(headers))

    environ = RequestFactory().get(path, headers=headers).environ
    answer = application({**environ, "REMOTE_ADDR": "192.0.2.7"}, start_response)
    body = b"".join(answer)
    answer.close()
    return said["status"], said["headers"], body


class Site:
    """Answers with the id of the request, and remembers it."""

    def __init__(self):
        self.ids = []

    def __call__(self, environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        yield self.note()

    def note(self):
        self.ids.append(requests.current_id())
        return self.ids[-1].encode()


def test_response_names_the_id_that_the_request_has_until_it_is_sent():
    site = Site()
    _status, headers, body = ask(RequestIds(site, address_of))
    assert [headers["X-Request-ID"]] == site.ids == [body.decode()]
    assert len(body) == 16
    assert requests.current() is None


def test_nobody_else_chooses_the_id():
    site = Site()
    application = RequestIds(site, address_of)
    for _time in range(2):
        ask(application, **{"X-Request-ID": "chosen"})
    first, second = site.ids
    assert "chosen" not in (first, second)
    assert first != second


def test_id_ends_with_a_request_that_fails():
    def fail(environ, start_response):
        raise ZeroDivisionError

    for layer in (RequestIds, AccessLog):
        with pytest.raises(ZeroDivisionError):
            ask(layer(fail, address_of))
        assert requests.current() is None


def test_access_log_has_a_line_with_the_same_id(caplog):
    caplog.set_level(logging.INFO, "tianhe.access")
    site = Site()
    ids = []
    caplog.handler.addFilter(lambda record: ids.append(requests.current_id()) or True)
    ask(AccessLog(RequestIds(site, address_of), address_of), "/search/?q=my+illness")
    [record] = caplog.records
    assert (record.method, record.path, record.status) == ("GET", "/search/", 200)
    assert record.getMessage() == f"GET /search/ 200 {record.milliseconds} ms"
    assert ids == site.ids


def test_an_address_with_a_line_break_stays_in_its_line(caplog):
    caplog.set_level(logging.INFO, "tianhe.access")
    ask(AccessLog(Site(), address_of), "/%0a2026-01-01%20ERROR%20forged/")
    assert caplog.records[0].path == "/\\n2026-01-01 ERROR forged/"


@pytest.mark.parametrize(
    ("user", "person"),
    [
        (AnonymousUser, None),
        (lambda: type("User", (), {"pk": 7}), 7),
        (lambda: SimpleLazyObject(lambda: 1 / 0), None),
    ],
)
def test_person_is_known_without_asking_the_database(rf, user, person):
    about = requests.begin(None)
    try:
        request = rf.get("/")
        request.user = user()
        assert about.person is None
        requests.note_person(lambda request: None)(request)
        assert about.person == person
    finally:
        requests.end()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "expected"), [(ZeroDivisionError, "500"), (OperationalError, "503")]
)
def test_page_about_an_error_names_the_request(monkeypatch, error, expected):
    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr("tianhe_site.operations.views.render", fail)
    status, headers, body = ask(RequestIds(WSGIHandler(), address_of), "/robots.txt")
    assert status[:3] == expected
    assert f"include the request ID: {headers['X-Request-ID']}" in body.decode()


@pytest.mark.django_db
def test_page_that_asks_to_come_again_names_none():
    def crowded(environ, start_response):
        return WSGIHandler()(unavailable.marked(environ, unavailable.CROWDED), start_response)

    status, _headers, body = ask(RequestIds(crowded, address_of))
    assert status[:3] == "503"
    assert "request ID" not in body.decode()
