"""The health check of load balancers: can this process serve readers?"""

PATH = "/healthz"
HEADERS = [
    ("Content-Type", "text/plain"),
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Robots-Tag", "noindex, nofollow"),
]


class Health:
    """WSGI middleware: answers `PATH` with 200, or with 503 while the database is away. Takes at
    most a second; `watch` is a `DatabaseWatch`.

    It is in front of Django, since load balancers use IP addresses and plain http.
    """

    def __init__(self, application, watch):
        self.application = application
        self.watch = watch

    def __call__(self, environ, start_response):
        if environ.get("PATH_INFO") != PATH:
            return self.application(environ, start_response)
        method = environ["REQUEST_METHOD"]
        if method not in ("GET", "HEAD"):
            return _answer(start_response, "405 Method Not Allowed", "", [("Allow", "GET, HEAD")])
        status, text = ("200 OK", "ok\n") if self.watch.is_up() else _DATABASE_AWAY
        body = _answer(start_response, status, text)
        # With the length that a GET would have.
        return [] if method == "HEAD" else body


_DATABASE_AWAY = ("503 Service Unavailable", "database unavailable\n")


def _answer(start_response, status, text, headers=()):
    body = text.encode()
    start_response(status, [*HEADERS, *headers, ("Content-Length", str(len(body)))])
    return [body]
