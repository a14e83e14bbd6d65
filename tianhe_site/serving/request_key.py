"""What a response for readers depends on, and the request that Django gets for it."""

import io
import sys
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from tianhe_site.admin_pages import STAFF_PATHS
from tianhe_site.languages import in_each

# Maximum length of an address, and of the value of a known query key; longer ones are never
# cached.
MAX_PATH_LENGTH = 1_000
MAX_VALUE_LENGTH = 9
# Staff pages, previews, search results, and files that WhiteNoise serves from memory itself.
NEVER_CACHED = (*STAFF_PATHS, *in_each("/search/"), "/static/")
# What changes with the day, with no change of an edition.
NEVER_CACHED += ("/.well-known/", "/sitemap-latest.xml")
# Documents may be large, and are rarely requested twice.
NEVER_CACHED_ENDINGS = (".pdf",)
# The one query key that public pages use; others change nothing and create no cache entry.
QUERY_KEYS = ("page",)


class Key(NamedTuple):
    """All that Django sees of a request for a public page: nothing outside the key can poison the
    cache."""

    host: str
    # Behind a TLS proxy, Django redirects plain http to https.
    is_https: bool
    script_name: str
    path: str
    query: tuple

    @property
    def texts(self):
        pairs = (text for pair in self.query for text in pair)
        return [self.host, self.script_name, self.path, *pairs]

    def request(self):
        """Return the WSGI environ of this key's request, a GET: it has the length that a HEAD
        reports."""
        headers = {
            "HTTP_HOST": self.host,
            "HTTP_X_FORWARDED_PROTO": "https" if self.is_https else "",
        }
        return {
            **{name: value for name, value in headers.items() if value},
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": self.script_name,
            "PATH_INFO": self.path,
            "QUERY_STRING": urlencode(self.query),
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "https" if self.is_https else "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }


def key_of(environ):
    """Return the `Key` of a request; None if Django must answer it each time."""
    path = environ.get("PATH_INFO", "")
    # Without its trailing slash, an address redirects to the one with it, query included.
    is_never_cached = f"{path}/".startswith(NEVER_CACHED) or path.endswith(NEVER_CACHED_ENDINGS)
    if is_never_cached or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return None
    query = environ.get("QUERY_STRING", "")
    known = _known(query, path) if query else ()
    if len(path) > MAX_PATH_LENGTH or known and _is_long(known):
        return None
    is_https = environ.get("HTTP_X_FORWARDED_PROTO") == "https"
    host, script_name = environ.get("HTTP_HOST", ""), environ.get("SCRIPT_NAME", "")
    return Key(host, is_https, script_name, path, known)


def _is_long(known):
    return any(len(value) > MAX_VALUE_LENGTH for _name, value in known)


def _known(query, path):
    """Return the pairs of a query that a page at `path` depends on."""
    values = dict(parse_qsl(query, keep_blank_values=True))
    # A file ignores the query; some files take long to make. No slug contains a dot.
    names = () if "." in path.rpartition("/")[2] else QUERY_KEYS
    return tuple((name, values[name]) for name in names if name in values)
