"""The health check for load balancers, whatever host and scheme they use."""

import pytest
from django.db import OperationalError

from tianhe_site.serving.database_watch import DatabaseWatch
from tianhe_site.serving.health import Health


def fail():
    raise OperationalError("The database is away.")


def ask(question, **environ):
    """Return status, headers and body of a health check."""
    said = {}

    def start_response(status, headers):
        said.update(status=status, headers=dict(headers))

    def django(environ, start_response):
        raise AssertionError("Django was asked.")

    health = Health(django, DatabaseWatch(question))
    request = {"REQUEST_METHOD": "GET", "PATH_INFO": "/healthz", "HTTP_HOST": "192.0.2.7"}
    body = b"".join(health({**request, **environ}, start_response))
    return said["status"], said["headers"], body


@pytest.mark.parametrize(
    ("question", "status", "text"),
    [
        (lambda: None, "200 OK", b"ok\n"),
        (fail, "503 Service Unavailable", b"database unavailable\n"),
    ],
)
def test_health_depends_on_the_database(question, status, text):
    told, headers, body = ask(question)
    assert (told, body) == (status, text)
    assert headers == {
        "Content-Type": "text/plain",
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex, nofollow",
        "Content-Length": str(len(text)),
    }


@pytest.mark.parametrize("question", [lambda: None, fail])
def test_health_answers_head_like_get(question):
    status, headers, _text = ask(question)
    assert ask(question, REQUEST_METHOD="HEAD") == (status, headers, b"")


def test_health_refuses_other_methods():
    status, headers, _body = ask(lambda: None, REQUEST_METHOD="POST")
    assert (status, headers["Allow"]) == ("405 Method Not Allowed", "GET, HEAD")
