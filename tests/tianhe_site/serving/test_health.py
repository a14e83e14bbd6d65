"""What load balancers ask, whatever host and scheme they use."""

import pytest

from tianhe_site.serving import health
from tianhe_site.serving.health import Health


def ask(path="/healthz", **environ):
    """Return status, headers and body of the response."""
    said = {}

    def start_response(status, headers):
        said.update(status=status, headers=dict(headers))

    def django(environ, start_response):
        start_response("200 OK", [])
        return [b"Django"]

    application = Health(django, {"/healthz": health.alive})
    request = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_HOST": "192.0.2.7"}
    body = b"".join(application({**request, **environ}, start_response))
    return said["status"], said["headers"], body


def test_a_process_that_runs_says_so():
    assert ask() == (
        "200 OK",
        {
            "Cache-Control": "no-store",
            "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options": "nosniff",
            "X-Robots-Tag": "noindex, nofollow",
            "Content-Type": "text/plain; charset=utf-8",
            "Content-Length": "3",
        },
        b"ok\n",
    )


def test_health_answers_head_like_get():
    status, headers, _body = ask()
    assert ask(REQUEST_METHOD="HEAD") == (status, headers, b"")


def test_health_refuses_other_methods():
    status, headers, _body = ask(REQUEST_METHOD="POST")
    assert (status, headers["Allow"]) == ("405 Method Not Allowed", "GET, HEAD")


@pytest.mark.parametrize("path", ["/healthz/", "/", "/healthzz"])
def test_all_else_goes_on_to_the_site(path):
    assert ask(path)[2] == b"Django"
