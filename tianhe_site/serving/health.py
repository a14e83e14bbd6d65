"""What load balancers and monitoring ask, in front of Django: they use IP addresses and plain
http."""

HEADERS = [
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Robots-Tag", "noindex, nofollow"),
]
PLAIN_TEXT = "text/plain; charset=utf-8"


def alive(environ):
    """Answer whether this process runs. Asks nobody: a process that is restarted because the
    database is away loses the pages that it has in memory."""
    return "200 OK", PLAIN_TEXT, "ok\n"


class Health:
    """WSGI middleware: `answers` are functions by path, from a request's environ to the status, the
    type and the text of its response."""

    def __init__(self, application, answers):
        self.application = application
        self.answers = answers

    def __call__(self, environ, start_response):
        answer = self.answers.get(environ.get("PATH_INFO"))
        if answer is None:
            return self.application(environ, start_response)
        method = environ["REQUEST_METHOD"]
        if method not in ("GET", "HEAD"):
            allowed = [("Allow", "GET, HEAD")]
            return _send(start_response, "405 Method Not Allowed", PLAIN_TEXT, "", allowed)
        body = _send(start_response, *answer(environ))
        # With the length that a GET would have.
        return [] if method == "HEAD" else body


def _send(start_response, status, content_type, text, headers=()):
    body = text.encode()
    about_body = [("Content-Type", content_type), ("Content-Length", str(len(body)))]
    start_response(status, [*HEADERS, *headers, *about_body])
    return [body]
