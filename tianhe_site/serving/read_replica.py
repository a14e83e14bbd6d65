"""Answers readers from the read replica, as long as it has all that is public on the primary.

A replica follows some time after. It has everything if its last public change is the one that the
primary named last: it never goes back, so from then on it shows at least that. So no lag has to be
measured, and a replica that is behind, hangs or is away isn't used until it has caught up.
"""

from django.conf import settings

from tianhe_site import replica, unavailable
from tianhe_site.admin_pages import STAFF_PATHS
from tianhe_site.publishing import cache_version

from .database_watch import DatabaseWatch

COMPLAINT = "The read replica isn't responding; readers are answered from the primary"
# The last public change that the page cache knows of, in a WSGI environ.
_CHANGE = "tianhe.public_change"


def with_change(environ, change):
    """Return a WSGI environ that says what the last public change is, as `last_change()` does."""
    return {**environ, _CHANGE: change}


class ReadReplica:
    """WSGI middleware: lets Django answer from the replica where that is right, and from the
    primary what isn't found there.

    It must be behind the page cache, which asks the primary for the last public change.
    """

    def __init__(self, application, watch=None):
        self.application = application
        self.watch = watch or DatabaseWatch(complaint=COMPLAINT)
        self.watch.ask = self._ask
        self._change = None

    def __call__(self, environ, start_response):
        if not (_is_of_a_reader(environ) and self._has(environ.get(_CHANGE))):
            return self.application(environ, start_response)
        said = []
        with replica.reading():
            answer = self.application(environ, lambda *begin: said.append(begin))
        if said[0][0].startswith("2"):
            start_response(*said[0])
            return answer
        # Another host may have shown the reader more, and the replica may have failed just now.
        getattr(answer, "close", lambda: None)()
        return self.application(environ, start_response)

    def _has(self, change):
        """Return whether the replica has a public change. Waits for nothing."""
        if change is None:
            return False
        self.watch.note_request()
        is_well = not (self.watch.is_old() or self.watch.is_late())
        return is_well and self._change == change

    def _ask(self):
        with replica.reading():
            self._change = cache_version.last_change()


def _is_of_a_reader(environ):
    """Return whether a request changes nothing, and isn't one of staff, who must see what they did
    just now."""
    is_staff = environ.get("PATH_INFO", "").startswith(STAFF_PATHS)
    has_session = f"{settings.SESSION_COOKIE_NAME}=" in environ.get("HTTP_COOKIE", "")
    is_read = environ["REQUEST_METHOD"] in ("GET", "HEAD")
    return is_read and not (is_staff or has_session or unavailable.is_marked(environ))
